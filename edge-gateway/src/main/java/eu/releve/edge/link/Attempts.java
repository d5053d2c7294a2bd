package eu.releve.edge.link;

import eu.releve.edge.clock.BootClock;
import java.io.IOException;

/** Lets more and more time pass between failed attempts to connect: 1 s, doubling to 30 s. */
public final class Attempts {
  private static final long WAIT_MILLIS_FIRST = 1_000;
  private static final long WAIT_MILLIS_MAX = 30_000;

  private final BootClock clock;
  private long waitMillis = WAIT_MILLIS_FIRST;
  private volatile long notBefore = Long.MIN_VALUE;
  private volatile boolean ended;

  /** None made yet. */
  public Attempts(BootClock clock) {
    this.clock = clock;
  }

  /** Throws unless another attempt is due. */
  public void check() throws IOException {
    if (ended) {
      throw new IOException("closed");
    }
    if (clock.bootMillis() < notBefore) {
      throw new IOException("waiting before the next attempt");
    }
  }

  /** When the next attempt is due, in milliseconds of the boot clock. */
  public long notBeforeBootMillis() {
    return notBefore;
  }

  /** An attempt has failed: the next one waits. */
  public void failed() {
    notBefore = clock.bootMillis() + waitMillis;
    waitMillis = Math.min(2 * waitMillis, WAIT_MILLIS_MAX);
  }

  /** An attempt has succeeded: the next one, whenever it is, does not wait. */
  public void succeeded() {
    notBefore = Long.MIN_VALUE;
    waitMillis = WAIT_MILLIS_FIRST;
  }

  /** Whether there are to be no more. */
  public boolean areEnded() {
    return ended;
  }

  /** No attempt any more. */
  public void end() {
    ended = true;
  }
}
