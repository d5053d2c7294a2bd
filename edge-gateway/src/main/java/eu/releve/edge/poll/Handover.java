package eu.releve.edge.poll;

import eu.releve.edge.journal.JournalException;
import eu.releve.measure.BusId;
import eu.releve.wire.Body;
import eu.releve.wire.Facts;
import eu.releve.wire.Readings;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands closed windows to the journal, and holds them in memory while it refuses: measuring goes
 * on. What no longer fits is given up, the oldest readings first, facts only when nothing else
 * waits, and told in a fact when the journal takes batches again.
 */
final class Handover {
  static final int READINGS_WAITING_MAX = 50_000;
  private static final int BODIES_WAITING_MAX = 5_000;
  private static final long RETRY_MILLIS = 5_000;
  private static final Logger LOG = LoggerFactory.getLogger(Handover.class);

  private final BusId bus;
  private final Shelf shelf;
  private final Tally tally;
  private final Deque<Body> waiting = new ArrayDeque<>();
  private final AtomicLong waitingReadings = new AtomicLong();
  private long lostUntold;
  private long eventsUntold;
  private boolean refused;
  private long retryBootMillis = Long.MAX_VALUE;
  private volatile long untold;

  Handover(BusId bus, Shelf shelf, Tally tally) {
    this.bus = bus;
    this.shelf = shelf;
    this.tally = tally;
  }

  /** Hands over a body behind all that wait. */
  void take(Body body, long nowBootMillis) {
    waiting.addLast(body);
    waitingReadings.addAndGet(readings(body));
    if (!refused) {
      handOver(nowBootMillis);
    }
    while (waitingReadings.get() > READINGS_WAITING_MAX || waiting.size() > BODIES_WAITING_MAX) {
      giveUpOldest();
    }
  }

  /** Tries again when it is time. */
  void retry(long nowBootMillis) {
    if (nowBootMillis >= retryBootMillis) {
      handOver(nowBootMillis);
    }
  }

  /** When to try again; never while nothing waits. */
  long retryBootMillis() {
    return retryBootMillis;
  }

  /** Hands over all that waits, whether it is time or not: nobody tries again after this. */
  void end(long nowBootMillis) {
    handOver(nowBootMillis);
    if (refused) {
      while (!waiting.isEmpty()) {
        giveUpOldest();
      }
      LOG.error(
          "journal refuses to the end, what waited in memory is gone bus={} readings={} events={}",
          bus,
          lostUntold,
          eventsUntold);
      untold = lostUntold;
    }
  }

  /** Readings that are gone, and no fact says so, once it has ended. */
  long untold() {
    return untold;
  }

  long waitingReadings() {
    return waitingReadings.get();
  }

  private void handOver(long nowBootMillis) {
    try {
      while (!waiting.isEmpty()) {
        Body next = waiting.getFirst();
        shelf.append(next);
        waiting.removeFirst();
        waitingReadings.addAndGet(-readings(next));
        tally.batches().incrementAndGet();
      }
      tellLoss();
      if (refused) {
        LOG.info("journal takes batches again bus={}", bus);
      }
      refused = false;
      retryBootMillis = Long.MAX_VALUE;
    } catch (JournalException failure) {
      if (!refused) {
        LOG.error(
            "journal refuses, readings wait in memory bus={} reason={}", bus, failure.getMessage());
      }
      refused = true;
      retryBootMillis = nowBootMillis + RETRY_MILLIS;
    }
  }

  private void tellLoss() throws JournalException {
    if (lostUntold > 0 || eventsUntold > 0) {
      String events = eventsUntold > 0 ? " (and " + eventsUntold + " events)" : "";
      String reason =
          "bus " + bus + ": the journal refused for longer than memory could hold" + events;
      shelf.append(new Facts(List.of(new Facts.Loss(0, 0, lostUntold, reason))));
      lostUntold = 0;
      eventsUntold = 0;
    }
  }

  /** Readings go first: facts are small, and a loss that they tell would be lost itself. */
  private void giveUpOldest() {
    Iterator<Body> oldest = waiting.iterator();
    while (oldest.hasNext()) {
      if (oldest.next() instanceof Readings readings) {
        oldest.remove();
        long gone = readings.rows().size();
        waitingReadings.addAndGet(-gone);
        lostUntold += gone;
        tally.lost().addAndGet(gone);
        return;
      }
    }
    giveUpOldestFacts();
  }

  /** What they tell of lost readings is told in the sum, their events are counted. */
  private void giveUpOldestFacts() {
    if (waiting.removeFirst() instanceof Facts facts) {
      for (Facts.Fact fact : facts.facts()) {
        if (fact instanceof Facts.Loss loss) {
          lostUntold += loss.readings();
        } else {
          eventsUntold++;
        }
      }
    }
  }

  private static long readings(Body body) {
    return body instanceof Readings readings ? readings.rows().size() : 0;
  }
}
