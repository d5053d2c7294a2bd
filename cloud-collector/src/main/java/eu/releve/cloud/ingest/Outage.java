package eu.releve.cloud.ingest;

import eu.releve.cloud.database.Failure;
import java.sql.SQLException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does things with the database, and again until it is there to do them. */
final class Outage {
  private static final Logger log = LoggerFactory.getLogger(Outage.class);
  private static final long PAUSE_MILLIS_FIRST = 100;
  private static final long PAUSE_MILLIS_MAX = 5_000;

  private final AtomicBoolean away = new AtomicBoolean();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final LongAdder retries;
  private final Runnable whenBack;

  /**
   * @param retries counts attempts after the first.
   * @param whenBack is run before anything else happens with a database that was away.
   */
  Outage(LongAdder retries, Runnable whenBack) {
    this.retries = retries;
    this.whenBack = whenBack;
  }

  /** Something that is done with the database. */
  @FunctionalInterface
  interface Attempt<T> {
    T run() throws SQLException;
  }

  /** The data themselves are at fault: trying again would fail again. */
  static final class DataException extends Exception {
    private static final long serialVersionUID = 1L;

    DataException(Exception cause) {
      super(Failure.reason(cause), cause);
    }
  }

  /**
   * Tries until it succeeds.
   *
   * @throws DataException when the data are at fault.
   * @throws InterruptedException when the collector stops.
   */
  <T> T patiently(Attempt<T> attempt) throws DataException, InterruptedException {
    long pauseMillis = PAUSE_MILLIS_FIRST;
    while (true) {
      try {
        T result = attempt.run();
        if (away.compareAndSet(true, false)) {
          log.info("database is back");
          whenBack.run();
        }
        return result;
      } catch (SQLException | RuntimeException failure) {
        if (Failure.isOfData(failure)) {
          throw new DataException(failure);
        }
        note(failure);
      }
      if (closing.await(pauseMillis, TimeUnit.MILLISECONDS)) {
        throw new InterruptedException("closing");
      }
      pauseMillis = Math.min(2 * pauseMillis, PAUSE_MILLIS_MAX);
    }
  }

  private void note(Exception failure) {
    retries.increment();
    if (away.compareAndSet(false, true)) {
      log.warn("database is away: nothing is stored or receipted reason={}", failure.getMessage());
    } else {
      log.debug("database is still away", failure);
    }
  }

  void close() {
    closing.countDown();
  }
}
