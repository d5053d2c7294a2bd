package eu.releve.edge.radio;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.decode.mbus.MeterIdentity;
import eu.releve.decode.wmbus.Sealing;
import eu.releve.decode.wmbus.WirelessFrame;
import java.util.HexFormat;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ReceptionTest {
  private static final long HOUR = 3_600_000;
  private static final OptionalInt RSSI = OptionalInt.of(-80);

  private int counter;

  @Test
  void theShareIsThatOfTheTelegramsThatTheMeterSent() {
    long seed = System.nanoTime();
    System.out.println("theShareIsThatOfTheTelegramsThatTheMeterSent seed=" + seed);
    SplittableRandom random = new SplittableRandom(seed);
    for (double arriving : new double[] {1, 0.9, 0.6, 0.35}) {
      Reception reception = new Reception(0);
      long now = 0;
      while (now < 30 * HOUR) {
        now += 60_000 + random.nextInt(-600, 600);
        if (random.nextDouble() < arriving) {
          reception.heard(frame(), RSSI, now);
        }
      }
      Reception.View view = reception.view(now);
      assertThat(view.intervalMillis().orElseThrow()).isBetween(58_000L, 62_000L);
      assertThat(view.sharePercent().orElseThrow())
          .isBetween((int) (100 * arriving) - 6, (int) (100 * arriving) + 6);
      assertThat(view.rssiDbm()).isEqualTo(RSSI);
      assertThat(reception.isSilent(now)).isFalse();
    }
  }

  @Test
  void aMeterIsSilentWhenChanceDoesNotExplainItAnyMore() {
    Reception good = new Reception(0);
    long now = heard(good, 100, 60_000);
    assertThat(good.isSilent(now + 10 * 60_000)).isFalse();
    assertThat(good.isSilent(now + 12 * 60_000)).isTrue();
    // Of one in three it is no wonder that twenty are missing.
    Reception bad = new Reception(0);
    SplittableRandom random = new SplittableRandom(7);
    long at = 0;
    for (int i = 0; i < 600; i++) {
      at += 60_000;
      if (random.nextInt(3) == 0) {
        bad.heard(frame(), RSSI, at);
      }
    }
    long last = bad.view(at).lastBootMillis().orElseThrow();
    assertThat(bad.isSilent(last + 20 * 60_000)).isFalse();
    assertThat(bad.isSilent(last + 60 * 60_000)).isTrue();
  }

  @Test
  void aMeterThatWasNeverHeardIsSilentAfterADay() {
    Reception reception = new Reception(1_000);
    assertThat(reception.isSilent(24 * HOUR)).isFalse();
    assertThat(reception.isSilent(24 * HOUR + 2_000)).isTrue();
    assertThat(reception.view(0).lastBootMillis()).isEqualTo(OptionalLong.empty());
    assertThat(reception.view(0).sharePercent()).isEmpty();
  }

  @Test
  void whatARelayRepeatsCountsOnce() {
    Reception reception = new Reception(0);
    byte[] address = HexFormat.of().parseHex("2D2C785634120116");
    byte[] content = HexFormat.of().parseHex("8C20097A0900000004130100000000");
    byte[] relayed = content.clone();
    relayed[1] = 0x32;
    assertThat(reception.heard(new WirelessFrame(0x44, address, content), RSSI, 1_000)).isTrue();
    assertThat(reception.heard(new WirelessFrame(0x44, address, relayed), RSSI, 4_000)).isFalse();
    content[2]++;
    assertThat(reception.heard(new WirelessFrame(0x44, address, content), RSSI, 5_000)).isTrue();
    assertThat(reception.heard(new WirelessFrame(0x44, address, content), RSSI, 90_000)).isTrue();
  }

  @Test
  void ofTooManyStrangersTheOneThatWasNotHeardForLongestGivesWay() {
    Strangers strangers = new Strangers();
    for (int i = 0; i <= Strangers.LISTED_MAX; i++) {
      MeterIdentity meter = new MeterIdentity("%08d".formatted(i), "KAM", 1, 7);
      strangers.heard(new Hearing(frame(), meter, RSSI, i));
    }
    assertThat(strangers.listed()).hasSize(Strangers.LISTED_MAX);
    assertThat(strangers.listed().getFirst().meter().identification()).isEqualTo("00000001");
    assertThat(strangers.telegrams()).isEqualTo(Strangers.LISTED_MAX + 1);
    assertThat(strangers.leftOut()).isEqualTo(1);
  }

  private long heard(Reception reception, int times, long interval) {
    long now = 0;
    for (int i = 0; i < times; i++) {
      now += interval;
      reception.heard(frame(), RSSI, now);
    }
    return now;
  }

  private WirelessFrame frame() {
    byte[] address = HexFormat.of().parseHex("2D2C785634120116");
    return Sealing.plain(
        address, counter & 0xFF, HexFormat.of().parseHex("0413%08X".formatted(counter++)));
  }
}
