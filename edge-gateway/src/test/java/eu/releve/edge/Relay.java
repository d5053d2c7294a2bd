package eu.releve.edge;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A converter on the way to a TCP server of this machine that fails as a test tells it. */
final class Relay implements AutoCloseable {
  private final int target;
  private final int port;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private volatile boolean mute;
  private ServerSocket listener;
  private Thread accepting;

  Relay(int target) throws IOException {
    this.target = target;
    this.listener = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
    this.port = listener.getLocalPort();
    accepting = accept();
  }

  int port() {
    return port;
  }

  /** Swallows everything from now on, or passes it again. */
  void mute(boolean now) {
    mute = now;
  }

  /** Ends all connections with a reset; new ones are welcome. */
  void reset() throws IOException {
    for (Socket socket : sockets) {
      try (socket) {
        socket.setSoLinger(true, 0);
      } catch (SocketException closed) {
        // Its other half was reset before.
      }
    }
    sockets.clear();
  }

  /** Ends all connections and takes no more. */
  void down() throws IOException {
    listener.close();
    for (Socket socket : sockets) {
      socket.close();
    }
    sockets.clear();
    // The port is free only when nobody waits on it any more.
    try {
      accepting.join();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  /** Takes connections again, at the same port. */
  void up() throws IOException {
    ServerSocket again = new ServerSocket();
    again.setReuseAddress(true);
    again.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 8);
    listener = again;
    accepting = accept();
  }

  private Thread accept() {
    ServerSocket now = listener;
    return Thread.ofVirtual()
        .start(
            () -> {
              while (!now.isClosed()) {
                try {
                  join(now.accept());
                } catch (IOException closed) {
                  // Nobody is let in any more, or the server is not there.
                }
              }
            });
  }

  private void join(Socket caller) throws IOException {
    Socket server = new Socket();
    sockets.add(caller);
    sockets.add(server);
    caller.setTcpNoDelay(true);
    server.setTcpNoDelay(true);
    server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target));
    Thread.ofVirtual().start(() -> pass(caller, server));
    Thread.ofVirtual().start(() -> pass(server, caller));
  }

  private void pass(Socket from, Socket to) {
    byte[] bytes = new byte[1_024];
    try (from;
        to;
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream()) {
      int read = in.read(bytes);
      while (read > 0) {
        if (!mute) {
          out.write(bytes, 0, read);
        }
        read = in.read(bytes);
      }
    } catch (IOException ended) {
      // One side has gone: so does the other.
    } finally {
      sockets.remove(from);
      sockets.remove(to);
    }
  }

  @Override
  public void close() {
    try {
      down();
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }
}
