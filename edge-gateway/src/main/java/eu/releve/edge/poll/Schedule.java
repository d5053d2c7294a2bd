package eu.releve.edge.poll;

import static eu.releve.measure.Require.require;

import eu.releve.measure.MeterId;

/**
 * When a meter is due: at once after the start, then once in each period at a moment of its own, so
 * that not all meters are asked at the same time; after a failure soon again, then less and less
 * often.
 *
 * <p>Pure arithmetic on the boot clock: the same meter is due at the same moments in every run.
 */
final class Schedule {
  private static final long FIRST_PAUSE_MILLIS = 5_000;
  private static final int DOUBLINGS_MAX = 20;

  /**
   * A meter that answers earns one part in sixty of that time to be silent in, up to six seconds.
   */
  private static final long CREDIT_SHARE = 60;

  private static final long GOOD_MILLIS_MAX = 6_000 * CREDIT_SHARE;

  private final long periodMillis;
  private final long phaseMillis;
  private long dueBootMillis = Long.MIN_VALUE;
  private long answeredBootMillis;
  private long goodMillis;
  private int failures;
  private boolean everAnswered;

  /** How a poll failed, and what that may cost the others on the bus. */
  enum Failure {
    /**
     * Nobody answers. One attempt in sixty times its length leaves a dead meter less than 2 % of
     * the bus, the first attempt included.
     */
    SILENT(60, 60_000),
    /**
     * Something answers, badly: it is there, and somebody may be at work on it. It may cost a tenth
     * of the bus, and is asked at least twice a minute if that is enough.
     */
    WRONG(9, 30_000);

    private final long share;
    private final long pauseMillisMax;

    Failure(long share, long pauseMillisMax) {
      this.share = share;
      this.pauseMillisMax = pauseMillisMax;
    }
  }

  Schedule(MeterId meter, long periodMillis, Spread spread) {
    require(periodMillis > 0, "meter %s: period %d ms", meter, periodMillis);
    this.periodMillis = periodMillis;
    this.phaseMillis =
        spread == Spread.TOGETHER ? 0 : Math.floorMod(scattered(meter), periodMillis);
  }

  long dueBootMillis() {
    return dueBootMillis;
  }

  /** It is not asked before that instant. */
  void notBefore(long bootMillis) {
    dueBootMillis = Math.max(dueBootMillis, bootMillis);
  }

  /** The meter answered: it is due again at its next moment. */
  void succeeded(long nowBootMillis) {
    if (everAnswered && failures == 0) {
      long more = Math.max(0, nowBootMillis - answeredBootMillis);
      goodMillis = Math.min(GOOD_MILLIS_MAX, goodMillis + more);
    }
    failures = 0;
    everAnswered = true;
    answeredBootMillis = nowBootMillis;
    dueBootMillis = next(nowBootMillis);
  }

  /**
   * The meter did not answer, or not well: it is asked again after a pause that doubles from five
   * seconds (its period, if that is shorter) up to a minute (its period, if that is longer), and is
   * as long as what this attempt has cost demands. What a meter has earned by answering is spent
   * first, so that one lost answer costs no more than a moment.
   *
   * @param lastedMillis how long the bus was busy with it.
   */
  void failed(Failure failure, long nowBootMillis, long lastedMillis) {
    long first = Math.min(periodMillis, FIRST_PAUSE_MILLIS);
    long most = Math.max(periodMillis, failure.pauseMillisMax);
    long pause = Math.min(most, first << Math.min(failures, DOUBLINGS_MAX));
    failures++;
    if (CREDIT_SHARE * lastedMillis <= goodMillis) {
      goodMillis -= CREDIT_SHARE * lastedMillis;
    } else {
      pause = Math.max(pause, failure.share * lastedMillis);
    }
    dueBootMillis = nowBootMillis + pause;
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
