package eu.releve.edge.link;

import eu.releve.provisioning.site.Bus.Endpoint;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.BitSet;

/** One TCP connection to an M-Bus level converter, and which meters were greeted over it. */
final class MbusConnection {
  private static final int LATE_READS_MAX = 4;

  private final Socket socket = new Socket();
  private final BitSet greeted = new BitSet();
  private final BitSet countBit = new BitSet();

  void open(Endpoint endpoint, Duration timeout) throws IOException {
    socket.setTcpNoDelay(true);
    socket.connect(
        new InetSocketAddress(endpoint.host(), endpoint.port()), (int) timeout.toMillis());
  }

  /**
   * Sends a short frame and waits for what comes back.
   *
   * @return the answer; wanting more when the time is over.
   * @throws IOException when the connection is broken.
   */
  AnswerFraming.Found exchange(AnswerFraming framing, byte[] request, Deadline deadline)
      throws IOException {
    InputStream in = socket.getInputStream();
    socket.getOutputStream().write(request);
    byte[] buffer = new byte[AnswerFraming.FRAME_BYTES_MAX];
    AnswerFraming.Found found = framing.find();
    while (found instanceof AnswerFraming.Found.Wanting wanting) {
      int millis = deadline.millisLeft();
      if (millis <= 0) {
        return found;
      }
      socket.setSoTimeout(millis);
      try {
        int read = in.read(buffer, 0, wanting.bytes());
        if (read < 0) {
          throw new IOException("the other side closed the connection");
        }
        found = framing.feed(buffer, 0, read);
      } catch (SocketTimeoutException late) {
        return found;
      }
    }
    return found;
  }

  /**
   * Discards what arrived while nothing was asked: it is nobody's answer.
   *
   * @return whether the connection can still be used; one that the other side has closed is noticed
   *     here, before a request is lost in it.
   */
  boolean isQuiet() {
    byte[] late = new byte[AnswerFraming.FRAME_BYTES_MAX];
    try {
      socket.setSoTimeout(1);
      for (int i = 0; i < LATE_READS_MAX; i++) {
        if (socket.getInputStream().read(late) < 0) {
          return false;
        }
      }
      return false;
    } catch (SocketTimeoutException silent) {
      return true;
    } catch (IOException broken) {
      return false;
    }
  }

  boolean isGreeted(int address) {
    return greeted.get(address);
  }

  /** After SND_NKE the meter expects the frame count bit set. */
  void greet(int address) {
    greeted.set(address);
    countBit.set(address);
  }

  boolean countBit(int address) {
    return countBit.get(address);
  }

  /** The meter's answer is here: another request with the same bit would repeat it. */
  void flipCountBit(int address) {
    countBit.flip(address);
  }

  void forget(int address) {
    greeted.clear(address);
  }

  boolean isOpen() {
    return socket.isConnected() && !socket.isClosed();
  }

  void close() {
    try {
      socket.close();
    } catch (IOException alreadyBroken) {
      // Nothing of it is used any more.
    }
  }
}
