package eu.releve.cloud.derive;

import eu.releve.cloud.derive.QuarterHour.Status;
import java.math.BigInteger;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The course that the total of a gap is given: as much of it in each quarter-hour as weighs. */
final class Shape {
  private static final BigInteger QUARTER = BigInteger.valueOf(QuarterHour.MILLIS);

  private final Stretch gap;
  private final Status status;
  private final List<BigInteger> weights = new ArrayList<>();
  private final List<BigInteger> before = new ArrayList<>();
  private BigInteger whole = BigInteger.ZERO;

  private Shape(Stretch gap, Status status) {
    this.gap = gap;
    this.status = status;
  }

  /** What each quarter-hour weighs. */
  @FunctionalInterface
  interface Weights {
    /**
     * The weight of one; nothing where it is not known.
     *
     * @param startMillis its begin.
     */
    Optional<BigInteger> at(long startMillis) throws SQLException;
  }

  /**
   * The course of a gap; nothing where the weight of one of its quarter-hours is not known, or all
   * of them weigh nothing.
   *
   * @param status what its quarter-hours are then.
   */
  static Optional<Shape> of(Stretch gap, Weights weights, Status status) throws SQLException {
    Shape shape = new Shape(gap, status);
    BigInteger sum = BigInteger.ZERO;
    for (long start = QuarterHour.floor(gap.fromMillis());
        start < gap.toMillis();
        start += QuarterHour.MILLIS) {
      Optional<BigInteger> weight = weights.at(start);
      if (weight.isEmpty()) {
        return Optional.empty();
      }
      shape.weights.add(weight.get());
      shape.before.add(sum);
      sum = sum.add(weight.get());
    }
    shape.whole = shape.upTo(gap.toMillis());
    return shape.whole.signum() == 0 ? Optional.empty() : Optional.of(shape);
  }

  /** How the quarter-hours that have it were come by. */
  Status status() {
    return status;
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
