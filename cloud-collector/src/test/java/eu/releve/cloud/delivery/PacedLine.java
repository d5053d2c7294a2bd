package eu.releve.cloud.delivery;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** A relay to a port of this machine that carries so many bytes a second in each direction. */
final class PacedLine implements AutoCloseable {
  private static final int PIECE = 512;

  /** What a modem holds. */
  private static final int BUFFER = 16 << 10;

  private static final long LATE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private final int target;
  private final long bytesPerSecond;
  private final ServerSocket listening = new ServerSocket();
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final LongAdder up = new LongAdder();

  PacedLine(int target, long bytesPerSecond) throws IOException {
    this.target = target;
    this.bytesPerSecond = bytesPerSecond;
    listening.setReceiveBufferSize(BUFFER);
    listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 8);
    Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return listening.getLocalPort();
  }

  /** Bytes carried from the callers. */
  long bytesUp() {
    return up.sum();
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        Socket near = listening.accept();
        Socket far = new Socket(InetAddress.getLoopbackAddress(), target);
        near.setTcpNoDelay(true);
        far.setTcpNoDelay(true);
        sockets.add(near);
        sockets.add(far);
        Thread.ofPlatform().daemon().start(() -> pass(near, far, up));
        Thread.ofPlatform().daemon().start(() -> pass(far, near, new LongAdder()));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void pass(Socket from, Socket to, LongAdder count) {
    byte[] bytes = new byte[PIECE];
    long freeNanos = System.nanoTime();
    try (from;
        to;
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream()) {
      for (int read = in.read(bytes); read > 0; read = in.read(bytes)) {
        // A sleep that lasts too long is made up for, a line that had nothing to carry is not.
        freeNanos =
            Math.max(freeNanos, System.nanoTime() - LATE_NANOS)
                + read * 1_000_000_000L / bytesPerSecond;
        long wait = freeNanos - System.nanoTime();
        if (wait > 0) {
          TimeUnit.NANOSECONDS.sleep(wait);
        }
        out.write(bytes, 0, read);
        count.add(read);
      }
    } catch (IOException ended) {
      // One side has gone: so does the other.
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() throws IOException {
    listening.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
