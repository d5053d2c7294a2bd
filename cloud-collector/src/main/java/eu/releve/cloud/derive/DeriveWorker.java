package eu.releve.cloud.derive;

import java.sql.SQLException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Derives in the background until it is closed; waits while there is nothing to do. */
public final class DeriveWorker implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(DeriveWorker.class);
  private static final long IDLE_MILLIS = 1_000;
  private static final long AWAY_MILLIS = 5_000;

  private final Deriver deriver;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final Thread thread;
  private boolean failing;

  private DeriveWorker(Deriver deriver) {
    this.deriver = deriver;
    this.thread = Thread.ofVirtual().name("derive").start(this::run);
  }

  /** Starts a worker. */
  public static DeriveWorker start(Deriver deriver) {
    return new DeriveWorker(deriver);
  }

  private void run() {
    long pause = 0;
    while (!stopped(pause)) {
      pause = step();
    }
  }

  /** How long to wait before the next step. */
  private long step() {
    try {
      int done = deriver.step();
      now(false, "");
      return done > 0 ? 0 : IDLE_MILLIS;
    } catch (SQLException | RuntimeException failed) {
      now(true, String.valueOf(failed.getMessage()));
      return AWAY_MILLIS;
    }
  }

  private void now(boolean fails, String reason) {
    if (fails != failing) {
      if (fails) {
        log.warn("derivation waits reason={}", reason);
      } else {
        log.info("derivation goes on");
      }
    }
    failing = fails;
  }

  private boolean stopped(long pauseMillis) {
    try {
      return stop.await(pauseMillis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  @Override
  public void close() {
    stop.countDown();
    try {
      thread.join(AWAY_MILLIS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
