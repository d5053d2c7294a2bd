package eu.releve.decode.p1;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.decode.Outcome;
import eu.releve.decode.Stated;
import eu.releve.decode.p1.P1Answer.Refused;
import eu.releve.decode.wmbus.Key;
import eu.releve.measure.Resolution;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class P1DecoderTest {
  private static final Key KEY = Key.parse("AEBD21B769A6D13C0DF064E383682EFF");
  private static final Key OTHER = Key.parse("00112233445566778899AABBCCDDEEFF");
  private static final byte[] TITLE = HexFormat.of().parseHex("5341476770001234");

  // Belgian meters say so for months in which they did not count.
  @Test
  @DisplayName("A4, G8: 632525252525W is no data, and no peak of 0 kW")
  void aPeakAtAnImpossibleInstantIsNoDataAndNoPeakOfZero() {
    P1Telegram telegram =
        read(
            "0-0:96.1.4(50217)",
            "1-0:1.6.0(632525252525W)(00.000*kW)",
            "0-0:98.1.0(2)(1-0:1.6.0)(1-0:1.6.0)"
                + "(230201000000W)(632525252525W)(00.000*kW)"
                + "(230101000000W)(221208174500W)(04.329*kW)");
    assertThat(telegram.registers()).hasSize(3);
    assertThat(telegram.registers().get(0).outcome()).isEqualTo(Outcome.UNAVAILABLE);
    assertThat(telegram.registers().get(1).name()).hasToString("active-power-demand.max.s1");
    assertThat(telegram.registers().get(1).outcome()).isEqualTo(Outcome.UNAVAILABLE);
    assertThat(telegram.registers().get(2).outcome()).isEqualTo(new Outcome.Value(4_329_000));
    assertThat(telegram.registers().get(2).taken()).contains(Instant.parse("2022-12-08T16:45:00Z"));
  }

  @Test
  void thirteenMonthsAreNumberedFromTheLastWhateverTheirOrder() {
    String[] months =
        IntStream.rangeClosed(1, 13)
            .mapToObj(
                month ->
                    "(%02d%02d01000000W)(%02d%02d15120000W)(%02d.000*kW)"
                        .formatted(
                            22 + (month - 1) / 12,
                            (month - 1) % 12 + 1,
                            22 + (month - 1) / 12,
                            (month - 1) % 12 + 1,
                            month))
            .toArray(String[]::new);
    String head = "0-0:98.1.0(13)(1-0:1.6.0)(1-0:1.6.0)";
    List<Stated> oldestFirst = read(head + String.join("", months)).registers();
    List<String> reversed = Arrays.asList(months.clone()).reversed();
    assertThat(oldestFirst).hasSize(13);
    assertThat(oldestFirst.getFirst().outcome()).isEqualTo(new Outcome.Value(13_000_000));
    assertThat(oldestFirst.getLast().name()).hasToString("active-power-demand.max.s13");
    assertThat(oldestFirst.getLast().outcome()).isEqualTo(new Outcome.Value(1_000_000));
    assertThat(read(head + String.join("", reversed)).registers()).isEqualTo(oldestFirst);
  }

  @Test
  void aListThatIsNotAsLongAsItSaysIsRefused() {
    List<Stated> found =
        read("0-0:98.1.0(3)(1-0:1.6.0)(1-0:1.6.0)(230201000000W)(230117224500W)(04.329*kW)")
            .registers();
    assertThat(found).hasSize(1);
    assertThat(found.getFirst().outcome()).isInstanceOf(Outcome.Refused.class);
  }

  // In the night on which summer time ends the same hour comes twice.
  @Test
  void summerAndWinterTellTheTwoHoursApart() {
    assertThat(P1Stamp.parse("261025023000S")).contains(Instant.parse("2026-10-25T00:30:00Z"));
    assertThat(P1Stamp.parse("261025023000W")).contains(Instant.parse("2026-10-25T01:30:00Z"));
    assertThat(P1Stamp.parse("632525252525W")).isEmpty();
    assertThat(P1Stamp.parse("230230120000W")).isEmpty();
    assertThat(P1Stamp.parse("230101120000")).isEmpty();
  }

  @Test
  void aSubMetersMediumIsWhatItSaysAndNotWhereItHangs() {
    P1Telegram telegram =
        read(
            "0-1:24.1.0(007)",
            "0-1:24.2.1(230117224500W)(00001.500*m3)",
            "0-2:24.1.0(003)",
            "0-2:24.2.3(230117224500W)(00002.500*m3)",
            "0-3:24.1.0(007)",
            "0-3:24.2.1(632525252525W)(00000.000*m3)",
            "0-4:24.2.1(230117224500W)(00009.000*m3)");
    assertThat(P1CorpusTest.values(telegram.of(1).orElseThrow())).containsOnlyKeys("water-volume");
    assertThat(P1CorpusTest.values(telegram.of(2).orElseThrow())).containsOnlyKeys("gas-volume");
    assertThat(telegram.of(3).orElseThrow().getFirst().outcome()).isEqualTo(Outcome.UNAVAILABLE);
    assertThat(telegram.of(4).orElseThrow()).isEmpty();
  }

  @Test
  void aUnitOfSomethingElseIsRefusedAndAPartOfATotalIsNone() {
    P1Telegram telegram = read("1-0:1.8.1(000001.000*kWh)", "1-0:32.7.0(230.1*kWh)");
    assertThat(telegram.registers()).hasSize(2);
    assertThat(telegram.registers().get(1).outcome()).isInstanceOf(Outcome.Refused.class);
  }

  @Test
  void theResolutionIsTheLastDigit() {
    P1Telegram telegram =
        read("1-0:1.8.0(000001.000*kWh)", "1-0:31.7.0(003*A)", "1-0:32.7.0(230.1*V)");
    assertThat(telegram.registers())
        .extracting(Stated::resolution)
        .containsExactly(new Resolution(1, 0), new Resolution(1, 3), new Resolution(1, 2));
  }

  @Test
  void anEncryptedTelegramNeedsItsKey() {
    byte[] sealed =
        SealedTelegram.seal(KEY, TITLE, 1, P1Samples.telegram("1-0:1.8.0(000001.000*kWh)"));
    assertThat(P1Decoder.of(sealed, title -> Optional.of(KEY))).isInstanceOf(P1Telegram.class);
    assertThat(((Refused) P1Decoder.of(sealed, title -> Optional.of(OTHER))).why())
        .isEqualTo(P1Refusal.MAC_WRONG);
    Refused without = (Refused) P1Decoder.of(sealed, title -> Optional.empty());
    assertThat(without.why()).isEqualTo(P1Refusal.KEY_MISSING);
    assertThat(without.detail()).contains("5341476770001234");
  }

  @Test
  void whateverStandsInATelegramIsReadOrRefused() {
    long seed = System.nanoTime();
    System.out.println("whateverStandsInATelegramIsReadOrRefused seed=" + seed);
    Random random = new Random(seed);
    List<String> pieces =
        List.of(
            "0-0:98.1.0",
            "1-0:1.8.1",
            "1-0:1.6.0",
            "1-0:3.7.0",
            "1-0:4.7.0",
            "0-1:24.1.0",
            "0-1:24.2.1",
            "0-0:1.0.0",
            "0-0:96.14.0",
            "0-1:96.1.1",
            "(",
            ")",
            "()",
            "(003)",
            "(3)",
            "(0002)",
            "(230117224500W)",
            "(632525252525W)",
            "(1-0:1.6.0)",
            "(999999999999999.999999999*kWh)",
            "(-1*kW)",
            "(1.5*m3)",
            "(1*GJ)",
            "(1*x)",
            "*255",
            "\u0000",
            "/",
            "9");
    for (int i = 0; i < 20_000; i++) {
      StringBuilder line = new StringBuilder();
      for (int piece = random.nextInt(9); piece >= 0; piece--) {
        line.append(pieces.get(random.nextInt(pieces.size())));
      }
      byte[] telegram = P1Samples.telegram("0-1:24.1.0(003)", line.toString());
      assertThat(P1Decoder.of(telegram, none -> Optional.empty())).isInstanceOf(P1Telegram.class);
    }
  }

  @Test
  void everyRefusalHasItsName() {
    byte[] good = P1Samples.telegram("1-0:1.8.0(000001.000*kWh)");
    String text = new String(good, StandardCharsets.ISO_8859_1);
    assertThat(why("")).isEqualTo(P1Refusal.EMPTY);
    assertThat(why("x" + text)).isEqualTo(P1Refusal.START);
    assertThat(why(text.substring(0, text.length() - 1))).isEqualTo(P1Refusal.CUT);
    assertThat(why(text + "\r\n")).isEqualTo(P1Refusal.SURPLUS);
    assertThat(why(text.replaceAll("![0-9A-F]{4}", "!"))).isEqualTo(P1Refusal.CHECKSUM_MISSING);
    assertThat(why(text.replace("001.000", "002.000"))).isEqualTo(P1Refusal.CHECKSUM);
    assertThat(((Refused) P1Decoder.of(P1Samples.telegram(), none -> Optional.empty())).why())
        .isEqualTo(P1Refusal.STRUCTURE);
  }

  private static P1Refusal why(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    return ((Refused) P1Decoder.of(bytes, none -> Optional.empty())).why();
  }

  private static P1Telegram read(String... lines) {
    return (P1Telegram) P1Decoder.of(P1Samples.telegram(lines), none -> Optional.empty());
  }
}
