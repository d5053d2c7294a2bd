package eu.releve.edge.poll;

import eu.releve.edge.link.Defect;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/** What a lane has counted since the start; written by the lane, read by anyone. */
public final class Tally {
  private final AtomicLong asked = new AtomicLong();
  private final AtomicLong answered = new AtomicLong();
  private final AtomicLong silent = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();
  private final AtomicLongArray nonsense = new AtomicLongArray(Defect.values().length);
  private final AtomicLong collided = new AtomicLong();
  private final AtomicLong cut = new AtomicLong();
  private final AtomicLong unreachable = new AtomicLong();
  private final AtomicLong withoutValue = new AtomicLong();
  private final AtomicLong doubted = new AtomicLong();
  private final AtomicLong withheld = new AtomicLong();
  private final AtomicLong readings = new AtomicLong();
  private final AtomicLong batches = new AtomicLong();
  private final AtomicLong lost = new AtomicLong();

  /**
   * The counts at one moment.
   *
   * @param asked requests sent.
   * @param answered requests whose answer was used.
   * @param silent requests without an answer in time; a late one was never used.
   * @param refused exceptions.
   * @param nonsense answers that were none, and registers whose contents were no value; all kinds.
   * @param defects the same by kind, those that occurred.
   * @param collided answers of several meters at once, which are nonsense of another origin.
   * @param cut requests whose connection broke.
   * @param unreachable attempts to reach the bus that failed.
   * @param withoutValue registers that the meter itself called unavailable.
   * @param doubted answers in which a counter moved as none can, and that were asked again.
   * @param withheld counters that were not believed the second time either.
   * @param readings made.
   * @param batches handed to the journal.
   * @param lost readings given up because the journal refused them for too long.
   */
  public record Counts(
      long asked,
      long answered,
      long silent,
      long refused,
      long nonsense,
      Map<Defect, Long> defects,
      long collided,
      long cut,
      long unreachable,
      long withoutValue,
      long doubted,
      long withheld,
      long readings,
      long batches,
      long lost) {
    public Counts {
      defects = Collections.unmodifiableMap(copy(defects));
    }

    private static Map<Defect, Long> copy(Map<Defect, Long> defects) {
      Map<Defect, Long> copy = new EnumMap<>(Defect.class);
      copy.putAll(defects);
      return copy;
    }
  }

  AtomicLong asked() {
    return asked;
  }

  AtomicLong answered() {
    return answered;
  }

  AtomicLong silent() {
    return silent;
  }

  AtomicLong refused() {
    return refused;
  }

  void nonsense(Defect defect) {
    nonsense.incrementAndGet(defect.ordinal());
  }

  void collided() {
    collided.incrementAndGet();
  }

  private Map<Defect, Long> defects() {
    Map<Defect, Long> found = new EnumMap<>(Defect.class);
    for (Defect defect : Defect.values()) {
      long count = nonsense.get(defect.ordinal());
      if (count > 0) {
        found.put(defect, count);
      }
    }
    return found;
  }

  AtomicLong cut() {
    return cut;
  }

  AtomicLong unreachable() {
    return unreachable;
  }

  AtomicLong withoutValue() {
    return withoutValue;
  }

  AtomicLong doubted() {
    return doubted;
  }

  AtomicLong withheld() {
    return withheld;
  }

  AtomicLong readings() {
    return readings;
  }

  AtomicLong batches() {
    return batches;
  }

  AtomicLong lost() {
    return lost;
  }

  /** The counts now. */
  public Counts counts() {
    Map<Defect, Long> defects = defects();
    return new Counts(
        asked.get(),
        answered.get(),
        silent.get(),
        refused.get(),
        defects.values().stream().mapToLong(Long::longValue).sum(),
        defects,
        collided.get(),
        cut.get(),
        unreachable.get(),
        withoutValue.get(),
        doubted.get(),
        withheld.get(),
        readings.get(),
        batches.get(),
        lost.get());
  }
}
