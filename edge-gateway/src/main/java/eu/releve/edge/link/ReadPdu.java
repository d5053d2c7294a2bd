package eu.releve.edge.link;

import com.digitalpetri.modbus.pdu.ReadHoldingRegistersRequest;
import com.digitalpetri.modbus.pdu.ReadInputRegistersRequest;
import java.nio.ByteBuffer;

/** A request to read registers, as every Modbus transport carries it. */
final class ReadPdu {
  /** Function, address and count. */
  static final int BYTES = 5;

  private ReadPdu() {}

  static ByteBuffer of(RegisterRange range) {
    ByteBuffer pdu = ByteBuffer.allocate(BYTES);
    if (range.function() == 3) {
      ReadHoldingRegistersRequest.Serializer.encode(
          new ReadHoldingRegistersRequest(range.address(), range.words()), pdu);
    } else {
      ReadInputRegistersRequest.Serializer.encode(
          new ReadInputRegistersRequest(range.address(), range.words()), pdu);
    }
    return pdu.flip();
  }
}
