package eu.releve.decode.mbus;

import java.time.DateTimeException;
import java.time.MonthDay;
import java.util.HexFormat;
import java.util.OptionalInt;

/**
 * Type K of EN 13757-3, annex A: when summer time begins and ends.
 *
 * <p>Bits 1 to 5 are the hour, 6 to 8 and 14 to 15 the hours from GMT (the low bits first, as in a
 * date's year), 9 to 13 the first day, 16 whether the rule is used, 17 to 21 the last day, 22 to 23
 * the hours of the shift, 24 its sign (1 is forward), 25 to 28 the first month, 29 to 32 the last.
 */
final class SummerTimes {
  static final int BYTES = 4;

  private static final int NOT_SPECIFIED = 31;

  private SummerTimes() {}

  /** The rule of four bytes, or that they are none. */
  static MbusValue rule(byte[] field) {
    int hour = field[0] & 0x1F;
    int zone = (field[0] >> 5 & 0x07) | (field[1] >> 2 & 0x18);
    int shift = field[2] >> 5 & 0x03;
    if (isNoHour(hour) || isNoHour(zone)) {
      return invalid(field);
    }
    try {
      return new MbusValue.SummerTime(
          (field[1] & 0x80) != 0,
          MonthDay.of(field[3] & 0x0F, field[1] & 0x1F),
          MonthDay.of(field[3] >> 4 & 0x0F, field[2] & 0x1F),
          hours(hour),
          (field[2] & 0x80) != 0 ? shift : -shift,
          hours(zone));
    } catch (DateTimeException noDay) {
      return invalid(field);
    }
  }

  private static boolean isNoHour(int hours) {
    return 23 < hours && hours < NOT_SPECIFIED;
  }

  private static OptionalInt hours(int hours) {
    return hours == NOT_SPECIFIED ? OptionalInt.empty() : OptionalInt.of(hours);
  }

  private static MbusValue invalid(byte[] field) {
    return new MbusValue.Invalid("no summer time: " + HexFormat.of().formatHex(field));
  }
}
