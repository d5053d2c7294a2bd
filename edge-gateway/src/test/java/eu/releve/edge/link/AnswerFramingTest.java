package eu.releve.edge.link;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.edge.link.AnswerFraming.Found;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class AnswerFramingTest {
  private static final byte[] REQUEST = AnswerFraming.shortFrame(0x5B, 5);
  private static final byte[] TELEGRAM =
      HexFormat.of().parseHex("6804046808057201 8016".replace(" ", ""));

  @Test
  void aShortFrameIsBuiltAsTheStandardSays() {
    assertThat(HexFormat.of().formatHex(AnswerFraming.shortFrame(0x40, 1))).isEqualTo("1040014116");
    assertThat(HexFormat.of().formatHex(AnswerFraming.shortFrame(0x7B, 250)))
        .isEqualTo("107bfa7516");
  }

  @Test
  void aTelegramIsFoundHoweverItsBytesArrive() {
    for (byte[] line : new byte[][] {TELEGRAM, joined(REQUEST, TELEGRAM)}) {
      for (int first = 0; first <= line.length; first++) {
        for (int second = first; second <= line.length; second++) {
          Found found = fed(line, first, second, line.length);
          assertThat(found)
              .as("cut at %d and %d", first, second)
              .isInstanceOf(Found.Telegram.class);
          assertThat(((Found.Telegram) found).frame()).isEqualTo(TELEGRAM);
        }
      }
    }
  }

  @Test
  void anythingShorterThanTheTelegramIsStillWanting() {
    for (int length = 0; length < TELEGRAM.length; length++) {
      assertThat(fed(TELEGRAM, length, length, length)).isInstanceOf(Found.Wanting.class);
    }
  }

  @Test
  void anAcknowledgementMayFollowTheEcho() {
    byte[] line = joined(REQUEST, new byte[] {(byte) 0xE5});
    assertThat(fed(line, 3, 5, 6)).isEqualTo(new Found.Acknowledged());
  }

  @Test
  void everyOtherByteIsBrokenWithItsReason() {
    assertThat(broken("00")).isEqualTo("start byte 0x00");
    assertThat(broken("1040014116")).isEqualTo("a short frame that is no echo");
    assertThat(broken("68040568")).isEqualTo("header 68 04 05 68");
    assertThat(broken("68020268")).isEqualTo("header 68 02 02 68");
    assertThat(broken("68040468080572018116")).isEqualTo("checksum 0x81, computed 0x80");
    assertThat(broken("68040468080572018017")).isEqualTo("stop byte 0x17");
    assertThat(broken("105B056016105B056016")).isEqualTo("two short frames");
  }

  private static String broken(String hex) {
    byte[] line = HexFormat.of().parseHex(hex);
    Found found = fed(line, 0, 0, line.length);
    assertThat(found).isInstanceOf(Found.Broken.class);
    return ((Found.Broken) found).reason();
  }

  /** Feeds as a connection does: never more than was wanted. */
  private static Found fed(byte[] line, int first, int second, int end) {
    AnswerFraming framing = new AnswerFraming(REQUEST);
    Found found = framing.find();
    int at = 0;
    for (int piece : new int[] {first, second, end}) {
      while (at < piece && found instanceof Found.Wanting wanting) {
        int count = Math.min(wanting.bytes(), piece - at);
        found = framing.feed(line, at, count);
        at += count;
      }
    }
    return found;
  }

  private static byte[] joined(byte[] one, byte[] other) {
    byte[] both = Arrays.copyOf(one, one.length + other.length);
    System.arraycopy(other, 0, both, one.length, other.length);
    return both;
  }
}
