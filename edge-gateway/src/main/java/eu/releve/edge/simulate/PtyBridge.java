package eu.releve.edge.simulate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A pseudo-terminal at a serial device's path that leads to a TCP port of this machine, by socat.
 *
 * <p>socat ends when the program at the terminal closes it; then another is started. To a meter
 * that is asked it leads at all times; to one that speaks by itself only while a program has the
 * terminal open: what is said before that would wait in the terminal, and be heard late.
 */
final class PtyBridge implements BusServer {
  private static final int APPEARS_MILLIS_MAX = 5_000;
  private static final int LOOK_MILLIS = 10;
  private static final int RESTART_MILLIS = 50;
  private static final Logger LOG = LoggerFactory.getLogger(PtyBridge.class);

  private final Path device;
  private final ProcessBuilder command;
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile @Nullable Process socat;

  private PtyBridge(Path device, int port, String when) {
    this.device = device;
    this.command =
        new ProcessBuilder(
                "socat",
                "pty,raw,echo=0,link=" + device + when,
                "tcp:127.0.0.1:" + port + ",nodelay")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD);
  }

  /**
   * Makes the terminal of a line on which meters are asked.
   *
   * @throws IOException when something is at that path, socat is missing, or no terminal appears.
   */
  static PtyBridge start(Path device, int port) throws IOException {
    return start(device, port, "");
  }

  /**
   * Makes the terminal of a meter that speaks by itself.
   *
   * @throws IOException when something is at that path, socat is missing, or no terminal appears.
   */
  static PtyBridge whileOpen(Path device, int port) throws IOException {
    return start(device, port, ",wait-slave,pty-interval=0.1");
  }

  private static PtyBridge start(Path device, int port, String when) throws IOException {
    if (Files.exists(device, LinkOption.NOFOLLOW_LINKS)) {
      throw new IOException(device + " exists: a simulated line needs a path of its own");
    }
    PtyBridge bridge = new PtyBridge(device, port, when);
    try {
      bridge.socat = bridge.command.start();
    } catch (IOException missing) {
      throw new IOException("socat is needed to play the serial line " + device, missing);
    }
    if (!bridge.appears()) {
      bridge.close();
      throw new IOException("socat made no terminal at " + device);
    }
    Thread.ofVirtual().name("pty-" + device.getFileName()).start(bridge::keep);
    return bridge;
  }

  private boolean appears() {
    try {
      for (int waited = 0; waited < APPEARS_MILLIS_MAX; waited += LOOK_MILLIS) {
        if (Files.exists(device)) {
          return true;
        }
        if (closed.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
          return false;
        }
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
    return false;
  }

  private void keep() {
    try {
      Process now = socat;
      while (now != null) {
        int unused = now.waitFor();
        now = closed.await(RESTART_MILLIS, TimeUnit.MILLISECONDS) ? null : again();
      }
    } catch (IOException failed) {
      LOG.warn("serial line ended device={} reason={}", device, failed.getMessage());
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  /** Nothing is started any more once it was closed: it would be left behind. */
  private synchronized @Nullable Process again() throws IOException {
    if (closed.getCount() > 0) {
      socat = command.start();
    }
    return closed.getCount() > 0 ? socat : null;
  }

  @Override
  public synchronized void close() {
    closed.countDown();
    end();
  }

  private void end() {
    Process now = socat;
    if (now != null) {
      now.destroy();
    }
  }
}
