package eu.releve.edge.poll;

import eu.releve.edge.clock.BootClock;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Drives one lane in real time until it is stopped. */
public final class LaneThread {
  private static final long SLEEP_MILLIS_MAX = 1_000;
  private static final long PAUSE_MILLIS_AFTER_BUG = 5_000;
  private static final Logger LOG = LoggerFactory.getLogger(LaneThread.class);

  private final BusLane lane;
  private final BootClock clock;
  private final Thread thread;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition stopped = lock.newCondition();
  private boolean stopping;
  private long notBefore;

  /** A thread for that lane, not yet started. */
  public LaneThread(BusLane lane, BootClock clock) {
    this.lane = lane;
    this.clock = clock;
    this.thread = Thread.ofPlatform().name("lane-" + lane.view().bus()).unstarted(this::run);
  }

  /** Begins to poll. */
  public void start() {
    thread.start();
  }

  /** Asks it to end after the request in flight. */
  public void stop() {
    lane.stop();
    lock.lock();
    try {
      stopping = true;
      stopped.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits until it has ended and its window is closed; false when that took too long. */
  public boolean join(long millis) throws InterruptedException {
    thread.join(millis);
    return !thread.isAlive();
  }

  private void run() {
    while (pause()) {
      try {
        lane.cycle(clock.bootMillis());
      } catch (RuntimeException bug) {
        // The other lanes and what this one has measured are worth more than a clean death.
        LOG.error("lane failed, goes on thread={}", thread.getName(), bug);
        notBefore = clock.bootMillis() + PAUSE_MILLIS_AFTER_BUG;
      }
    }
    lane.finish();
  }

  /** Waits until something is due; false when the lane is to end. */
  private boolean pause() {
    lock.lock();
    try {
      long wait = untilDue();
      while (!stopping && wait > 0) {
        // Slept in pieces: whether it was woken or not, the question is asked again.
        boolean unused = stopped.await(Math.min(wait, SLEEP_MILLIS_MAX), TimeUnit.MILLISECONDS);
        wait = untilDue();
      }
      return !stopping;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }

  private long untilDue() {
    return Math.max(lane.nextDueBootMillis(), notBefore) - clock.bootMillis();
  }
}
