package eu.releve.edge.simulate;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;

/**
 * Plays a meter that speaks by itself: whoever connects hears it again and again until he leaves.
 * Nothing is said, and written down, that nobody could hear; at once it would be too early, for who
 * has just opened a terminal has to set it up.
 */
final class PortServer implements BusServer {
  private final Voice voice;
  private final Duration between;
  private final TcpPort port;

  /** What is said at the port. */
  @FunctionalInterface
  interface Voice {
    /**
     * The frame of this moment, written down before it is returned.
     *
     * @return nothing while the meter is silent.
     */
    Optional<byte[]> say() throws IOException, InterruptedException;
  }

  private PortServer(InetSocketAddress at, Voice voice, Duration between) throws IOException {
    this.voice = voice;
    this.between = between;
    this.port = TcpPort.listen("port", at, this::serve);
  }

  /**
   * Listens for gateways.
   *
   * @param at port 0 is any free one.
   * @param between two frames, and before the first.
   * @throws IOException when the address cannot be taken.
   */
  static PortServer start(InetSocketAddress at, Voice voice, Duration between) throws IOException {
    return new PortServer(at, voice, between);
  }

  /** Where it listens. */
  int port() {
    return port.number();
  }

  private void serve(Socket connection) throws IOException, InterruptedException {
    while (TcpPort.stays(connection, between)) {
      Optional<byte[]> frame = voice.say();
      if (frame.isPresent()) {
        connection.getOutputStream().write(frame.get());
        connection.getOutputStream().flush();
      }
    }
  }

  @Override
  public void close() throws IOException {
    port.close();
  }
}
