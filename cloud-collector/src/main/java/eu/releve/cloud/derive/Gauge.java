package eu.releve.cloud.derive;

import static eu.releve.measure.Require.require;

import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The readings of a gauge as a line, and its quarter-hours.
 *
 * <p>Between two readings the value is taken to change evenly. The area under the line up to a
 * boundary is rounded once, as a counter's index is, and a quarter-hour has the difference of two:
 * so the mean of a day is exactly that of its quarter-hours. Over a gap of more than twice the
 * usual distance of readings nothing is known, and nothing is made up: a hole.
 */
final class Gauge {
  // Less than 2^62: rise x milliseconds^2, and twice value x milliseconds.
  private static final long SMALL_MILLIS = 1L << 21;
  private static final long SMALL_RISE = 1L << 20;
  private static final long SMALL_VALUE = 1L << 39;

  private final List<Index> readings;
  private final long gapMillis;

  /**
   * @param readings by rising instant, no instant twice.
   * @param nominal how far apart readings usually lie.
   */
  Gauge(List<Index> readings, Duration nominal) {
    require(nominal.toMillis() > 0, "readings every %s", nominal);
    this.readings = List.copyOf(readings);
    for (int i = 1; i < readings.size(); i++) {
      require(
          readings.get(i - 1).millis() < readings.get(i).millis(),
          "%s is not before %s",
          readings.get(i - 1),
          readings.get(i));
    }
    this.gapMillis = 2 * nominal.toMillis();
  }

  /**
   * The quarter-hours from one instant to another of which something is known.
   *
   * @param fromMillis a multiple of 15 minutes.
   * @param toMillis exclusive, a multiple of 15 minutes.
   */
  List<Level> quarterHours(long fromMillis, long toMillis) {
    List<Level> levels = new ArrayList<>();
    for (int i = 0; i + 1 < readings.size(); i++) {
      Index before = readings.get(i);
      Index after = readings.get(i + 1);
      if (after.millis() - before.millis() > gapMillis) {
        continue;
      }
      long start = Math.max(QuarterHour.floor(before.millis()), fromMillis);
      while (start < Math.min(after.millis(), toMillis)) {
        add(levels, part(before, after, start));
        start += QuarterHour.MILLIS;
      }
    }
    return levels;
  }

  /** What two readings say of the quarter-hour that begins there. */
  private static Level part(Index before, Index after, long start) {
    long from = Math.max(start, before.millis());
    long to = Math.min(start + QuarterHour.MILLIS, after.millis());
    long one = at(before, after, from);
    long other = at(before, after, to);
    return new Level(
        new Stretch(start, start + QuarterHour.MILLIS),
        isSmall(before, after)
            ? BigInteger.valueOf(smallArea(before, after, to) - smallArea(before, after, from))
            : area(before, after, to).subtract(area(before, after, from)),
        to - from,
        Math.min(one, other),
        Math.max(one, other));
  }

  private static void add(List<Level> levels, Level part) {
    if (!levels.isEmpty() && levels.getLast().over().equals(part.over())) {
      levels.set(levels.size() - 1, levels.getLast().and(part));
    } else {
      levels.add(part);
    }
  }

  /** Whether whatever is multiplied here fits into a number: nearly always. */
  private static boolean isSmall(Index before, Index after) {
    return after.millis() - before.millis() <= SMALL_MILLIS
        && isSmall(before.value(), SMALL_VALUE)
        && isSmall(after.value(), SMALL_VALUE)
        && isSmall(after.value() - before.value(), SMALL_RISE);
  }

  private static boolean isSmall(long value, long largest) {
    return -largest <= value && value <= largest;
  }

  private static long smallArea(Index before, Index after, long millis) {
    long part = millis - before.millis();
    long whole = after.millis() - before.millis();
    long slope = after.value() - before.value();
    return Math.floorDiv(slope * part * part + whole / 2, whole) + 2 * before.value() * part;
  }

  /** The value at an instant between two readings, rounded half up. */
  private static long at(Index before, Index after, long millis) {
    long part = millis - before.millis();
    long span = after.millis() - before.millis();
    if (isSmall(before, after)) {
      long risen = (after.value() - before.value()) * part;
      return before.value() + Math.floorDiv(risen + span / 2, span);
    }
    BigInteger risen =
        BigInteger.valueOf(after.value())
            .subtract(BigInteger.valueOf(before.value()))
            .multiply(BigInteger.valueOf(part));
    return rounded(risen, BigInteger.valueOf(span))
        .add(BigInteger.valueOf(before.value()))
        .longValueExact();
  }

  /** Twice the area under the line from the first reading to an instant, rounded half up. */
  private static BigInteger area(Index before, Index after, long millis) {
    BigInteger part = BigInteger.valueOf(millis - before.millis());
    BigInteger whole = BigInteger.valueOf(after.millis() - before.millis());
    BigInteger value = BigInteger.valueOf(before.value());
    BigInteger slope = BigInteger.valueOf(after.value()).subtract(value);
    return rounded(slope.multiply(part).multiply(part), whole)
        .add(value.multiply(part).multiply(BigInteger.TWO));
  }

  /** A quotient, rounded half up: the only rounding that does not depend on where one begins. */
  private static BigInteger rounded(BigInteger dividend, BigInteger divisor) {
    BigInteger[] parts = dividend.add(divisor.divide(BigInteger.TWO)).divideAndRemainder(divisor);
    return parts[1].signum() < 0 ? parts[0].subtract(BigInteger.ONE) : parts[0];
  }
}
