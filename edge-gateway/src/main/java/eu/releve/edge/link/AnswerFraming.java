package eu.releve.edge.link;

import java.util.Arrays;

/**
 * Cuts one answer out of the bytes of an M-Bus line by the length that it announces (EN 60870-5-2,
 * format class FT 1.2).
 *
 * <p>Half-duplex converters send back what was sent to them: a meter never begins an answer with
 * the start byte of a short frame, so one such frame equal to the request is skipped.
 */
final class AnswerFraming {
  /** The longest frame: L is one byte, six bytes stand around what it counts. */
  static final int FRAME_BYTES_MAX = 255 + 6;

  private static final int ACKNOWLEDGE = 0xE5;
  private static final int SHORT_START = 0x10;
  private static final int LONG_START = 0x68;
  private static final int STOP = 0x16;
  private static final int LENGTH_MIN = 3;

  private final byte[] request;
  private final byte[] held = new byte[FRAME_BYTES_MAX];
  private int count;
  private boolean echoSkipped;

  AnswerFraming(byte[] request) {
    this.request = request.clone();
  }

  /** What the bytes so far make. */
  sealed interface Found {
    /** Not yet an answer: at least this many more bytes are wanted. */
    record Wanting(int bytes) implements Found {}

    /** The single character that acknowledges. */
    record Acknowledged() implements Found {}

    /** A long frame with a right checksum, from start to stop. */
    record Telegram(byte[] frame) implements Found {}

    /** Bytes that cannot become an answer. */
    record Broken(String reason) implements Found {}
  }

  /** How many bytes came that are no echo. */
  int bytesHeld() {
    return count;
  }

  /** Takes the next bytes; at most as many as were wanted. */
  Found feed(byte[] bytes, int offset, int length) {
    System.arraycopy(bytes, offset, held, count, length);
    count += length;
    return find();
  }

  Found find() {
    if (count == 0) {
      return new Found.Wanting(1);
    }
    return switch (held[0] & 0xFF) {
      case ACKNOWLEDGE -> new Found.Acknowledged();
      case SHORT_START -> echo();
      case LONG_START -> count < 4 ? new Found.Wanting(4 - count) : telegram();
      default -> new Found.Broken("start byte 0x%02X".formatted(held[0] & 0xFF));
    };
  }

  private Found echo() {
    if (echoSkipped) {
      return new Found.Broken("two short frames");
    }
    if (count < request.length) {
      return new Found.Wanting(request.length - count);
    }
    if (!Arrays.equals(held, 0, count, request, 0, request.length)) {
      return new Found.Broken("a short frame that is no echo");
    }
    echoSkipped = true;
    count = 0;
    return new Found.Wanting(1);
  }

  private Found telegram() {
    int length = held[1] & 0xFF;
    if (length != (held[2] & 0xFF) || (held[3] & 0xFF) != LONG_START || length < LENGTH_MIN) {
      return new Found.Broken(
          "header %02X %02X %02X %02X".formatted(held[0], held[1], held[2], held[3]));
    }
    int total = length + 6;
    if (count < total) {
      return new Found.Wanting(total - count);
    }
    if ((held[total - 1] & 0xFF) != STOP) {
      return new Found.Broken("stop byte 0x%02X".formatted(held[total - 1] & 0xFF));
    }
    int sum = sum(held, 4, length);
    int said = held[total - 2] & 0xFF;
    if (sum != said) {
      return new Found.Broken("checksum 0x%02X, computed 0x%02X".formatted(said, sum));
    }
    return new Found.Telegram(Arrays.copyOf(held, total));
  }

  /** The checksum of FT 1.2: the sum of the bytes, modulo 256. */
  static int sum(byte[] bytes, int offset, int length) {
    int sum = 0;
    for (int i = offset; i < offset + length; i++) {
      sum += bytes[i] & 0xFF;
    }
    return sum & 0xFF;
  }

  /** A short frame: start, control, address, checksum, stop. */
  static byte[] shortFrame(int control, int address) {
    return new byte[] {
      SHORT_START, (byte) control, (byte) address, (byte) (control + address), STOP
    };
  }
}
