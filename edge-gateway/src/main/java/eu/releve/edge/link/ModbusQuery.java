package eu.releve.edge.link;

import com.digitalpetri.modbus.MbapHeader;
import java.nio.ByteBuffer;

/** One request over Modbus TCP, and what its answer must look like. */
sealed interface ModbusQuery {
  int MBAP_LENGTH_MAX = 254;
  int EXCEPTION_BIT = 0x80;

  /** What the answer must repeat. */
  int transaction();

  /** Whom it is for. */
  int unit();

  int function();

  ByteBuffer pdu();

  /**
   * What an answer of the right unit and function says.
   *
   * @param rest of its PDU, after the function.
   */
  Reply answer(ByteBuffer rest, long bootMillis);

  /**
   * Registers are read.
   *
   * @param range what it asks for.
   */
  record Registers(int transaction, int unit, RegisterRange range) implements ModbusQuery {
    @Override
    public int function() {
      return range.function();
    }

    @Override
    public ByteBuffer pdu() {
      return ReadPdu.of(range);
    }

    @Override
    public Reply answer(ByteBuffer rest, long bootMillis) {
      int bytes = rest.get() & 0xFF;
      if (bytes != 2 * range.words() || rest.remaining() != bytes) {
        return nonsense(
            Defect.LENGTH,
            "bytes of registers",
            2 * range.words(),
            Math.min(bytes, rest.remaining()));
      }
      byte[] registers = new byte[bytes];
      rest.get(registers);
      return new Reply.Answered(registers, bootMillis);
    }
  }

  /** A device is asked who it is. */
  record Identification(int transaction, int unit, IdentificationRequest request)
      implements ModbusQuery {
    @Override
    public int function() {
      return IdentificationRequest.FUNCTION;
    }

    @Override
    public ByteBuffer pdu() {
      return request.pdu();
    }

    @Override
    public Reply answer(ByteBuffer rest, long bootMillis) {
      byte[] held = new byte[rest.remaining()];
      rest.get(held);
      int length = request.answerBytes(held, held.length);
      return length == held.length && request.isAnswer(held)
          ? new Reply.Answered(held, bootMillis)
          : nonsense(Defect.LENGTH, "bytes of objects", length, held.length);
    }
  }

  /** Whether the first six bytes of an answer can be those of a Modbus TCP frame. */
  static boolean isPlausible(int protocol, int length) {
    return protocol == 0 && 3 <= length && length <= MBAP_LENGTH_MAX;
  }

  /**
   * Judges a frame strictly: a frame that is not the answer is nonsense, never another's answer.
   */
  default Reply judge(MbapHeader header, ByteBuffer pdu, long bootMillis) {
    if (header.transactionId() != transaction()) {
      return nonsense(Defect.FOREIGN, "transaction", transaction(), header.transactionId());
    }
    if (header.unitId() != unit()) {
      return nonsense(Defect.FOREIGN, "unit", unit(), header.unitId());
    }
    if (pdu.remaining() < 2) {
      return nonsense(Defect.TRUNCATED, "PDU bytes of at least", 2, pdu.remaining());
    }
    int function = pdu.get() & 0xFF;
    if (function == (function() | EXCEPTION_BIT)) {
      return new Reply.Refused(pdu.get() & 0xFF);
    }
    return function == function()
        ? answer(pdu, bootMillis)
        : nonsense(Defect.FOREIGN, "function", function(), function);
  }

  private static Reply nonsense(Defect defect, String what, int wanted, int found) {
    return new Reply.Nonsense(defect, "wanted " + what + " " + wanted + ", found " + found);
  }
}
