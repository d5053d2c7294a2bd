package eu.releve.decode.mbus;

import java.math.BigInteger;

/** Integers and packed decimals, low byte first. */
final class Numbers {
  private Numbers() {}

  /** The number of up to seven bytes without sign. */
  static long unsigned(byte[] field) {
    long number = 0;
    for (int i = field.length - 1; i >= 0; i--) {
      number = number << 8 | (field[i] & 0xFF);
    }
    return number;
  }

  /** The number in two's complement. */
  static BigInteger signed(byte[] field) {
    return new BigInteger(highFirst(field));
  }

  /** The number without sign, of any length. */
  static BigInteger magnitude(byte[] field) {
    return new BigInteger(1, highFirst(field));
  }

  /**
   * The packed decimal, as digits with a leading minus where the top digit is F.
   *
   * @return what {@link BigInteger} reads, or text with another letter than a digit when invalid.
   */
  static String decimal(byte[] field) {
    StringBuilder digits = new StringBuilder(2 * field.length);
    for (int i = field.length - 1; i >= 0; i--) {
      digits.append("%02X".formatted(field[i] & 0xFF));
    }
    if (!digits.isEmpty() && digits.charAt(0) == 'F') {
      digits.setCharAt(0, '-');
    }
    return digits.toString();
  }

  private static byte[] highFirst(byte[] field) {
    byte[] copy = field.clone();
    Bytes.reverse(copy);
    return copy;
  }
}
