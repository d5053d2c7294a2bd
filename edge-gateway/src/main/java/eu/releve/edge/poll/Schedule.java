package eu.releve.edge.poll;

import static eu.releve.measure.Require.require;

import eu.releve.measure.MeterId;

/**
 * When a meter is due: at once after the start, then once in each period at a moment of its own, so
 * that not all meters are asked at the same time; less often the longer it fails.
 *
 * <p>Pure arithmetic on the boot clock: the same meter is due at the same moments in every run.
 */
final class Schedule {
  private static final long BACK_OFF_MILLIS_MAX = 300_000;
  private static final int DOUBLINGS_MAX = 20;

  private final long periodMillis;
  private final long phaseMillis;
  private long dueBootMillis = Long.MIN_VALUE;
  private int failures;

  Schedule(MeterId meter, long periodMillis, Spread spread) {
    require(periodMillis > 0, "meter %s: period %d ms", meter, periodMillis);
    this.periodMillis = periodMillis;
    this.phaseMillis =
        spread == Spread.TOGETHER ? 0 : Math.floorMod(scattered(meter), periodMillis);
  }

  long dueBootMillis() {
    return dueBootMillis;
  }

  /** The meter answered: it is due again at its next moment. */
  void succeeded(long nowBootMillis) {
    failures = 0;
    dueBootMillis = next(nowBootMillis);
  }

  /** The meter did not answer: from the second failure on the pause doubles, up to five minutes. */
  void failed(long nowBootMillis) {
    long pause = periodMillis << Math.min(failures, DOUBLINGS_MAX);
    failures++;
    long most = Math.max(periodMillis, BACK_OFF_MILLIS_MAX);
    dueBootMillis =
        failures == 1 ? next(nowBootMillis) : next(nowBootMillis + Math.min(pause, most) - 1);
  }

  /** Its first moment after now; moments that have passed meanwhile are not made up for. */
  private long next(long nowBootMillis) {
    long periods = Math.floorDiv(nowBootMillis - phaseMillis, periodMillis) + 1;
    return periods * periodMillis + phaseMillis;
  }

  /** Neighbouring names must not get neighbouring moments (finaliser of MurmurHash3, 32 bits). */
  private static long scattered(MeterId meter) {
    int bits = meter.value().hashCode();
    bits = (bits ^ (bits >>> 16)) * 0x85EBCA6B;
    bits = (bits ^ (bits >>> 13)) * 0xC2B2AE35;
    return (bits ^ (bits >>> 16)) & 0xFFFF_FFFFL;
  }
}
