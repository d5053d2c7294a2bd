package eu.releve.edge.serial;

import eu.releve.provisioning.site.Bus.Endpoint;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;

/** A serial line behind a level converter that is reached over TCP and passes bytes through. */
public final class TcpLine implements SerialLine {
  private static final long NANOS_PER_MILLI = 1_000_000;

  /** Networks and converters gather bytes before they pass them on. */
  private static final Duration LATENCY = Duration.ofMillis(300);

  private final Socket socket;
  private final LineSettings settings;

  private TcpLine(Socket socket, LineSettings settings) {
    this.socket = socket;
    this.settings = settings;
  }

  /**
   * Connects to a converter.
   *
   * @param settings of the line behind it; the converter itself is not set by this.
   * @param timeout how long connecting may take.
   * @throws IOException when there is no connection.
   */
  public static TcpLine connect(Endpoint endpoint, LineSettings settings, Duration timeout)
      throws IOException {
    Socket socket = new Socket();
    try {
      socket.setTcpNoDelay(true);
      socket.connect(
          new InetSocketAddress(endpoint.host(), endpoint.port()), (int) timeout.toMillis());
      return new TcpLine(socket, settings);
    } catch (IOException refused) {
      socket.close();
      throw refused;
    }
  }

  /** The lines that such connections make, one after the other. */
  public static LineOpener opener(Endpoint endpoint, LineSettings settings, Duration timeout) {
    return new LineOpener() {
      @Override
      public SerialLine open() throws IOException {
        return connect(endpoint, settings, timeout);
      }

      @Override
      public boolean mayBeLateForEver() {
        return true;
      }

      @Override
      public String place() {
        return "tcp://" + endpoint;
      }
    };
  }

  @Override
  public LineSettings settings() {
    return settings;
  }

  /** Returns when the bytes are in the network; their time on the wire is waited for as well. */
  @Override
  public void send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
  }

  @Override
  public int receive(byte[] into, int offset, int length, Duration wait) throws IOException {
    if (wait.isZero() && socket.getInputStream().available() > 0) {
      return read(into, offset, length);
    }
    // Zero would wait for ever, and a closed connection is noticed only by reading.
    socket.setSoTimeout((int) Math.max(1, Math.ceilDiv(wait.toNanos(), NANOS_PER_MILLI)));
    try {
      return read(into, offset, length);
    } catch (SocketTimeoutException late) {
      return 0;
    }
  }

  private int read(byte[] into, int offset, int length) throws IOException {
    int read = socket.getInputStream().read(into, offset, length);
    if (read < 0) {
      throw new IOException("the other side closed the connection");
    }
    return read;
  }

  @Override
  public void pause(Duration time) throws IOException {
    Pause.of(time);
  }

  @Override
  public long nanos() {
    return System.nanoTime();
  }

  @Override
  public Duration latency() {
    return LATENCY;
  }

  @Override
  public long damaged() {
    return 0;
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException alreadyBroken) {
      // Nothing of it is used any more.
    }
  }
}
