package eu.releve.decode.mbus;

import java.time.DateTimeException;
import java.time.LocalDate;

/** Dates and times of EN 13757-3, types F (minute), G (day) and I (second). */
final class Dates {
  /** Two-digit years up to this one are of this century, where the century is not told. */
  private static final int LAST_YEAR_OF_2000 = 80;

  private Dates() {}

  /** Type G, two bytes. */
  static MbusValue day(byte[] field) {
    try {
      return new MbusValue.Day(date(field[0] & 0xFF, field[1] & 0xFF, 0));
    } catch (DateTimeException impossible) {
      return invalid(field);
    }
  }

  /** Type F, four bytes. */
  static MbusValue minute(byte[] field) {
    int minute = field[0] & 0x3F;
    int hour = field[1] & 0x1F;
    boolean invalid = (field[0] & 0x80) != 0;
    return invalid
        ? invalid(field)
        : moment(
            field,
            new int[] {field[2] & 0xFF, field[3] & 0xFF, field[1] >> 5 & 3, hour, minute, 0},
            (field[1] & 0x80) != 0);
  }

  /** Type I, six bytes. */
  static MbusValue second(byte[] field) {
    int second = field[0] & 0x3F;
    int minute = field[1] & 0x3F;
    int hour = field[2] & 0x1F;
    boolean invalid = (field[1] & 0x80) != 0;
    boolean summer = (field[0] & 0x40) != 0;
    return invalid
        ? invalid(field)
        : moment(
            field, new int[] {field[3] & 0xFF, field[4] & 0xFF, 0, hour, minute, second}, summer);
  }

  private static MbusValue moment(byte[] field, int[] parts, boolean summer) {
    try {
      LocalDate date = date(parts[0], parts[1], parts[2]);
      return new MbusValue.Moment(date.atTime(parts[3], parts[4], parts[5]), summer);
    } catch (DateTimeException impossible) {
      return invalid(field);
    }
  }

  private static LocalDate date(int low, int high, int century) {
    int year = low >> 5 | (high & 0xF0) >> 1;
    if (year > 99) {
      throw new DateTimeException("year " + year);
    }
    int hundreds = century > 0 ? century : year <= LAST_YEAR_OF_2000 ? 1 : 0;
    return LocalDate.of(1900 + 100 * hundreds + year, high & 0x0F, low & 0x1F);
  }

  private static MbusValue invalid(byte[] field) {
    return new MbusValue.Invalid("no date: " + java.util.HexFormat.of().formatHex(field));
  }
}
