package eu.releve.edge.link;

import com.digitalpetri.modbus.MbapHeader;
import com.digitalpetri.modbus.ModbusTcpFrame;
import java.nio.ByteBuffer;

/**
 * One request over Modbus TCP, and what its answer must look like.
 *
 * @param transaction what the answer must repeat.
 * @param unit whom it is for.
 * @param range what it asks for.
 */
record ModbusQuery(int transaction, int unit, RegisterRange range) {
  private static final int MBAP_LENGTH_MAX = 254;
  private static final int EXCEPTION_BIT = 0x80;

  ModbusTcpFrame frame() {
    ByteBuffer pdu = ReadPdu.of(range);
    return new ModbusTcpFrame(new MbapHeader(transaction, 0, 1 + pdu.remaining(), unit), pdu);
  }

  /** Whether the first six bytes of an answer can be those of a Modbus TCP frame. */
  static boolean isPlausible(int protocol, int length) {
    return protocol == 0 && 3 <= length && length <= MBAP_LENGTH_MAX;
  }

  /**
   * Judges a frame strictly: a frame that is not the answer is nonsense, never another's answer.
   */
  Reply judge(MbapHeader header, ByteBuffer pdu, long bootMillis) {
    if (header.transactionId() != transaction) {
      return nonsense(Defect.FOREIGN, "transaction", transaction, header.transactionId());
    }
    if (header.unitId() != unit) {
      return nonsense(Defect.FOREIGN, "unit", unit, header.unitId());
    }
    if (pdu.remaining() < 2) {
      return nonsense(Defect.TRUNCATED, "PDU bytes of at least", 2, pdu.remaining());
    }
    int function = pdu.get() & 0xFF;
    int second = pdu.get() & 0xFF;
    if (function == (range.function() | EXCEPTION_BIT)) {
      return new Reply.Refused(second);
    }
    if (function != range.function()) {
      return nonsense(Defect.FOREIGN, "function", range.function(), function);
    }
    if (second != 2 * range.words() || pdu.remaining() != second) {
      return nonsense(
          Defect.LENGTH,
          "bytes of registers",
          2 * range.words(),
          Math.min(second, pdu.remaining()));
    }
    byte[] registers = new byte[second];
    pdu.get(registers);
    return new Reply.Answered(registers, bootMillis);
  }

  private static Reply nonsense(Defect defect, String what, int wanted, int found) {
    return new Reply.Nonsense(defect, "wanted " + what + " " + wanted + ", found " + found);
  }
}
