package eu.releve.measure;

import static eu.releve.measure.Require.require;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;

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

  private static final MathContext FOUR_DIGITS = new MathContext(4);

  public Resolution {
    require(1 <= mantissa && mantissa <= 9_999, "mantissa %d is not in 1..9999", mantissa);
    require(-9 <= exponent && exponent <= 18, "exponent %d is not in -9..18", exponent);
  }

  /**
   * The resolution of that many steps, to four digits and within what can be said.
   *
   * @param steps above zero.
   */
  public static Resolution nearest(BigDecimal steps) {
    BigDecimal rounded = steps.abs().round(FOUR_DIGITS).stripTrailingZeros();
    int exponent = Math.clamp(-rounded.scale(), -9, 18);
    BigInteger mantissa =
        rounded.scaleByPowerOfTen(-exponent).setScale(0, RoundingMode.HALF_UP).toBigInteger();
    return new Resolution(Math.clamp(mantissa.longValue(), 1, 9_999), exponent);
  }

  /** In steps of the quantity; exact. */
  public BigDecimal inSteps() {
    return BigDecimal.valueOf(mantissa).scaleByPowerOfTen(exponent);
  }
}
