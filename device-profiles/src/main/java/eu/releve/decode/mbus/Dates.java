package eu.releve.decode.mbus;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.YearMonth;
import java.util.HexFormat;
import java.util.Optional;

/** Dates and times of EN 13757-3, types F (minute), G (day), I (second) and J (time of the day). */
final class Dates {
  /** Two-digit years up to this one are of this century, where the century is not told. */
  private static final int LAST_YEAR_OF_2000 = 80;

  private static final int EVERY_YEAR = 127;

  private Dates() {}

  /** Type G, two bytes. */
  static MbusValue day(byte[] field) {
    return isEveryYear(field[0], field[1])
        ? new MbusValue.Recurring(everyYear(field[0], field[1]))
        : date(field[0], field[1], 0)
            .<MbusValue>map(MbusValue.Day::new)
            .orElseGet(() -> invalid(field));
  }

  /** Type F, four bytes. */
  static MbusValue minute(byte[] field) {
    if ((field[0] & 0x80) != 0) {
      return invalid(field);
    }
    boolean summer = (field[1] & 0x80) != 0;
    int hour = field[1] & 0x1F;
    int minute = field[0] & 0x3F;
    if (isEveryYear(field[2], field[3])) {
      return new MbusValue.Recurring(
          "%s %02d:%02d".formatted(everyYear(field[2], field[3]), hour, minute));
    }
    return date(field[2], field[3], field[1] >> 5 & 0x03)
        .flatMap(date -> at(date, hour, minute, 0))
        .<MbusValue>map(at -> new MbusValue.Moment(at, summer))
        .orElseGet(() -> invalid(field));
  }

  /** Type I, six bytes. */
  static MbusValue second(byte[] field) {
    boolean summer = (field[0] & 0x40) != 0;
    return (field[1] & 0x80) != 0
        ? invalid(field)
        : date(field[3], field[4], 0)
            .flatMap(date -> at(date, field[2] & 0x1F, field[1] & 0x3F, field[0] & 0x3F))
            .<MbusValue>map(at -> new MbusValue.Moment(at, summer))
            .orElseGet(() -> invalid(field));
  }

  private static boolean isEveryYear(byte low, byte high) {
    int month = high & 0x0F;
    return year(low, high) == EVERY_YEAR && 1 <= month && month <= 12 && (low & 0x1F) > 0;
  }

  private static String everyYear(byte low, byte high) {
    return "every year %02d-%02d".formatted(high & 0x0F, low & 0x1F);
  }

  private static int year(byte low, byte high) {
    return (low & 0xE0) >> 5 | (high & 0xF0) >> 1;
  }

  /** Type J, three bytes. */
  static MbusValue timeOfDay(byte[] field) {
    int second = field[0] & 0x3F;
    int minute = field[1] & 0x3F;
    int hour = field[2] & 0x1F;
    return hour < 24 && minute < 60 && second < 60
        ? new MbusValue.TimeOfDay(LocalTime.of(hour, minute, second))
        : invalid(field);
  }

  private static Optional<LocalDate> date(byte low, byte high, int century) {
    int year = year(low, high);
    int month = high & 0x0F;
    int day = low & 0x1F;
    if (year > 99 || month < 1 || month > 12) {
      return Optional.empty();
    }
    int hundreds = century > 0 ? century : year <= LAST_YEAR_OF_2000 ? 1 : 0;
    YearMonth within = YearMonth.of(1900 + 100 * hundreds + year, month);
    return within.isValidDay(day) ? Optional.of(within.atDay(day)) : Optional.empty();
  }

  private static Optional<LocalDateTime> at(LocalDate date, int hour, int minute, int second) {
    return hour < 24 && minute < 60 && second < 60
        ? Optional.of(LocalDateTime.of(date, LocalTime.of(hour, minute, second)))
        : Optional.empty();
  }

  private static MbusValue invalid(byte[] field) {
    return new MbusValue.Invalid("no date: " + HexFormat.of().formatHex(field));
  }
}
