package eu.releve.decode.p1;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import eu.releve.corpus.Corpora;
import eu.releve.decode.Outcome;
import eu.releve.decode.Stated;
import eu.releve.decode.mbus.Medium;
import eu.releve.decode.p1.P1Answer.Refused;
import eu.releve.decode.p1.P1Telegram.SubMeter;
import eu.releve.decode.wmbus.Key;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The telegrams of ndokter/dsmr_parser. */
class P1CorpusTest {
  private static final Key KEY = Key.parse("00112233445566778899AABBCCDDEEFF");
  private static final byte[] TITLE = HexFormat.of().parseHex("5341476770001234");

  /** One of the corpus; {@code checked} where its checksum is there and right. */
  record Sample(String name, byte[] bytes, boolean checked) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Sample> samples() {
    return Corpora.lines("ports/p1_telegrams.jsonl").stream().map(P1CorpusTest::sample).toList();
  }

  static Stream<Sample> checked() {
    return samples().stream().filter(Sample::checked);
  }

  private static Sample sample(String line) {
    try {
      JsonNode node = new ObjectMapper().readTree(line);
      return new Sample(
          node.get("name").asText(),
          node.get("telegram").asText().getBytes(StandardCharsets.ISO_8859_1),
          node.get("crc_matches").asBoolean(false));
    } catch (IOException wrong) {
      throw new UncheckedIOException(wrong);
    }
  }

  @Test
  void everyTelegramIsReadOrRefusedForItsOwnReason() {
    Map<String, String> fates = new LinkedHashMap<>();
    for (Sample sample : samples()) {
      fates.put(
          sample.name(),
          switch (decode(sample.bytes())) {
            case P1Telegram telegram -> "read";
            case Refused refused -> refused.why().name();
          });
    }
    // Two are of an optical port and two older than DSMR 4: nothing protects what they say.
    assertThat(fates)
        .containsEntry("TELEGRAM_ESY5Q3DA1004_V304", "CHECKSUM")
        .containsEntry("TELEGRAM_ESY5Q3DB1024_V304", "CHECKSUM")
        .containsEntry("TELEGRAM_FLUVIUS_V171", "read")
        .containsEntry("TELEGRAM_ISKRA_IE", "read")
        .containsEntry("TELEGRAM_SAGEMCOM_T210_D_R", "read")
        .containsEntry("TELEGRAM_UNPADDED_CRC", "read")
        .containsEntry("TELEGRAM_V2_2", "CHECKSUM_MISSING")
        .containsEntry("TELEGRAM_V3", "CHECKSUM_MISSING")
        .containsEntry("TELEGRAM_V4_2", "read")
        .containsEntry("TELEGRAM_V5", "read")
        .hasSize(10);
  }

  @ParameterizedTest
  @MethodSource("checked")
  @DisplayName("G7: a telegram with one flipped bit, wherever it is, is refused")
  void oneFlippedBitAnywhereIsRefused(Sample sample) {
    List<String> taken = new ArrayList<>();
    for (int at = 0; at < sample.bytes().length; at++) {
      for (int bit = 0; bit < 8; bit++) {
        byte[] damaged = sample.bytes().clone();
        damaged[at] ^= (byte) (1 << bit);
        if (decode(damaged) instanceof P1Telegram) {
          taken.add("byte %d, bit %d".formatted(at, bit));
        }
      }
    }
    assertThat(taken).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("checked")
  void aTelegramCutAnywhereIsRefused(Sample sample) {
    List<Integer> taken = new ArrayList<>();
    for (int cut = 0; cut < sample.bytes().length; cut++) {
      byte[] rest = Arrays.copyOfRange(sample.bytes(), Math.max(1, cut), sample.bytes().length);
      if (decode(Arrays.copyOf(sample.bytes(), cut)) instanceof P1Telegram
          || decode(rest) instanceof P1Telegram) {
        taken.add(cut);
      }
    }
    assertThat(taken).isEmpty();
  }

  // Luxembourg: the same telegrams as its meters send them.
  @ParameterizedTest
  @MethodSource("checked")
  void anEncryptedTelegramSaysTheSameAndNothingWhenDamagedOrCut(Sample sample) {
    byte[] sealed = SealedTelegram.seal(KEY, TITLE, 0x0102, sample.bytes());
    assertThat(decode(sealed)).isEqualTo(decode(sample.bytes()));
    List<Integer> taken = new ArrayList<>();
    for (int at = 0; at < sealed.length; at++) {
      byte[] damaged = sealed.clone();
      damaged[at] ^= (byte) (1 << (at % 8));
      if (decode(damaged) instanceof P1Telegram
          || decode(Arrays.copyOf(sealed, at)) instanceof P1Telegram) {
        taken.add(at);
      }
    }
    assertThat(taken).isEmpty();
  }

  // The figures are those of the Fluvius example in dsmr_parser.
  @Test
  @DisplayName("G7, A5: Belgian 24.2.3 is gas that is not corrected for its temperature")
  void aBelgianTelegramHasTotalsPeaksAndUncorrectedGas() {
    P1Telegram telegram = telegram("TELEGRAM_FLUVIUS_V171");
    assertThat(telegram.market()).isEqualTo(P1Market.BELGIUM);
    assertThat(telegram.market().dayTariff()).hasValue(1);
    assertThat(telegram.at()).contains(Instant.parse("2020-05-12T11:54:09Z"));
    assertThat(telegram.equipment()).contains("1SAG3101021605");
    Map<String, Long> values = values(telegram.registers());
    assertThat(values)
        .containsEntry("active-energy-import.t1", 34L)
        .containsEntry("active-energy-import.t2", 15_758L)
        .containsEntry("active-energy-import", 15_792L)
        .containsEntry("active-energy-export", 11L)
        .containsEntry("active-power-demand", 2_351_000L)
        .containsEntry("active-power-demand.max", 2_589_000L)
        .containsEntry("active-power-demand.max.s1", 3_695_000L)
        .containsEntry("active-power-demand.max.s2", 5_980_000L)
        .containsEntry("active-power-demand.max.s3", 4_318_000L)
        .containsEntry("tariff-in-force", 1L)
        .containsEntry("voltage.l2", 234_700L)
        .containsEntry("current.l3", 0L);
    Map<String, Instant> taken = taken(telegram.registers());
    assertThat(taken)
        .containsEntry("active-power-demand.max", Instant.parse("2020-05-09T11:45:58Z"))
        .containsEntry("active-power-demand.max.s3", Instant.parse("2020-02-10T02:54:21Z"))
        .hasSize(4);
    SubMeter gas = telegram.subMeters().get(0);
    assertThat(gas.medium()).contains(Medium.GAS);
    assertThat(gas.equipment()).contains("7FLO2119033733");
    assertThat(values(gas.registers())).isEqualTo(Map.of("gas-volume", 112_384_000L));
    assertThat(gas.registers().getFirst().taken()).contains(Instant.parse("2020-05-12T11:45:58Z"));
    SubMeter water = telegram.subMeters().get(1);
    assertThat(water.medium()).contains(Medium.WATER);
    assertThat(values(water.registers())).isEqualTo(Map.of("water-volume", 872_234_000L));
  }

  @Test
  void aDutchTelegramHasCorrectedGasAndTheTariffsTheOtherWayRound() {
    P1Telegram telegram = telegram("TELEGRAM_V5");
    assertThat(telegram.market()).isEqualTo(P1Market.NETHERLANDS);
    assertThat(telegram.market().dayTariff()).hasValue(2);
    assertThat(values(telegram.registers()))
        .containsEntry("active-energy-import", 6_825L)
        .containsEntry("active-power", 244_000L)
        .containsEntry("active-power.l1", 70_000L)
        .containsEntry("current.l1", 480L);
    assertThat(values(telegram.subMeters().get(0).registers()))
        .isEqualTo(Map.of("gas-volume-corrected", 107_000L));
    // Its second channel has a medium and was never read.
    assertThat(telegram.subMeters().get(1).registers()).isEmpty();
    assertThat(telegram.subMeters().get(1).equipment()).isEmpty();
  }

  @Test
  void aMeterWithTotalsOfItsOwnIsNotSummedUp() {
    P1Telegram telegram = telegram("TELEGRAM_SAGEMCOM_T210_D_R");
    assertThat(telegram.market()).isEqualTo(P1Market.OTHER);
    assertThat(values(telegram.registers()))
        .containsEntry("active-energy-import", 6_545_766L)
        .containsEntry("active-energy-import.t1", 5_017_120L)
        .containsEntry("active-power", 286_000L)
        .containsEntry("reactive-energy-export.t2", 1_204_878L)
        .containsEntry("reactive-power", -166_000L);
  }

  @Test
  void heatIsCountedInJoules() {
    P1Telegram telegram = telegram("TELEGRAM_UNPADDED_CRC");
    assertThat(telegram.subMeters().getFirst().medium()).contains(Medium.HEAT);
    assertThat(values(telegram.subMeters().getFirst().registers()))
        .isEqualTo(Map.of("heat-energy", 240_860_000_000L));
  }

  // 0-1:96.1.1() alone: what it would count is said by 24.1.0 and by nothing else.
  @Test
  void aSubMeterWithoutAMediumHasNoRegister() {
    SubMeter sub = telegram("TELEGRAM_ISKRA_IE").subMeters().getFirst();
    assertThat(sub.medium()).isEmpty();
    assertThat(sub.registers()).isEmpty();
  }

  private static P1Telegram telegram(String name) {
    byte[] bytes =
        samples().stream().filter(its -> its.name().equals(name)).findFirst().orElseThrow().bytes();
    return (P1Telegram) decode(bytes);
  }

  private static P1Answer decode(byte[] bytes) {
    return P1Decoder.of(
        bytes, title -> title.equals("5341476770001234") ? Optional.of(KEY) : Optional.empty());
  }

  static Map<String, Long> values(List<Stated> registers) {
    Map<String, Long> values = new HashMap<>();
    for (Stated stated : registers) {
      if (stated.outcome() instanceof Outcome.Value value) {
        values.put(stated.name().toString(), value.steps());
      }
    }
    return values;
  }

  private static Map<String, Instant> taken(List<Stated> registers) {
    Map<String, Instant> taken = new HashMap<>();
    registers.forEach(
        stated -> stated.taken().ifPresent(at -> taken.put(stated.name().toString(), at)));
    return taken;
  }
}
