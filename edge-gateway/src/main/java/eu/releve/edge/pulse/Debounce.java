package eu.releve.edge.pulse;

import java.time.Duration;

/**
 * Tells pulses from bounces, by the kernel's times alone: no clock of ours, no timer.
 *
 * <p>The rule: a pulse is counted when a contact that was closed for at least the debounce time,
 * without an edge in between, opens (or shows any other edge), and the contact has been open for at
 * least that time, without an edge in between, since the last pulse. The beginning counts as such a
 * pause. Two edges of one direction running are a change that was too short for the kernel to see,
 * and end what was before like any other.
 *
 * <p>What lies around edges that are missing is not judged: it makes no pulse.
 */
final class Debounce {
  private final long leastNanos;
  private final EdgeNumbers numbers = new EdgeNumbers();
  private Level level = Level.UNKNOWN;
  private long sinceNanos;
  private boolean armed = true;
  private long missing;

  private enum Level {
    UNKNOWN,
    OPEN,
    CLOSED
  }

  Debounce(Duration least) {
    this.leastNanos = least.toNanos();
  }

  /** The line was opened anew: its edges are numbered from 1, and how it is nobody knows. */
  void begin() {
    level = Level.UNKNOWN;
    numbers.begin();
    armed = true;
  }

  /** Whether a pulse has ended with that edge. */
  boolean take(Edge edge) {
    missing = numbers.missingBefore(edge);
    boolean pulse = false;
    if (missing > 0) {
      // Some pause was surely among what is missing, or the next pulse would be lost too.
      armed = true;
    } else if (level != Level.UNKNOWN && edge.nanos() - sinceNanos >= leastNanos) {
      pulse = level == Level.CLOSED && armed;
      armed = level == Level.OPEN || (armed && !pulse);
    }
    level = edge.closed() ? Level.CLOSED : Level.OPEN;
    sinceNanos = edge.nanos();
    return pulse;
  }

  /** How many edges were missing before the last one. */
  long missing() {
    return missing;
  }
}
