package eu.releve.edge.publish;

import eu.releve.provisioning.settings.Endpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/** A TCP relay that can be cut: every connection through it breaks, new ones are taken. */
final class Cable implements AutoCloseable {
  private final ServerSocket listening;
  private final Endpoint far;
  private final List<Socket> sockets = new ArrayList<>();
  private volatile boolean isSwallowing;

  Cable(Endpoint far) throws IOException {
    this.far = far;
    this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  Endpoint endpoint() {
    return new Endpoint("127.0.0.1", listening.getLocalPort());
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        Socket near = listening.accept();
        Socket other = new Socket(InetAddress.getLoopbackAddress(), far.port());
        synchronized (this) {
          sockets.add(near);
          sockets.add(other);
        }
        Thread.ofVirtual().start(() -> relay(near, other));
        Thread.ofVirtual().start(() -> relay(other, near));
      } catch (IOException closedOrFarEndGone) {
        cut();
      }
    }
  }

  private void relay(Socket from, Socket to) {
    byte[] bytes = new byte[8_192];
    try (from;
        to) {
      for (int read = from.getInputStream().read(bytes);
          read >= 0;
          read = from.getInputStream().read(bytes)) {
        if (!isSwallowing) {
          to.getOutputStream().write(bytes, 0, read);
        }
      }
    } catch (IOException cut) {
      // That is what it is for.
    }
  }

  /** From now on nothing gets through in either direction and nobody is told; or again all does. */
  void swallow(boolean now) {
    isSwallowing = now;
  }

  synchronized void cut() {
    for (Socket socket : sockets) {
      try {
        socket.close();
      } catch (IOException failure) {
        throw new UncheckedIOException(failure);
      }
    }
    sockets.clear();
  }

  @Override
  public void close() throws IOException {
    listening.close();
    cut();
  }
}
