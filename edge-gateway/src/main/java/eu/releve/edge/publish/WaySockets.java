package eu.releve.edge.publish;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import javax.net.SocketFactory;

/** Makes the socket of one connection, and ends it whatever the client does with it. */
final class WaySockets extends SocketFactory implements AutoCloseable {
  private final Rung rung;
  private final Credentials credentials;
  private final LongAdder bytesIn = new LongAdder();
  private final List<WaySocket> made = new CopyOnWriteArrayList<>();

  WaySockets(Rung rung, Credentials credentials) {
    this.rung = rung;
    this.credentials = credentials;
  }

  /** How many bytes have come in. */
  long bytesIn() {
    return bytesIn.sum();
  }

  @Override
  public Socket createSocket() {
    WaySocket socket = new WaySocket(rung, credentials, bytesIn);
    made.add(socket);
    return socket;
  }

  @Override
  public Socket createSocket(String host, int port) {
    throw new UnsupportedOperationException("where a socket leads, its way says");
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress from, int fromPort) {
    throw new UnsupportedOperationException("where a socket leads, its way says");
  }

  @Override
  public Socket createSocket(InetAddress host, int port) {
    throw new UnsupportedOperationException("where a socket leads, its way says");
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress from, int fromPort) {
    throw new UnsupportedOperationException("where a socket leads, its way says");
  }

  @Override
  public void close() throws IOException {
    for (WaySocket socket : made) {
      socket.close();
    }
  }
}
