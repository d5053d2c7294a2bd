package eu.releve.cloud.derive;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does one kind of work in the background, step by step, until it is closed. */
public final class Background implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Background.class);
  private static final long AWAY_MILLIS = 5_000;

  private final String name;
  private final Step step;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final Thread thread;
  private boolean failing;

  private Background(String name, Step step) {
    this.name = name;
    this.step = step;
    this.thread = Thread.ofVirtual().name(name).start(this::run);
  }

  /** A piece of work that is done again and again. */
  @FunctionalInterface
  public interface Step {
    /** Does a piece; gives how long to wait before the next one. */
    Duration run() throws SQLException;
  }

  /**
   * Starts a worker.
   *
   * @param name what the work is called.
   */
  public static Background start(String name, Step step) {
    return new Background(name, step);
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
      Duration pause = step.run();
      now(false, "");
      return pause.toMillis();
    } catch (SQLException | RuntimeException failed) {
      now(true, String.valueOf(failed.getMessage()));
      return AWAY_MILLIS;
    }
  }

  private void now(boolean fails, String reason) {
    if (fails != failing) {
      if (fails) {
        log.warn("work waits name={} reason={}", name, reason);
      } else {
        log.info("work goes on name={}", name);
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
