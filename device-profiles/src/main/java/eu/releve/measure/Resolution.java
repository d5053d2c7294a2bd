package eu.releve.measure;

import static eu.releve.measure.Require.require;

import java.math.BigDecimal;

/**
 * The smallest difference that a register can tell, as mantissa times ten to the exponent, in steps
 * of its quantity: a counter of 10 Wh is (1, 1), one of 0.1 V is (1, 2) in millivolts.
 *
 * @param mantissa 1 to 9,999.
 * @param exponent -9 to 18; below zero where the source is finer than the step.
 */
public record Resolution(int mantissa, int exponent) {
  /** One step. */
  public static final Resolution ONE_STEP = new Resolution(1, 0);

  public Resolution {
    require(1 <= mantissa && mantissa <= 9_999, "mantissa %d is not in 1..9999", mantissa);
    require(-9 <= exponent && exponent <= 18, "exponent %d is not in -9..18", exponent);
  }

  /** In steps of the quantity; exact. */
  public BigDecimal inSteps() {
    return BigDecimal.valueOf(mantissa).scaleByPowerOfTen(exponent);
  }
}
