package eu.releve.cloud.derive;

import java.math.BigInteger;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The course that the total of a gap is given: that of the days which its days are like, by local
 * time. An hour that the clocks repeat has the same course twice, one that they leave out none.
 */
final class Shape {
  private static final BigInteger QUARTER = BigInteger.valueOf(QuarterHour.MILLIS);
  private static final int MINUTES = 15;

  private final Stretch gap;
  private final List<BigInteger> weights = new ArrayList<>();
  private final List<BigInteger> before = new ArrayList<>();
  private BigInteger whole = BigInteger.ZERO;

  private Shape(Stretch gap) {
    this.gap = gap;
  }

  /**
   * The course of a gap; nothing where one of its days is like no other, or all that they are like
   * used nothing.
   */
  static Optional<Shape> of(Stretch gap, LikeDays days) throws SQLException {
    Shape shape = new Shape(gap);
    BigInteger sum = BigInteger.ZERO;
    for (long start = QuarterHour.floor(gap.fromMillis());
        start < gap.toMillis();
        start += QuarterHour.MILLIS) {
      ZonedDateTime local = Instant.ofEpochMilli(start).atZone(days.calendar().zone());
      Optional<List<BigInteger>> day = days.shape(local.toLocalDate());
      if (day.isEmpty()) {
        return Optional.empty();
      }
      BigInteger weight = day.get().get(quarterOf(local.toLocalTime()));
      shape.weights.add(weight);
      shape.before.add(sum);
      sum = sum.add(weight);
    }
    shape.whole = shape.upTo(gap.toMillis());
    return shape.whole.signum() == 0 ? Optional.empty() : Optional.of(shape);
  }

  /** Which quarter-hour of a day of 24 hours that is. */
  static int quarterOf(LocalTime time) {
    return time.getHour() * 4 + time.getMinute() / MINUTES;
  }

  /** How much of a gap's total has passed at an instant in it, rounded half up. */
  long risen(long total, long millis) {
    return BigInteger.valueOf(total)
        .multiply(upTo(millis))
        .add(whole.shiftRight(1))
        .divide(whole)
        .longValueExact();
  }

  private BigInteger upTo(long millis) {
    return area(millis).subtract(area(gap.fromMillis()));
  }

  /** The weight of the time from the start of the gap's first quarter-hour on. */
  private BigInteger area(long millis) {
    long first = QuarterHour.floor(gap.fromMillis());
    int quarter = (int) Math.min(weights.size() - 1L, (millis - first) / QuarterHour.MILLIS);
    long part = millis - first - quarter * QuarterHour.MILLIS;
    return before
        .get(quarter)
        .multiply(QUARTER)
        .add(weights.get(quarter).multiply(BigInteger.valueOf(part)));
  }
}
