package eu.releve.cloud;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The line between a gateway and a port of this machine, which fails in the ways that lines do. */
final class BreakableLine implements AutoCloseable {
  private static final int PIECE = 4 << 10;

  private final int target;
  private final ServerSocket listening = new ServerSocket();
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private volatile State state = State.WHOLE;

  /** How the line is. */
  enum State {
    /** Carries both ways. */
    WHOLE,
    /** Carries what the gateway says and swallows every answer. */
    DEAF,
    /** Swallows everything and tells nobody. */
    SILENT,
    /** Connections are reset, new ones too. */
    CUT
  }

  BreakableLine(int target) throws IOException {
    this.target = target;
    listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 8);
    Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return listening.getLocalPort();
  }

  void fail(State how) {
    state = how;
    if (how == State.CUT) {
      reset();
    }
  }

  /** Carries again; what was swallowed is gone for good, and so are its connections. */
  void mend() {
    reset();
    state = State.WHOLE;
  }

  private void reset() {
    sockets.forEach(BreakableLine::reset);
    sockets.clear();
  }

  private static void reset(Socket socket) {
    try (socket) {
      socket.setSoLinger(true, 0);
    } catch (IOException closed) {
      // It is gone already, which is what was wanted.
    }
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        Socket near = listening.accept();
        if (state == State.CUT) {
          reset(near);
        } else {
          connect(near);
        }
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void connect(Socket near) {
    try {
      Socket far = new Socket(InetAddress.getLoopbackAddress(), target);
      sockets.add(near);
      sockets.add(far);
      Thread.ofVirtual().start(() -> pass(near, far, true));
      Thread.ofVirtual().start(() -> pass(far, near, false));
    } catch (IOException nobodyThere) {
      reset(near);
    }
  }

  private void pass(Socket from, Socket to, boolean isUp) {
    byte[] bytes = new byte[PIECE];
    try (from;
        to;
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream()) {
      for (int read = in.read(bytes); read > 0; read = in.read(bytes)) {
        if (state == State.WHOLE || (isUp && state == State.DEAF)) {
          out.write(bytes, 0, read);
        }
      }
    } catch (IOException ended) {
      // One side has gone: so does the other.
    }
    sockets.remove(from);
    sockets.remove(to);
  }

  @Override
  public void close() throws IOException {
    listening.close();
    reset();
  }
}
