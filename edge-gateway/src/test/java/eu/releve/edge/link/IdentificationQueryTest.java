package eu.releve.edge.link;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.edge.serial.Framing.Shape;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class IdentificationQueryTest {
  private static final HexFormat HEX = HexFormat.of().withUpperCase();
  private static final IdentificationQuery QUERY =
      new IdentificationQuery(0x11, new IdentificationRequest(1, 0));

  // Modbus Application Protocol 1.1b3, section 6.21, its texts shortened.
  private static final byte[] ANSWER =
      sealed("112B 0E01 01 00 00 03 0003 4D616B 0102 5831 0205 56322E3131");

  @Test
  void theRequestAsksForTheFirstCategoryFromItsFirstObject() {
    assertThat(HEX.formatHex(QUERY.frame())).startsWith("112B0E0100").hasSize(14);
  }

  @Test
  void everyPartOfTheAnswerWantsNoMoreThanTheAnswer() {
    for (int count = 0; count < ANSWER.length; count++) {
      Shape shape = QUERY.shape(Arrays.copyOf(ANSWER, 300), count);
      assertThat(shape).isInstanceOf(Shape.Wanting.class);
      assertThat(((Shape.Wanting) shape).bytes()).isBetween(1, ANSWER.length - count);
    }
    assertThat(QUERY.shape(ANSWER, ANSWER.length)).isInstanceOf(Shape.Whole.class);
  }

  @Test
  void itsTextsAreByObject() {
    Reply.Answered answered = (Reply.Answered) QUERY.reply(ANSWER, 7);
    assertThat(DeviceObjects.of(answered.bytes()))
        .isEqualTo(
            new DeviceObjects(Map.of(0, "Mak", 1, "X1", 2, "V2.11"), false, Optional.empty()));
  }

  @Test
  void aDeviceThatHasMoreSaysFromWhere() {
    Reply.Answered answered =
        (Reply.Answered) QUERY.reply(sealed("112B 0E01 82 FF 02 01 0001 41"), 7);
    assertThat(DeviceObjects.of(answered.bytes()))
        .isEqualTo(new DeviceObjects(Map.of(0, "A"), true, Optional.of(2)));
  }

  @Test
  void refusalsAndStrangersAreTold() {
    byte[] refusal = sealed("11AB01");
    assertThat(QUERY.shape(refusal, refusal.length)).isInstanceOf(Shape.Whole.class);
    assertThat(QUERY.reply(refusal, 0)).isEqualTo(new Reply.Refused(1));
    for (String other : new String[] {"122B 0E01", "1103 0401", "112B 0D01", "112B 0E02"}) {
      byte[] frame = HEX.parseHex(other.replace(" ", ""));
      assertThat(QUERY.shape(frame, frame.length)).as(other).isInstanceOf(Shape.Broken.class);
    }
    byte[] wrong = ANSWER.clone();
    wrong[10] ^= 1;
    assertThat(QUERY.shape(wrong, wrong.length)).isInstanceOf(Shape.Broken.class);
  }

  @Test
  void whateverComesIsJudgedWithoutAFault() {
    SplittableRandom random = new SplittableRandom(Long.getLong("releve.seed", System.nanoTime()));
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = new byte[random.nextInt(300)];
      random.nextBytes(bytes);
      byte[] head = HEX.parseHex("112B0E01");
      System.arraycopy(head, 0, bytes, 0, Math.min(head.length, bytes.length));
      assertThat(QUERY.shape(bytes, bytes.length)).isNotNull();
      if (bytes.length >= 6) {
        assertThat(DeviceObjects.of(bytes)).isNotNull();
      }
    }
  }

  private static byte[] sealed(String hex) {
    byte[] plain = HEX.parseHex(hex.replace(" ", ""));
    byte[] frame = Arrays.copyOf(plain, plain.length + 2);
    Crc16.seal(frame, plain.length);
    return frame;
  }
}
