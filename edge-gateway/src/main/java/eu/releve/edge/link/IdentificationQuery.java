package eu.releve.edge.link;

import eu.releve.edge.serial.Framing;
import java.util.Arrays;

/**
 * The same over Modbus RTU: how long the answer is its own bytes say.
 *
 * @param unit whom it is for.
 */
record IdentificationQuery(int unit, IdentificationRequest request) implements Framing {
  private static final int EXCEPTION = IdentificationRequest.FUNCTION | 0x80;
  private static final int EXCEPTION_BYTES = 5;
  private static final int HEAD_BYTES = 2;
  private static final int CHECK_BYTES = 2;

  byte[] frame() {
    byte[] pdu = request.pdu().array();
    byte[] frame = new byte[1 + pdu.length + CHECK_BYTES];
    frame[0] = (byte) unit;
    System.arraycopy(pdu, 0, frame, 1, pdu.length);
    Crc16.seal(frame, 1 + pdu.length);
    return frame;
  }

  @Override
  public Shape shape(byte[] held, int count) {
    if (count > 0 && (held[0] & 0xFF) != unit) {
      return new Shape.Broken("wanted unit " + unit + ", found " + (held[0] & 0xFF));
    }
    if (count < HEAD_BYTES) {
      return new Shape.Wanting(HEAD_BYTES - count);
    }
    int function = held[1] & 0xFF;
    if (function != IdentificationRequest.FUNCTION && function != EXCEPTION) {
      return new Shape.Broken("wanted function 43, found " + function);
    }
    byte[] rest = Arrays.copyOfRange(held, HEAD_BYTES, count);
    if (function != EXCEPTION && !request.isAnswer(rest)) {
      return new Shape.Broken("no answer to identification " + request);
    }
    int bytes =
        function == EXCEPTION
            ? EXCEPTION_BYTES
            : HEAD_BYTES + request.answerBytes(rest, rest.length) + CHECK_BYTES;
    if (count < bytes) {
      return new Shape.Wanting(bytes - count);
    }
    return Crc16.fits(held, bytes) ? new Shape.Whole() : new Shape.Broken("wrong checksum");
  }

  /** What a whole answer says. */
  Reply reply(byte[] frame, long bootMillis) {
    return (frame[1] & 0xFF) == EXCEPTION
        ? new Reply.Refused(frame[2] & 0xFF)
        : new Reply.Answered(
            Arrays.copyOfRange(frame, HEAD_BYTES, frame.length - CHECK_BYTES), bootMillis);
  }
}
