package eu.releve.edge.commission;

import static eu.releve.measure.Require.require;

import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * The readings just before and just after a display was looked at.
 *
 * @param before in steps of the quantity.
 * @param after in steps of the quantity.
 * @param resolution of the register, in steps; above zero.
 */
public record Window(long before, long after, BigDecimal resolution) {
  private static final BigDecimal SIGNIFICANCE = BigDecimal.valueOf(100);

  public Window {
    require(resolution.signum() > 0, "a resolution of %s", resolution);
  }

  /** Whether the counter fell by more than its resolution. */
  boolean falls() {
    return BigDecimal.valueOf(after).add(resolution).compareTo(BigDecimal.valueOf(before)) < 0;
  }

  /**
   * Whether a display fits.
   *
   * <p>While nobody looked, the counter grew from the reading before to the one after, so what the
   * display showed lies between them, but for what display and register leave out: each cuts or
   * rounds by at most its own last digit. So the display may lie outside by one step of the coarser
   * of the two, and no more, however old the reading before is.
   *
   * @param value of the display, in steps.
   * @param digit what its last digit is worth, in steps.
   */
  boolean holds(BigDecimal value, BigDecimal digit) {
    return holds(value, digit, BigInteger.ONE, BigInteger.ONE);
  }

  /** The same of the display times a fraction; exact, for it multiplies out. */
  boolean holds(BigDecimal value, BigDecimal digit, BigInteger over, BigInteger under) {
    BigDecimal times = new BigDecimal(over);
    BigDecimal parts = new BigDecimal(under);
    BigDecimal tolerance = digit.multiply(times).max(resolution.multiply(parts));
    BigDecimal there = value.multiply(times);
    return there.add(tolerance).compareTo(BigDecimal.valueOf(before).multiply(parts)) >= 0
        && there.subtract(tolerance).compareTo(BigDecimal.valueOf(after).multiply(parts)) <= 0;
  }

  /**
   * Whether it is so narrow that a value in it is there for a reason: within a hundredth of the
   * value. Among wide windows, or near zero, everything fits something.
   */
  boolean isTelling(BigDecimal digit) {
    BigDecimal width =
        BigDecimal.valueOf(after)
            .subtract(BigDecimal.valueOf(before))
            .abs()
            .add(digit.max(resolution));
    return width.multiply(SIGNIFICANCE).compareTo(BigDecimal.valueOf(after).abs()) <= 0;
  }

  /** The display minus the nearest reading, in steps. */
  BigDecimal distance(BigDecimal value) {
    BigDecimal low = BigDecimal.valueOf(before);
    BigDecimal high = BigDecimal.valueOf(after);
    return value.compareTo(low) < 0 ? value.subtract(low) : value.subtract(high);
  }
}
