package eu.releve.decode.wmbus;

import com.code_intelligence.jazzer.junit.FuzzTest;
import eu.releve.decode.mbus.MbusAnswer;
import eu.releve.decode.mbus.MbusDecoder;
import eu.releve.decode.mbus.MbusRegisters;
import eu.releve.decode.mbus.Telegram;
import java.util.Arrays;
import java.util.Optional;

/**
 * Any bytes as a wired frame: nothing is thrown, nothing hangs, and no telegram comes of a frame
 * whose sum, added up here, is wrong.
 *
 * <p>The same bytes are then given a right length and a right sum, so that chance does not have to
 * find them before it reaches the records.
 */
class MbusFuzz {
  private static final int DATA_MAX = 252;

  @FuzzTest
  void wiredFrames(byte[] bytes) {
    if (answers(MbusAnswer.of(bytes)) && !isRight(bytes)) {
      throw new IllegalStateException("a telegram whose sum is wrong");
    }
    answers(MbusAnswer.of(sealed(bytes)));
    if (bytes.length > 0) {
      answers(
          MbusDecoder.application(
              bytes[0] & 0xFF, Arrays.copyOfRange(bytes, 1, bytes.length), Optional.empty()));
    }
  }

  static boolean answers(MbusAnswer answer) {
    if (answer instanceof Telegram telegram) {
      MbusRegisters.all(telegram);
      return true;
    }
    return false;
  }

  /** Start, twice the length, start, so many bytes, their sum, stop. */
  private static boolean isRight(byte[] bytes) {
    int length = bytes[1] & 0xFF;
    if (bytes.length != length + 6 || bytes[0] != 0x68 || bytes[3] != 0x68) {
      return false;
    }
    int sum = 0;
    for (int i = 4; i < 4 + length; i++) {
      sum = (sum + (bytes[i] & 0xFF)) % 256;
    }
    return bytes[2] == bytes[1] && sum == (bytes[4 + length] & 0xFF) && bytes[5 + length] == 0x16;
  }

  /** What stands between the start bytes and the sum, with both made right. */
  private static byte[] sealed(byte[] bytes) {
    int length = Math.clamp(bytes.length - 6L, 3, DATA_MAX);
    byte[] frame = new byte[length + 6];
    System.arraycopy(bytes, 0, frame, 0, Math.min(bytes.length, length + 4));
    frame[0] = 0x68;
    frame[1] = (byte) length;
    frame[2] = (byte) length;
    frame[3] = 0x68;
    int sum = 0;
    for (int i = 4; i < 4 + length; i++) {
      sum += frame[i];
    }
    frame[length + 4] = (byte) sum;
    frame[length + 5] = 0x16;
    return frame;
  }
}
