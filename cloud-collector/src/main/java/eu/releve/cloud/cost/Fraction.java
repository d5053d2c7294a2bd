package eu.releve.cloud.cost;

import static eu.releve.measure.Require.require;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/**
 * A number that no division rounds: a 365th of a yearly fee, a joule in kilowatt-hours. Sums of
 * parts are the whole, exactly; it is rounded once, where somebody reads it.
 *
 * @param numerator without a divisor in common with the denominator.
 * @param denominator above zero.
 */
public record Fraction(BigInteger numerator, BigInteger denominator) {
  /** Nothing. */
  public static final Fraction ZERO = new Fraction(BigInteger.ZERO, BigInteger.ONE);

  public Fraction {
    require(denominator.signum() > 0, "denominator %s is not above zero", denominator);
    BigInteger common = numerator.gcd(denominator);
    numerator = numerator.divide(common);
    denominator = denominator.divide(common);
  }

  /** A decimal number, exactly. */
  public static Fraction of(BigDecimal decimal) {
    return decimal.scale() <= 0
        ? of(decimal.toBigIntegerExact())
        : new Fraction(decimal.unscaledValue(), BigInteger.TEN.pow(decimal.scale()));
  }

  /** A whole number. */
  public static Fraction of(BigInteger whole) {
    return new Fraction(whole, BigInteger.ONE);
  }

  /** One part of so many. */
  public static Fraction oneOf(long parts) {
    return new Fraction(BigInteger.ONE, BigInteger.valueOf(parts));
  }

  /** Both together. */
  public Fraction plus(Fraction other) {
    return new Fraction(
        numerator.multiply(other.denominator).add(other.numerator.multiply(denominator)),
        denominator.multiply(other.denominator));
  }

  /** So many times a decimal number. */
  public Fraction times(BigDecimal factor) {
    return times(of(factor));
  }

  /** The product. */
  public Fraction times(Fraction factor) {
    return new Fraction(
        numerator.multiply(factor.numerator), denominator.multiply(factor.denominator));
  }

  /**
   * The quotient.
   *
   * @param divisor above zero.
   */
  public Fraction over(Fraction divisor) {
    require(divisor.numerator.signum() > 0, "divisor %s is not above zero", divisor);
    return new Fraction(
        numerator.multiply(divisor.denominator), denominator.multiply(divisor.numerator));
  }

  /** Whether it is nothing. */
  public boolean isZero() {
    return numerator.signum() == 0;
  }

  /** Rounded to so many decimals, a half away from zero. */
  public BigDecimal decimal(int decimals) {
    return new BigDecimal(numerator)
        .divide(new BigDecimal(denominator), decimals, RoundingMode.HALF_UP);
  }

  @Override
  public String toString() {
    return numerator + "/" + denominator;
  }
}
