package eu.releve.cloud.derive;

import static eu.releve.measure.Require.require;

import eu.releve.cloud.derive.QuarterHour.Status;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * Amounts of intervals, as a source states them, spread over quarter-hours.
 *
 * <p>An interval is spread evenly; what has passed of it at a boundary is rounded once, half up. So
 * its quarter-hours add up to it, to the step, and where no interval is there is no quarter-hour.
 */
final class Intervals implements Course {
  private static final long MINUTE_MILLIS = Duration.ofMinutes(1).toMillis();

  private final List<Amount> amounts;

  /**
   * The amount of one interval.
   *
   * @param fromMillis since 1970.
   * @param toMillis since 1970, after that.
   * @param value in steps, not negative.
   * @param estimated whether its source says that nobody read it.
   */
  record Amount(long fromMillis, long toMillis, long value, boolean estimated) {
    Amount {
      require(fromMillis < toMillis, "an interval from %d to %d", fromMillis, toMillis);
      require(value >= 0, "amount %d is negative", value);
    }
  }

  /**
   * @param amounts by rising instant, none over another.
   */
  Intervals(List<Amount> amounts) {
    this.amounts = List.copyOf(amounts);
  }

  @Override
  public List<QuarterHour> quarterHours(long fromMillis, long toMillis) {
    TreeMap<Long, QuarterHour> quarters = new TreeMap<>();
    for (Amount amount : amounts) {
      long first = Math.max(fromMillis, QuarterHour.floor(amount.fromMillis));
      for (long start = first;
          start < toMillis && start < amount.toMillis;
          start += QuarterHour.MILLIS) {
        quarters.merge(start, part(amount, start), Intervals::together);
      }
    }
    return new ArrayList<>(quarters.values());
  }

  private static QuarterHour part(Amount amount, long start) {
    long begin = Math.max(start, amount.fromMillis);
    long end = Math.min(start + QuarterHour.MILLIS, amount.toMillis);
    long length = amount.toMillis - amount.fromMillis;
    Status status = length > 2 * QuarterHour.MILLIS ? Status.INTERPOLATED : Status.MEASURED;
    return new QuarterHour(
        start,
        passed(amount, end) - passed(amount, begin),
        (int) (end - begin),
        amount.estimated ? Status.UNCERTAIN : status,
        (int) Math.ceilDiv(length, MINUTE_MILLIS));
  }

  /** What of it has passed at an instant. */
  private static long passed(Amount amount, long millis) {
    long whole = amount.toMillis - amount.fromMillis;
    return BigInteger.valueOf(amount.value)
        .multiply(BigInteger.valueOf(millis - amount.fromMillis))
        .add(BigInteger.valueOf(whole / 2))
        .divide(BigInteger.valueOf(whole))
        .longValueExact();
  }

  private static QuarterHour together(QuarterHour one, QuarterHour other) {
    return new QuarterHour(
        one.startMillis(),
        one.consumption() + other.consumption(),
        (int) Math.min(QuarterHour.MILLIS, one.coveredMillis() + other.coveredMillis()),
        one.status().worse(other.status()),
        Math.max(one.bracketMinutes(), other.bracketMinutes()));
  }
}
