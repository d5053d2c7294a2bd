package eu.releve.decode.mbus;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.YearMonth;
import java.util.HexFormat;
import java.util.Locale;

/**
 * Dates and times of EN 13757-3, annex A: types F (minute), G (day), I (second) and J (time of the
 * day).
 *
 * <p>A field of its own value means "every": such a date is a rule and no point in time. Year 127,
 * month 15, day 0, hour 31, minute 63 and second 63 are these values; in type I year 127, month 0
 * and day 0 are "not specified" instead.
 */
final class Dates {
  /** Type F: two-digit years up to this one are of this century where its bits say 1900. */
  private static final int LAST_YEAR_OF_2000 = 80;

  private static final int YEARS_OF_2000 = 1;
  private static final int EVERY = -1;

  private Dates() {}

  /** Type G, two bytes; it has no bits of a century: its years are 2000 to 2099. */
  static MbusValue day(byte[] field) {
    if (isAllOnes(field)) {
      return invalid(field);
    }
    Day day = Day.of(field[0], field[1], YEARS_OF_2000);
    if (!day.isPossible()) {
      return invalid(field);
    }
    return day.isOne() ? new MbusValue.Day(day.date()) : recurring(day.finest(), day.pattern());
  }

  /** Type F, four bytes. */
  static MbusValue minute(byte[] field) {
    boolean summer = (field[1] & 0x80) != 0;
    Time time = new Time(every(field[1] & 0x1F, 31), every(field[0] & 0x3F, 63), 0);
    Day day = Day.of(field[2], field[3], field[1] >> 5 & 0x03);
    if ((field[0] & 0x80) != 0 || !day.isPossible() || !time.isPossible()) {
      return invalid(field);
    }
    return at(day, time, summer);
  }

  /** Type I, six bytes; its years are 2000 to 2099. */
  static MbusValue second(byte[] field) {
    boolean summer = (field[0] & 0x40) != 0;
    Time time =
        new Time(
            every(field[2] & 0x1F, 31), every(field[1] & 0x3F, 63), every(field[0] & 0x3F, 63));
    Day day = Day.of(field[3], field[4], YEARS_OF_2000);
    if ((field[1] & 0x80) != 0 || !day.isPossible() || !day.isOne() || !time.isPossible()) {
      return invalid(field);
    }
    return at(day, time, summer);
  }

  /** Type J, three bytes. */
  static MbusValue timeOfDay(byte[] field) {
    Time time =
        new Time(
            every(field[2] & 0x1F, 31), every(field[1] & 0x3F, 63), every(field[0] & 0x3F, 63));
    if (isAllOnes(field) || !time.isPossible()) {
      return invalid(field);
    }
    return time.isOne()
        ? new MbusValue.TimeOfDay(time.time())
        : recurring(time.finest(), time.pattern());
  }

  private static MbusValue at(Day day, Time time, boolean summer) {
    if (day.isOne() && time.isOne()) {
      return new MbusValue.Moment(LocalDateTime.of(day.date(), time.time()), summer);
    }
    return recurring(
        time.isOne() ? day.finest() : time.finest(), day.pattern() + " " + time.pattern());
  }

  private static MbusValue recurring(String finest, String pattern) {
    return new MbusValue.Recurring("every " + finest + ": " + pattern);
  }

  private static int every(int value, int mark) {
    return value == mark ? EVERY : value;
  }

  private static boolean isAllOnes(byte[] field) {
    for (byte part : field) {
      if (part != (byte) 0xFF) {
        return false;
      }
    }
    return true;
  }

  private static MbusValue invalid(byte[] field) {
    return new MbusValue.Invalid("no date: " + HexFormat.of().formatHex(field));
  }

  private static String digits(int value) {
    return value == EVERY ? "*" : String.format(Locale.ROOT, "%02d", value);
  }

  /** Year, month and day, each of which may be every one. */
  private record Day(int year, int month, int day) {
    private static final int EVERY_YEAR = 127;
    private static final int EVERY_MONTH = 15;
    private static final int EVERY_DAY = 0;
    private static final int LAST_YEAR = 99;

    /** The first of them is one that cannot be: 100 to 126 are no years. */
    private static final int NO_YEAR = -2;

    static Day of(byte low, byte high, int century) {
      int two = (low & 0xE0) >> 5 | (high & 0xF0) >> 1;
      return new Day(
          two == EVERY_YEAR ? EVERY : year(two, century),
          every(high & 0x0F, EVERY_MONTH),
          every(low & 0x1F, EVERY_DAY));
    }

    private static int year(int two, int century) {
      int hundreds = century == 0 && two <= LAST_YEAR_OF_2000 ? YEARS_OF_2000 : century;
      return two > LAST_YEAR ? NO_YEAR : 1900 + 100 * hundreds + two;
    }

    /** A year that is every one may be a leap year. */
    boolean isPossible() {
      if (year == NO_YEAR || month == 0 || month > 12) {
        return false;
      }
      int longest =
          month == EVERY ? 31 : YearMonth.of(year == EVERY ? 2000 : year, month).lengthOfMonth();
      return day <= longest;
    }

    boolean isOne() {
      return year != EVERY && month != EVERY && day != EVERY;
    }

    LocalDate date() {
      return LocalDate.of(year, month, day);
    }

    String finest() {
      return day == EVERY ? "day" : month == EVERY ? "month" : "year";
    }

    String pattern() {
      return digits(year) + "-" + digits(month) + "-" + digits(day);
    }
  }

  /** Hour, minute and second, each of which may be every one. */
  private record Time(int hour, int minute, int second) {
    boolean isPossible() {
      return hour < 24 && minute < 60 && second < 60;
    }

    boolean isOne() {
      return hour != EVERY && minute != EVERY && second != EVERY;
    }

    LocalTime time() {
      return LocalTime.of(hour, minute, second);
    }

    String finest() {
      return second == EVERY ? "second" : minute == EVERY ? "minute" : "hour";
    }

    String pattern() {
      String minutes = digits(hour) + ":" + digits(minute);
      return second == 0 ? minutes : minutes + ":" + digits(second);
    }
  }
}
