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
  private static final int FAILURES_FORGIVEN = 2;

  /** One attempt in sixty times its length stays below 2 %, and leaves room for the first. */
  private static final long SHARE = 60;

  private final long periodMillis;
  private final long phaseMillis;
  private long dueBootMillis = Long.MIN_VALUE;
  private int failures;
  private long spentMillis;
  private boolean everAnswered;

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
    spentMillis = 0;
    everAnswered = true;
    dueBootMillis = next(nowBootMillis);
  }

  /**
   * The meter did not answer: from the second failure on the pause doubles, up to five minutes. It
   * is never shorter than what keeps such attempts below two hundredths of the bus's time; a meter
   * that answered before is forgiven two failures.
   *
   * @param lastedMillis how long the bus was busy with it.
   */
  void failed(long nowBootMillis, long lastedMillis) {
    failures++;
    spentMillis += lastedMillis;
    int forgiven = everAnswered ? FAILURES_FORGIVEN : 0;
    long pause =
        Math.max(
            failures <= 1 ? 0 : doubled(periodMillis, failures - 1, BACK_OFF_MILLIS_MAX),
            failures <= forgiven ? 0 : dear(failures - 1 - forgiven));
    dueBootMillis = next(nowBootMillis + Math.max(0, pause - 1));
  }

  /** What was spent since the last such pause, many times over; then twice as long each time. */
  private long dear(int times) {
    long least = SHARE * spentMillis;
    spentMillis = 0;
    return doubled(least, times, Math.max(least, BACK_OFF_MILLIS_MAX));
  }

  private long doubled(long millis, int times, long most) {
    long pause = millis << Math.min(times, DOUBLINGS_MAX);
    return Math.min(pause, Math.max(periodMillis, most));
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
