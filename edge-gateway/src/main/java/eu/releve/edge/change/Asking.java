package eu.releve.edge.change;

import eu.releve.measure.MeterId;
import java.time.Duration;
import java.util.List;

/**
 * Asks meters out of their turn while a plan depends on them.
 *
 * <p>One answer that is lost makes a lane wait for minutes, so that a dead meter costs the others
 * little: here it would cost the plan.
 */
final class Asking {
  /** A meter is asked so many times within the time, or every 30 s if that is less. */
  private static final int ASKED = 8;

  private static final long PAUSE_MILLIS_MAX = 30_000;

  private final long pauseMillis;
  private long askedBootMillis;

  /**
   * @param within the time that the plan has.
   * @param sinceBootMillis when its lanes ask for the first time by themselves.
   */
  Asking(Duration within, long sinceBootMillis) {
    this.pauseMillis = Math.min(PAUSE_MILLIS_MAX, within.toMillis() / ASKED);
    this.askedBootMillis = sinceBootMillis;
  }

  void ask(List<MeterId> missing, long nowBootMillis, World world) {
    if (nowBootMillis - askedBootMillis >= pauseMillis) {
      askedBootMillis = nowBootMillis;
      missing.forEach(world::ask);
    }
  }
}
