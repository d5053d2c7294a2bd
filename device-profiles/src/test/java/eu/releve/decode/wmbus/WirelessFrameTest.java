package eu.releve.decode.wmbus;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.decode.mbus.MeterIdentity;
import eu.releve.decode.wmbus.WirelessFrame.Broken;
import eu.releve.decode.wmbus.WirelessFrame.Parsed;
import eu.releve.decode.wmbus.WirelessFrame.Whole;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class WirelessFrameTest {
  private static final byte[] ADDRESS = HexFormat.of().parseHex("9315785634123303");

  // The first block of the gas meter of OMS 4, annex N, with its published checksum.
  @Test
  void theChecksumIsThatOfTheNorm() {
    assertThat(Crc16.of(HexFormat.of().parseHex("2E449315785634123303"))).isEqualTo(0x3363);
  }

  @Test
  void aTelegramOfEitherFormatComesBackWhateverItsLength() {
    for (int length = 1; length <= 240; length++) {
      WirelessFrame frame = frame(length);
      for (byte[] sent : List.of(Sealing.formatA(frame), Sealing.formatB(frame))) {
        assertThat(stripped(WirelessFrame.parse(sent, Checksums.KEPT))).isEqualTo(frame.toString());
        assertThat(stripped(WirelessFrame.guess(sent))).isEqualTo(frame.toString());
      }
      byte[] bare = frame.stripped();
      assertThat(stripped(WirelessFrame.parse(bare, Checksums.STRIPPED)))
          .isEqualTo(frame.toString());
    }
  }

  @Test
  void everyFlippedBitOfATelegramWithChecksumsIsRefused() {
    for (int length : new int[] {1, 5, 6, 7, 16, 20, 60, 114, 115, 116, 117, 118, 150, 240}) {
      for (byte[] sent : List.of(Sealing.formatA(frame(length)), Sealing.formatB(frame(length)))) {
        for (int bit = 0; bit < 8 * sent.length; bit++) {
          byte[] damaged = sent.clone();
          damaged[bit / 8] ^= (byte) (1 << bit % 8);
          assertThat(WirelessFrame.parse(damaged, Checksums.KEPT))
              .as("length %d bit %d", length, bit)
              .isInstanceOf(Broken.class);
        }
      }
    }
  }

  @Test
  void everyCutOfATelegramIsRefused() {
    for (int length : new int[] {1, 20, 117, 118, 240}) {
      WirelessFrame frame = frame(length);
      for (byte[] sent : List.of(Sealing.formatA(frame), Sealing.formatB(frame))) {
        for (int cut = 0; cut < sent.length; cut++) {
          assertThat(WirelessFrame.parse(Arrays.copyOf(sent, cut), Checksums.KEPT))
              .as("length %d cut at %d", length, cut)
              .isInstanceOf(Broken.class);
        }
      }
      byte[] bare = frame.stripped();
      for (int cut = 0; cut < bare.length; cut++) {
        assertThat(WirelessFrame.parse(Arrays.copyOf(bare, cut), Checksums.STRIPPED))
            .isInstanceOf(Broken.class);
      }
    }
  }

  // Configuration 7D10 is none of the norm's modes; the same maker's others are read as sent.
  @Test
  void hydrometersOwnModePutsVersionAndMediumFirst() {
    byte[] link = HexFormat.of().parseHex("24238B0778563412");
    byte[] own = HexFormat.of().parseHex("7A8F00107D" + "0413E8030000");
    assertThat(Wireless.meter(new WirelessFrame(0x44, link, own)))
        .isEqualTo(new MeterIdentity("12345678", "HYD", 0x8B, 0x07));
    byte[] plain = HexFormat.of().parseHex("7A8F000000" + "0413E8030000");
    assertThat(Wireless.meter(new WirelessFrame(0x44, link, plain)).medium()).isEqualTo(0x12);
  }

  private static WirelessFrame frame(int length) {
    byte[] content = new byte[length];
    for (int i = 0; i < length; i++) {
      content[i] = (byte) (0x78 + 31 * i);
    }
    return new WirelessFrame(0x44, ADDRESS, content);
  }

  private static String stripped(Parsed parsed) {
    return parsed instanceof Whole whole ? whole.frame().toString() : parsed.toString();
  }
}
