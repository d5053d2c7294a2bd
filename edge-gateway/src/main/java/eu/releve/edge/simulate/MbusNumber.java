package eu.releve.edge.simulate;

import eu.releve.measure.Kind;
import eu.releve.measure.RegisterName;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Optional;

/** How an M-Bus meter writes a value, and which value is then written there. */
final class MbusNumber {
  private static final BigInteger BCD8_FULL = BigInteger.TEN.pow(8);

  private MbusNumber() {}

  /** The data bytes, low first, for a value in steps; counters are cut off and begin again. */
  static byte[] bytes(RegisterName name, MbusCode code, BigDecimal steps) {
    return switch (code.form()) {
      case DATE -> date(clock(steps));
      case DATE_TIME -> dateTime(clock(steps));
      case BCD8 -> bcd(number(name, code, steps).mod(BCD8_FULL));
      case INT16, INT32 -> integer(name, code, number(name, code, steps));
    };
  }

  /** The value in steps that these bytes state. */
  static Optional<Long> written(MbusCode code, byte[] bytes) {
    return switch (code.form()) {
      case DATE, DATE_TIME -> Optional.of(clockWritten(bytes));
      case BCD8 -> steps(code, bcdWritten(bytes));
      case INT16, INT32 -> steps(code, integerWritten(bytes));
    };
  }

  private static Optional<Long> steps(MbusCode code, BigInteger number) {
    BigInteger steps =
        new BigDecimal(number)
            .multiply(code.stepsPerNumber())
            .divide(BigDecimal.valueOf(code.divisor()), 0, RoundingMode.HALF_EVEN)
            .toBigIntegerExact();
    return steps.bitLength() <= 63 ? Optional.of(steps.longValueExact()) : Optional.empty();
  }

  private static BigInteger number(RegisterName name, MbusCode code, BigDecimal steps) {
    boolean counter = name.quantity().kind() == Kind.COUNTER;
    return steps
        .multiply(BigDecimal.valueOf(code.divisor()))
        .divide(code.stepsPerNumber(), 0, counter ? RoundingMode.DOWN : RoundingMode.HALF_EVEN)
        .toBigIntegerExact();
  }

  private static byte[] integer(RegisterName name, MbusCode code, BigInteger number) {
    int length = code.form().length();
    BigInteger full = BigInteger.ONE.shiftLeft(8 * length - 1);
    // The most negative number means that there is none (annex A, type B).
    BigInteger largest = full.subtract(BigInteger.ONE);
    BigInteger fitting =
        name.quantity().kind() == Kind.COUNTER
            ? number.mod(full)
            : number.max(largest.negate()).min(largest);
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = fitting.shiftRight(8 * i).byteValue();
    }
    return bytes;
  }

  private static BigInteger integerWritten(byte[] bytes) {
    byte[] highFirst = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      highFirst[bytes.length - 1 - i] = bytes[i];
    }
    return new BigInteger(highFirst);
  }

  /** Two decimal digits a byte, the lowest byte first. */
  static byte[] bcd(BigInteger eightDigits) {
    byte[] bytes = new byte[4];
    int left = eightDigits.intValueExact();
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (left % 10 | left / 10 % 10 << 4);
      left /= 100;
    }
    return bytes;
  }

  private static BigInteger bcdWritten(byte[] bytes) {
    BigInteger number = BigInteger.ZERO;
    for (int i = bytes.length - 1; i >= 0; i--) {
      int digits = (bytes[i] >> 4 & 0xF) * 10 + (bytes[i] & 0xF);
      number = number.multiply(BigInteger.valueOf(100)).add(BigInteger.valueOf(digits));
    }
    return number;
  }

  private static LocalDateTime clock(BigDecimal localSeconds) {
    return LocalDateTime.ofEpochSecond(
        localSeconds.setScale(0, RoundingMode.FLOOR).longValueExact(), 0, ZoneOffset.UTC);
  }

  /** Type G: the year's low three bits above the day, its high four above the month. */
  private static byte[] date(LocalDateTime time) {
    int year = time.getYear() % 100;
    return new byte[] {
      (byte) (time.getDayOfMonth() | (year & 7) << 5),
      (byte) (time.getMonthValue() | year >> 3 << 4)
    };
  }

  private static byte[] dateTime(LocalDateTime time) {
    byte[] day = date(time);
    return new byte[] {(byte) time.getMinute(), (byte) time.getHour(), day[0], day[1]};
  }

  private static long clockWritten(byte[] bytes) {
    boolean timed = bytes.length == 4;
    int low = bytes[bytes.length - 2];
    int high = bytes[bytes.length - 1];
    int year = 2000 + ((low >> 5 & 7) | (high >> 4 & 0xF) << 3);
    return LocalDateTime.of(
            year, high & 0xF, low & 0x1F, timed ? bytes[1] & 0x1F : 0, timed ? bytes[0] & 0x3F : 0)
        .toEpochSecond(ZoneOffset.UTC);
  }
}
