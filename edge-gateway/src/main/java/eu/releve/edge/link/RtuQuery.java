package eu.releve.edge.link;

import eu.releve.edge.serial.Framing;
import eu.releve.edge.serial.Heard;
import java.util.Arrays;
import java.util.Optional;

/**
 * One request over Modbus RTU, and what its answer must look like: its unit, its function, its
 * length and its checksum, each looked at as soon as it is there.
 *
 * @param unit whom it is for.
 * @param range what it asks for.
 */
record RtuQuery(int unit, RegisterRange range) implements Framing {
  private static final int EXCEPTION_BIT = 0x80;
  private static final int EXCEPTION_BYTES = 5;
  private static final int HEAD_BYTES = 3;
  private static final int CHECK_BYTES = 2;

  /** The request with its checksum. */
  byte[] request() {
    byte[] frame = new byte[1 + ReadPdu.BYTES + CHECK_BYTES];
    frame[0] = (byte) unit;
    ReadPdu.of(range).get(frame, 1, ReadPdu.BYTES);
    Crc16.seal(frame, 1 + ReadPdu.BYTES);
    return frame;
  }

  /** What is wrong with the first bytes of an answer. */
  private record Wrong(Defect defect, String reason) {}

  @Override
  public Shape shape(byte[] held, int count) {
    Optional<Wrong> wrong = wrong(held, count);
    if (wrong.isPresent()) {
      return new Shape.Broken(wrong.get().reason());
    }
    int missing = (count < 2 ? 2 : bytes(held)) - count;
    return missing > 0 ? new Shape.Wanting(missing) : new Shape.Whole();
  }

  /** How long the answer is that begins so: the function is known. */
  private int bytes(byte[] held) {
    return isException(held) ? EXCEPTION_BYTES : HEAD_BYTES + 2 * range.words() + CHECK_BYTES;
  }

  private boolean isException(byte[] held) {
    return (held[1] & 0xFF) == (range.function() | EXCEPTION_BIT);
  }

  private Optional<Wrong> wrong(byte[] held, int count) {
    if (count > 0 && (held[0] & 0xFF) != unit) {
      return wrong(Defect.FOREIGN, "unit", unit, held[0]);
    }
    if (count > 1 && held[1] != range.function() && !isException(held)) {
      return wrong(Defect.FOREIGN, "function", range.function(), held[1]);
    }
    if (count > 2 && !isException(held) && (held[2] & 0xFF) != 2 * range.words()) {
      return wrong(Defect.LENGTH, "bytes of registers", 2 * range.words(), held[2]);
    }
    return count > 2 && count >= bytes(held) && !Crc16.fits(held, bytes(held))
        ? Optional.of(new Wrong(Defect.CHECKSUM, "wrong checksum"))
        : Optional.empty();
  }

  private static Optional<Wrong> wrong(Defect defect, String what, int wanted, byte found) {
    return Optional.of(
        new Wrong(defect, "wanted " + what + " " + wanted + ", found " + (found & 0xFF)));
  }

  /** What kind of nonsense that is. */
  Defect defect(Heard.Garbled garbled) {
    return switch (garbled.why()) {
      case CUT -> Defect.TRUNCATED;
      case SURPLUS -> Defect.SURPLUS;
      case DAMAGED -> Defect.DAMAGED;
      case BROKEN ->
          wrong(garbled.bytes(), garbled.bytes().length).map(Wrong::defect).orElse(Defect.OTHER);
    };
  }

  /**
   * What a whole answer says.
   *
   * @param frame of the shape that was wanted.
   */
  Reply reply(byte[] frame, long bootMillis) {
    return isException(frame)
        ? new Reply.Refused(frame[2] & 0xFF)
        : new Reply.Answered(
            Arrays.copyOfRange(frame, HEAD_BYTES, frame.length - CHECK_BYTES), bootMillis);
  }

  /** The same question about another number of words, as near as the address space allows. */
  RtuQuery of(int words) {
    int address = Math.min(range.address(), 0x10000 - words);
    return new RtuQuery(unit, new RegisterRange(range.function(), address, words));
  }

  /** Whether their answers look alike. */
  boolean isLike(RtuQuery other) {
    return unit == other.unit
        && range.function() == other.range.function()
        && range.words() == other.range.words();
  }
}
