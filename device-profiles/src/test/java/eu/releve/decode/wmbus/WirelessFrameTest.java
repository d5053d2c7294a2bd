package eu.releve.decode.wmbus;

import static org.assertj.core.api.Assertions.assertThat;

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
