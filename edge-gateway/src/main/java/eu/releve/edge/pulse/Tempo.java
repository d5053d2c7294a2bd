package eu.releve.edge.pulse;

import static eu.releve.measure.Require.require;

/**
 * Tells the pulses that a meter can give from those that come too fast for it, by the times at
 * which they end.
 *
 * <p>A meter that gives at most f pulses in a second is never exact to the millisecond: a pulse is
 * too soon when less than half of the shortest period, 1/(2f), has passed since the one before, and
 * a second has a fifth more than f at most. A pulse that is too soon is none: the contact has let
 * go for longer than the debounce time. Three of them running, or more in a second, are no meter.
 */
final class Tempo {
  /** So many pulses running, each too soon, are a storm. */
  static final int HASTY_RUN = 3;

  private static final long NANOS_PER_SECOND = 1_000_000_000;
  private static final int MARGIN = 5;

  private final long[] ends;
  private final long soonestNanos;
  private int next;
  private long taken;
  private long lastNanos;
  private int hastyRun;

  /** What a pulse is. */
  enum Verdict {
    /** One that a meter can give. */
    FITS,
    /** Too soon after the one before. */
    HASTY,
    /** One of many that no such meter gives. */
    STORM
  }

  /**
   * For a meter that gives at most so many in a second.
   *
   * @param mostHz above zero.
   */
  Tempo(int mostHz) {
    require(mostHz > 0, "%d pulses a second", mostHz);
    this.ends = new long[mostIn(mostHz)];
    this.soonestNanos = NANOS_PER_SECOND / (2L * mostHz);
  }

  /** How many in any second are still no storm. */
  static int mostIn(int mostHz) {
    return mostHz + Math.ceilDiv(mostHz, MARGIN);
  }

  /** What the pulse is that ended then, by the kernel's clock. */
  Verdict take(long nanos) {
    boolean crowded = taken >= ends.length && isWithin(nanos, ends[next], NANOS_PER_SECOND);
    boolean hasty = taken > 0 && isWithin(nanos, lastNanos, soonestNanos);
    hastyRun = hasty ? hastyRun + 1 : 0;
    ends[next] = nanos;
    next = (next + 1) % ends.length;
    taken++;
    lastNanos = nanos;
    if (crowded || hastyRun >= HASTY_RUN) {
      return Verdict.STORM;
    }
    return hasty ? Verdict.HASTY : Verdict.FITS;
  }

  /** A clock that went back says nothing. */
  private static boolean isWithin(long nanos, long before, long length) {
    return 0 <= nanos - before && nanos - before < length;
  }
}
