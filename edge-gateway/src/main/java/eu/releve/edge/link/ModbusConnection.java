package eu.releve.edge.link;

import com.digitalpetri.modbus.MbapHeader;
import eu.releve.edge.clock.BootClock;
import eu.releve.edge.serial.Capture;
import eu.releve.provisioning.site.Bus.Endpoint;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;

/**
 * One TCP connection of a Modbus link, thrown away on the first failure, so that what a dead
 * connection still has to say can never reach a request of the next one.
 *
 * <p>The lane's own thread sends and waits: with one request in flight there is nothing for another
 * thread to do, and handing each answer over between threads costs more than decoding it.
 */
final class ModbusConnection {
  /** Transaction, protocol and length: what must be there to know how long a frame is. */
  private static final int LENGTH_BYTES = 6;

  private static final int HEADER_BYTES = LENGTH_BYTES + 1;
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final Socket socket;
  private final Duration timeout;
  private final BootClock clock;
  private final Capture capture;
  private final byte[] held = new byte[LENGTH_BYTES + ModbusQuery.MBAP_LENGTH_MAX];

  private ModbusConnection(Socket socket, Duration timeout, BootClock clock, Capture capture) {
    this.socket = socket;
    this.timeout = timeout;
    this.clock = clock;
    this.capture = capture;
  }

  /**
   * Connects.
   *
   * @param timeout how long connecting, and later each answer, may take.
   * @throws IOException when there is no connection.
   */
  static ModbusConnection open(
      Endpoint endpoint, Duration timeout, BootClock clock, Capture capture) throws IOException {
    Socket socket = new Socket();
    try {
      socket.setTcpNoDelay(true);
      socket.connect(
          new InetSocketAddress(endpoint.host(), endpoint.port()), (int) timeout.toMillis());
      return new ModbusConnection(socket, timeout, clock, capture);
    } catch (SocketTimeoutException late) {
      socket.close();
      throw new IOException("no connection within " + timeout.toMillis() + " ms", late);
    } catch (IOException refused) {
      socket.close();
      throw refused;
    }
  }

  /** Sends a request and waits for its answer; whatever else comes is none. */
  Reply exchange(ModbusQuery query) {
    int count = 0;
    try {
      byte[] request = bytes(query);
      capture.saw(Capture.Direction.SENT, request, System.nanoTime());
      socket.getOutputStream().write(request);
      long end = System.nanoTime() + timeout.toNanos();
      int wanted = LENGTH_BYTES;
      while (count < wanted) {
        int read = receive(count, wanted - count, end);
        if (read < 0) {
          return new Reply.Cut("the other side closed the connection");
        }
        if (read == 0) {
          return count == 0
              ? new Reply.Silent(timeout.toMillis())
              : new Reply.Nonsense(
                  Defect.TRUNCATED, "an answer that ends after " + count + " bytes");
        }
        count += read;
        if (count == LENGTH_BYTES) {
          int protocol = word(2);
          int length = word(4);
          if (!ModbusQuery.isPlausible(protocol, length)) {
            return new Reply.Nonsense(
                "no Modbus TCP: protocol %d, length %d".formatted(protocol, length));
          }
          wanted = LENGTH_BYTES + length;
        }
      }
      MbapHeader header = MbapHeader.Serializer.decode(ByteBuffer.wrap(held, 0, HEADER_BYTES));
      ByteBuffer pdu = ByteBuffer.wrap(held, HEADER_BYTES, count - HEADER_BYTES);
      return query.judge(header, pdu, clock.bootMillis());
    } catch (IOException broken) {
      return new Reply.Cut(String.valueOf(broken.getMessage()));
    } finally {
      if (count > 0) {
        capture.saw(Capture.Direction.RECEIVED, Arrays.copyOf(held, count), System.nanoTime());
      }
    }
  }

  /** How many bytes came; 0 when none did in time, -1 when the other side has closed. */
  private int receive(int offset, int length, long endNanos) throws IOException {
    long left = Math.ceilDiv(endNanos - System.nanoTime(), NANOS_PER_MILLI);
    if (left <= 0) {
      return 0;
    }
    socket.setSoTimeout((int) left);
    try {
      return socket.getInputStream().read(held, offset, length);
    } catch (SocketTimeoutException late) {
      return 0;
    }
  }

  private int word(int at) {
    return (held[at] & 0xFF) << 8 | (held[at + 1] & 0xFF);
  }

  private static byte[] bytes(ModbusQuery query) {
    ByteBuffer pdu = query.pdu();
    ByteBuffer frame = ByteBuffer.allocate(HEADER_BYTES + pdu.remaining());
    MbapHeader.Serializer.encode(
        new MbapHeader(query.transaction(), 0, 1 + pdu.remaining(), query.unit()), frame);
    return frame.put(pdu).array();
  }

  /** Whether this side has not closed it; that the other has is noticed by the next request. */
  boolean isOpen() {
    return !socket.isClosed();
  }

  /** Frees it; a request in flight in another thread ends as cut. */
  void close() {
    try {
      socket.close();
    } catch (IOException alreadyBroken) {
      // Nothing of it is used any more.
    }
  }
}
