package eu.releve.cloud.validate;

import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;

/** The rules that look at readings one by one: pure functions of those of a day. */
public final class SampleRules {
  private static final MathContext DIGITS = MathContext.DECIMAL64;
  private static final BigDecimal HOUR_MILLIS = BigDecimal.valueOf(Duration.ofHours(1).toMillis());
  private static final long DAY_SECONDS = Duration.ofDays(1).toSeconds();
  private static final long HOUR_SECONDS = Duration.ofHours(1).toSeconds();
  private static final long NEAR_SECONDS = Duration.ofMinutes(5).toSeconds();
  private static final int CLOCKS_MAX = 96;

  private SampleRules() {}

  /**
   * V01: by how many seconds the meter's own clock is off, by the middle one of its last 96
   * readings of the day. The readings themselves are dated by the gateway.
   *
   * @param clock what the meter's clock showed, in seconds of its own local time.
   * @param zone where the building stands.
   */
  public static Verdict clock(List<Sample> clock, ZoneId zone, Limits.On limits) {
    List<Sample> last = clock.subList(Math.max(0, clock.size() - CLOCKS_MAX), clock.size());
    if (last.isEmpty() || last.stream().allMatch(each -> each.value() % DAY_SECONDS == 0)) {
      // A date without a time of day.
      return Verdict.Silent.UNKNOWN;
    }
    List<Long> off = last.stream().map(each -> offSeconds(each, zone)).sorted().toList();
    long middle = Math.abs(off.get((off.size() - 1) / 2));
    return Verdict.above(BigDecimal.valueOf(middle), limits.of(Rule.CLOCK, "seconds"));
  }

  private static long offSeconds(Sample clock, ZoneId zone) {
    Instant at = Instant.ofEpochMilli(clock.millis());
    return clock.value() - at.getEpochSecond() - zone.getRules().getOffset(at).getTotalSeconds();
  }

  /** Whether a clock is off by as much as zones or summer and winter differ: one or two hours. */
  public static boolean isZone(BigDecimal seconds) {
    long off = Math.abs(seconds.longValue());
    return Math.abs(off - HOUR_SECONDS) <= NEAR_SECONDS
        || Math.abs(off - 2 * HOUR_SECONDS) <= NEAR_SECONDS;
  }

  /**
   * V14: for how many hours a gauge showed the same to the last digit. A value of zero stands still
   * for good reasons, and one of few digits because it has no more.
   *
   * @param gauge by rising instant.
   * @param resolution what the register can tell, in steps.
   */
  public static Verdict stuck(List<Sample> gauge, BigDecimal resolution, Limits.On limits) {
    if (gauge.isEmpty()) {
      return Verdict.Silent.UNKNOWN;
    }
    int samplesMost = limits.whole(Rule.STUCK, "samples");
    BigDecimal part = limits.of(Rule.STUCK, "resolution-percent");
    BigDecimal longest = BigDecimal.ZERO;
    int first = 0;
    for (int i = 1; i < gauge.size(); i++) {
      Sample now = gauge.get(i);
      if (now.value() != gauge.get(first).value()) {
        first = i;
      }
      boolean fine =
          now.value() != 0
              && CourseRules.percent(resolution, BigDecimal.valueOf(now.value()).abs())
                      .compareTo(part)
                  < 0;
      if (fine && i - first + 1 > samplesMost) {
        BigDecimal hours =
            BigDecimal.valueOf(now.millis() - gauge.get(first).millis())
                .divide(HOUR_MILLIS, DIGITS);
        longest = longest.max(hours);
      }
    }
    BigDecimal limit = limits.of(Rule.STUCK, "hours");
    return longest.compareTo(limit) >= 0
        ? new Verdict.Breach(longest, limit)
        : Verdict.Silent.CLEAN;
  }

  /** V17: how many values of the day were outside what is possible, as the decoder marked them. */
  public static Verdict range(long marked, Limits.On limits) {
    return Verdict.above(BigDecimal.valueOf(marked), limits.of(Rule.RANGE, "values"));
  }

  /** V20: with how many values of the day the meter reported an error. */
  public static Verdict device(long marked, Limits.On limits) {
    return Verdict.above(BigDecimal.valueOf(marked), limits.of(Rule.DEVICE, "values"));
  }
}
