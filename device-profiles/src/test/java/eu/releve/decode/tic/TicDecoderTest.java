package eu.releve.decode.tic;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.decode.Outcome;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TicDecoderTest {
  @Test
  void aProducersMeterCountsBothDirections() {
    TicFrame frame =
        frame(
            "ADSC\t041961123456",
            "DATE\tE260601120000\t",
            "EAST\t000001234",
            "EAIT\t000005678",
            "ERQ1\t000000001",
            "ERQ4\t000000004",
            "SINSTI\t02345",
            "SMAXIN\tE260601110000\t03456");
    assertThat(frame.damaged()).isEmpty();
    assertThat(frame.at()).contains(Instant.parse("2026-06-01T10:00:00Z"));
    assertThat(TicCorpusTest.values(frame))
        .isEqualTo(
            Map.of(
                "active-energy-import", 1_234L,
                "active-energy-export", 5_678L,
                "reactive-energy-q1", 1L,
                "reactive-energy-q4", 4L,
                "apparent-power-export", 2_345_000L,
                "apparent-power-export.max", 3_456_000L));
  }

  // A small letter: the meter has lost its clock.
  @Test
  void aDateOfWhichTheMeterIsNotSureIsNoDate() {
    TicFrame frame = frame("DATE\te260601120000\t", "SMAXSN\te260601110000\t03456");
    assertThat(frame.damaged()).isEmpty();
    assertThat(frame.at()).isEmpty();
    assertThat(frame.registers().getFirst().outcome()).isEqualTo(Outcome.UNAVAILABLE);
  }

  @Test
  void aTotalOfWhichAPartIsDamagedIsNone() {
    byte[] bytes =
        TicSamples.frame(
            List.of(TicSamples.group("HCHC 000000001"), TicSamples.group("HCHP 000000002") + "x"));
    assertThat(TicCorpusTest.values(TicDecoder.frame(bytes)))
        .isEqualTo(Map.of("active-energy-import.t1", 1L));
  }

  @Test
  void aSingleTariffIsTheTotal() {
    assertThat(TicCorpusTest.values(frame("BASE 012345678", "PTEC TH..")))
        .isEqualTo(Map.of("active-energy-import", 12_345_678L, "tariff-in-force", 1L));
  }

  @Test
  void whateverStandsInAGroupIsReadOrRefused() {
    long seed = System.nanoTime();
    System.out.println("whateverStandsInAGroupIsReadOrRefused seed=" + seed);
    Random random = new Random(seed);
    List<String> pieces =
        List.of(
            "EAST",
            "SMAXSN",
            "DATE",
            "STGE",
            "PTEC",
            "HCHC",
            "HCHP",
            "\t",
            "\t",
            " ",
            "000000001",
            "01234",
            "H260101120000",
            "h999999999999",
            "003A0001",
            "HC..",
            "",
            "-1",
            "\u0001");
    for (int i = 0; i < 20_000; i++) {
      StringBuilder fields = new StringBuilder();
      for (int piece = random.nextInt(7); piece >= 0; piece--) {
        fields.append(pieces.get(random.nextInt(pieces.size())));
      }
      TicFrame frame = frame("BASE 012345678", fields.toString());
      assertThat(frame.lines()).hasSize(2);
      assertThat(frame.registers()).isNotEmpty();
    }
  }

  @Test
  void everyRefusalHasItsName() {
    String good = TicSamples.group("EAST\t000001234");
    assertThat(why(good.replace('4', '5'))).isEqualTo(TicRefusal.CHECKSUM);
    assertThat(why(TicSamples.group("EAST\t00000123p"))).isEqualTo(TicRefusal.FORM);
    assertThat(why(TicSamples.group("SMAXSN\tX260601110000\t03456"))).isEqualTo(TicRefusal.FORM);
    assertThat(why(TicSamples.group("EAST\tE260601110000\t000001234")))
        .isEqualTo(TicRefusal.STRUCTURE);
    assertThat(why("")).isEqualTo(TicRefusal.STRUCTURE);
    byte[] frame = TicSamples.withParity(TicSamples.frame(List.of(good)));
    frame[4] ^= (byte) 0x80;
    assertThat(TicCorpusTest.why(TicDecoder.frame(frame))).isEqualTo(TicRefusal.PARITY);
    byte[] cut = TicSamples.frame(List.of(good, good));
    cut[good.length() + 2] = 'x';
    assertThat(TicCorpusTest.why(TicDecoder.frame(cut))).isEqualTo(TicRefusal.CUT);
  }

  private static TicRefusal why(String group) {
    return TicCorpusTest.why(TicDecoder.frame(TicSamples.frame(List.of(group))));
  }

  private static TicFrame frame(String... groups) {
    return TicDecoder.frame(
        TicSamples.frame(List.of(groups).stream().map(TicSamples::group).toList()));
  }
}
