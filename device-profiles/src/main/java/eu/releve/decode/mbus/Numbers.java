package eu.releve.decode.mbus;

import java.math.BigInteger;
import java.util.OptionalLong;

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

  /** The number of one to eight bytes in two's complement. */
  static long signed(byte[] field) {
    long number = field[field.length - 1];
    for (int i = field.length - 2; i >= 0; i--) {
      number = number << 8 | (field[i] & 0xFF);
    }
    return number;
  }

  /** Whether it is the one number in two's complement that has no counterpart. */
  static boolean isMostNegative(byte[] field) {
    for (int i = 0; i < field.length - 1; i++) {
      if (field[i] != 0) {
        return false;
      }
    }
    return field[field.length - 1] == Byte.MIN_VALUE;
  }

  /** Whether all bits are set. */
  static boolean isGreatest(byte[] field) {
    for (byte part : field) {
      if (part != (byte) 0xFF) {
        return false;
      }
    }
    return true;
  }

  /** The number without sign, of any length. */
  static BigInteger magnitude(byte[] field) {
    byte[] highFirst = field.clone();
    Bytes.reverse(highFirst);
    return new BigInteger(1, highFirst);
  }

  /**
   * The number of up to nine bytes of packed decimals.
   *
   * @param signed whether a top digit F is a minus.
   * @return nothing when a digit is none.
   */
  static OptionalLong decimal(byte[] field, boolean signed) {
    long number = 0;
    boolean negative = false;
    for (int i = 2 * field.length - 1; i >= 0; i--) {
      int digit = field[i / 2] >> (4 * (i % 2)) & 0x0F;
      if (digit <= 9) {
        number = 10 * number + digit;
      } else if (signed && digit == 0x0F && i == 2 * field.length - 1) {
        negative = true;
      } else {
        return OptionalLong.empty();
      }
    }
    return OptionalLong.of(negative ? -number : number);
  }
}
