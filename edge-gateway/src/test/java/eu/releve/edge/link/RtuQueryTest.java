package eu.releve.edge.link;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.edge.serial.Framing.Shape;
import eu.releve.edge.serial.Heard;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RtuQueryTest {
  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  // Modbus Application Protocol 1.1b3, section 6.3, with the checksums of the serial line.
  private static final RtuQuery QUERY = new RtuQuery(0x11, new RegisterRange(3, 0x6B, 3));
  private static final byte[] ANSWER = sealed("1103 06 022B 0000 0064");

  @Test
  void theRequestIsTheNormsExample() {
    assertThat(HEX.formatHex(QUERY.request())).isEqualTo("1103006B00037687");
    assertThat(HEX.formatHex(new RtuQuery(1, new RegisterRange(4, 0, 2)).request()))
        .isEqualTo("01040000000271CB");
  }

  @Test
  void theAnswersContentsAreItsWords() {
    assertThat(QUERY.shape(ANSWER, ANSWER.length)).isInstanceOf(Shape.Whole.class);
    assertThat(QUERY.reply(ANSWER, 7))
        .isInstanceOfSatisfying(
            Reply.Answered.class,
            answer -> {
              assertThat(answer.bytes()).isEqualTo(HEX.parseHex("022B00000064"));
              assertThat(answer.bootMillis()).isEqualTo(7);
            });
  }

  @Test
  void everyPartOfTheAnswerWantsNoMoreThanTheAnswer() {
    for (int count = 0; count < ANSWER.length; count++) {
      Shape shape = QUERY.shape(Arrays.copyOf(ANSWER, 300), count);
      assertThat(shape).isInstanceOf(Shape.Wanting.class);
      int wanting = ((Shape.Wanting) shape).bytes();
      assertThat(wanting).isBetween(1, ANSWER.length - count);
    }
  }

  @Test
  void exceptionsAreRefusalsWhateverTheirCode() {
    for (int code = 0; code < 256; code++) {
      byte[] frame = sealed("1183%02X".formatted(code));
      assertThat(QUERY.shape(frame, frame.length)).isInstanceOf(Shape.Whole.class);
      assertThat(QUERY.reply(frame, 0)).isEqualTo(new Reply.Refused(code));
    }
  }

  @Test
  void whatIsWrongIsSaidByKind() {
    assertThat(defect("1203 06 022B 0000 0064")).isEqualTo(Defect.FOREIGN);
    assertThat(defect("1104 06 022B 0000 0064")).isEqualTo(Defect.FOREIGN);
    assertThat(defect("1184 02")).isEqualTo(Defect.FOREIGN);
    assertThat(defect("1103 04 022B 0000")).isEqualTo(Defect.LENGTH);
    assertThat(defect("1103 FF 022B 0000 0064")).isEqualTo(Defect.LENGTH);
    byte[] wrong = ANSWER.clone();
    wrong[4] ^= 1;
    assertThat(defect(wrong)).isEqualTo(Defect.CHECKSUM);
    byte[] exception = sealed("1183 02");
    exception[4] ^= 1;
    assertThat(defect(exception)).isEqualTo(Defect.CHECKSUM);
  }

  @Test
  void noFrameWithOneDamagedBitIsWhole() {
    for (int bit = 0; bit < 8 * ANSWER.length; bit++) {
      byte[] damaged = ANSWER.clone();
      damaged[bit / 8] ^= (byte) (1 << bit % 8);
      assertThat(isWhole(damaged)).as("bit %d", bit).isFalse();
    }
  }

  @Test
  void noiseIsNeverWholeAndNeverAnError() {
    long seed = System.nanoTime();
    SplittableRandom random = new SplittableRandom(seed);
    byte[] bytes = new byte[300];
    for (int i = 0; i < 20_000; i++) {
      random.nextBytes(bytes);
      if (i % 2 == 0) {
        bytes[0] = 0x11;
        bytes[1] = (byte) (i % 4 == 0 ? 0x03 : 0x83);
        bytes[2] = 6;
      }
      bytes[10] ^= (byte) (Crc16.fits(bytes, 11) ? 1 : 0);
      bytes[4] ^= (byte) (Crc16.fits(bytes, 5) ? 1 : 0);
      assertThat(isWhole(bytes)).as("seed %d", seed).isFalse();
    }
  }

  @Test
  void theSameQuestionInAnotherLengthStaysInTheAddressSpace() {
    RtuQuery last = new RtuQuery(1, new RegisterRange(3, 0xFFFF, 1));
    assertThat(last.of(4).range()).isEqualTo(new RegisterRange(3, 0xFFFC, 4));
    assertThat(QUERY.of(2).range()).isEqualTo(new RegisterRange(3, 0x6B, 2));
  }

  private static boolean isWhole(byte[] bytes) {
    for (int count = 0; count <= bytes.length; count++) {
      Shape shape = QUERY.shape(bytes, count);
      if (shape instanceof Shape.Broken) {
        return false;
      }
      if (shape instanceof Shape.Whole) {
        return true;
      }
    }
    return false;
  }

  private static Defect defect(String hex) {
    return defect(sealed(hex));
  }

  private static Defect defect(byte[] frame) {
    assertThat(QUERY.shape(frame, frame.length)).isInstanceOf(Shape.Broken.class);
    return QUERY.defect(new Heard.Garbled(Heard.Why.BROKEN, "", frame, 0));
  }

  private static byte[] sealed(String hex) {
    byte[] bytes = HEX.parseHex(hex.replace(" ", ""));
    byte[] frame = Arrays.copyOf(bytes, bytes.length + 2);
    Crc16.seal(frame, bytes.length);
    return frame;
  }
}
