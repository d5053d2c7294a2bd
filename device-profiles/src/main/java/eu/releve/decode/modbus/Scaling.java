package eu.releve.decode.modbus;

import eu.releve.decode.Outcome;
import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * An exact positive or negative factor that turns a register's number into steps, rounded half-even
 * once.
 *
 * <p>The factor is a fraction in lowest terms. As long as the product fits a {@code long} the
 * arithmetic is done in {@code long}s, else in {@link BigInteger}s; both give the same.
 */
final class Scaling {
  /** Doubling a remainder must not overflow. */
  private static final int DENOMINATOR_BITS = 62;

  private final BigInteger numerator;
  private final BigInteger denominator;
  private final boolean small;
  private final long fastNumerator;
  private final long fastDenominator;
  private final int denominatorBits;

  private Scaling(BigInteger numerator, BigInteger denominator) {
    BigInteger common = numerator.gcd(denominator);
    this.numerator = numerator.divide(common);
    this.denominator = denominator.divide(common);
    this.small =
        this.numerator.bitLength() <= 63 && this.denominator.bitLength() <= DENOMINATOR_BITS;
    this.fastNumerator = small ? this.numerator.longValueExact() : 0;
    this.fastDenominator = small ? this.denominator.longValueExact() : 1;
    this.denominatorBits = this.denominator.bitLength();
  }

  /** The factor times primary by secondary; exact. */
  static Scaling of(BigDecimal factor, long primary, long secondary) {
    BigInteger up = factor.unscaledValue().multiply(BigInteger.valueOf(primary));
    BigInteger down = BigInteger.valueOf(secondary);
    BigInteger tens = BigInteger.TEN.pow(Math.abs(factor.scale()));
    return factor.scale() >= 0
        ? new Scaling(up, down.multiply(tens))
        : new Scaling(up.multiply(tens), down);
  }

  /** The steps of an integer. */
  Outcome steps(long number) {
    if (small) {
      long product = number * fastNumerator;
      if (Math.multiplyHigh(number, fastNumerator) == product >> 63) {
        return new Outcome.Value(divide(product, fastDenominator));
      }
    }
    return steps(BigInteger.valueOf(number));
  }

  /** The steps of an integer of any size. */
  Outcome steps(BigInteger number) {
    return Outcome.ofSteps(divide(number.multiply(numerator), denominator));
  }

  /** The steps of a decimal number. */
  Outcome steps(BigDecimal number) {
    BigInteger tens = BigInteger.TEN.pow(Math.max(number.scale(), 0));
    BigInteger whole = number.scaleByPowerOfTen(Math.max(number.scale(), 0)).toBigIntegerExact();
    return Outcome.ofSteps(divide(whole.multiply(numerator), denominator.multiply(tens)));
  }

  /** The steps of mantissa times two to the exponent, which is what a binary float is. */
  Outcome steps(long mantissa, int exponent) {
    if (mantissa == 0) {
      return new Outcome.Value(0);
    }
    // Floats of whole numbers end in zeros; without them the product fits more often.
    int zeros = Long.numberOfTrailingZeros(mantissa);
    long odd = mantissa >> zeros;
    int shift = exponent + zeros;
    if (small) {
      long product = odd * fastNumerator;
      if (Math.multiplyHigh(odd, fastNumerator) == product >> 63) {
        if (shift >= 0) {
          if (shift < 63 && product << shift >> shift == product) {
            return new Outcome.Value(divide(product << shift, fastDenominator));
          }
        } else if (denominatorBits - shift <= DENOMINATOR_BITS) {
          return new Outcome.Value(
              fastDenominator == 1
                  ? shift(product, -shift)
                  : divide(product, fastDenominator << -shift));
        }
      }
    }
    BigInteger product = BigInteger.valueOf(odd).multiply(numerator);
    return Outcome.ofSteps(
        shift >= 0
            ? divide(product.shiftLeft(shift), denominator)
            : divide(product, denominator.shiftLeft(-shift)));
  }

  private static long divide(long product, long denominator) {
    if (denominator == 1) {
      return product;
    }
    long quotient = product / denominator;
    long twice = 2 * Math.abs(product % denominator);
    boolean away = twice > denominator || (twice == denominator && (quotient & 1) != 0);
    return away ? quotient + Long.signum(product) : quotient;
  }

  private static long shift(long product, int bits) {
    long floor = product >> bits;
    long rest = product & ((1L << bits) - 1);
    long half = 1L << (bits - 1);
    return rest > half || (rest == half && (floor & 1) != 0) ? floor + 1 : floor;
  }

  private static BigInteger divide(BigInteger product, BigInteger denominator) {
    BigInteger[] parts = product.divideAndRemainder(denominator);
    int half = parts[1].abs().shiftLeft(1).compareTo(denominator);
    boolean away = half > 0 || (half == 0 && parts[0].testBit(0));
    return away ? parts[0].add(BigInteger.valueOf(product.signum())) : parts[0];
  }
}
