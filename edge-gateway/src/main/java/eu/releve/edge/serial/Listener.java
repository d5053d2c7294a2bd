package eu.releve.edge.serial;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens to what speaks by itself, on a thread of its own, and opens the way there again whenever
 * it breaks: after a second, doubling to thirty.
 */
public final class Listener implements AutoCloseable {
  private static final int BUFFER_BYTES = 4_096;
  private static final long RETRY_MILLIS_MIN = 1_000;
  private static final long RETRY_MILLIS_MAX = 30_000;
  private static final Logger LOG = LoggerFactory.getLogger(Listener.class);

  private final String name;
  private final Ears.Opener opener;
  private final Supplier<Hearer> hearers;
  private final AtomicBoolean started = new AtomicBoolean();
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile @Nullable Ears open;
  private volatile String fault = "";

  /** Takes what is heard, on the listener's thread. */
  @FunctionalInterface
  public interface Hearer {
    /**
     * Takes bytes as they come.
     *
     * @param bytes of which the first {@code count} are taken.
     * @param count 0 when nothing came for a while.
     */
    void heard(byte[] bytes, int count);
  }

  /**
   * A listener that does not listen yet.
   *
   * @param name of its thread.
   * @param hearers a fresh one for each time it is opened.
   */
  public Listener(String name, Ears.Opener opener, Supplier<Hearer> hearers) {
    this.name = name;
    this.opener = opener;
    this.hearers = hearers;
  }

  /** Begins to listen; nothing happens the second time. */
  public void start() {
    if (started.compareAndSet(false, true)) {
      Thread.ofPlatform().name(name).daemon().start(this::run);
    }
  }

  private void run() {
    long pause = RETRY_MILLIS_MIN;
    try {
      while (closed.getCount() > 0) {
        try (Ears ears = opener.open()) {
          open = ears;
          fault = "";
          pause = RETRY_MILLIS_MIN;
          listen(ears);
        } catch (IOException broken) {
          fault = String.valueOf(broken.getMessage());
        } finally {
          open = null;
        }
        if (closed.await(pause, TimeUnit.MILLISECONDS)) {
          return;
        }
        pause = Math.min(RETRY_MILLIS_MAX, 2 * pause);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException bug) {
      fault = "stopped: " + bug;
      LOG.error("listener failed name={}", name, bug);
    }
  }

  private void listen(Ears ears) throws IOException {
    Hearer hearer = hearers.get();
    byte[] buffer = new byte[BUFFER_BYTES];
    while (closed.getCount() > 0) {
      hearer.heard(buffer, ears.hear(buffer));
    }
  }

  /** Whether it listens now. */
  public boolean isConnected() {
    return open != null;
  }

  /** Why it does not; empty when it does, or before the first attempt. */
  public String fault() {
    return fault;
  }

  @Override
  public void close() {
    closed.countDown();
    Ears now = open;
    if (now != null) {
      now.close();
    }
  }
}
