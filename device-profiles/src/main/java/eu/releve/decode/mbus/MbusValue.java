package eu.releve.decode.mbus;

import static eu.releve.measure.Require.require;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.MonthDay;
import java.util.Locale;
import java.util.OptionalInt;

/** The value of a record, exact, or why there is none. */
public sealed interface MbusValue {
  /**
   * A number.
   *
   * @param value in the unit of the record's meaning; exact.
   */
  record Exact(BigDecimal value) implements MbusValue {}

  /**
   * A time on the meter's own clock.
   *
   * @param at to the minute or second.
   * @param summer whether the meter says that it is summer time.
   */
  record Moment(LocalDateTime at, boolean summer) implements MbusValue {}

  /**
   * A day on the meter's own calendar.
   *
   * @param day without zone.
   */
  record Day(LocalDate day) implements MbusValue {}

  /**
   * A date that comes back, such as a due date: no point in time.
   *
   * @param when for people: "every year: *-01-31 00:00", with a star for each part that is every.
   */
  record Recurring(String when) implements MbusValue {}

  /**
   * A time of the day on the meter's own clock.
   *
   * @param at to the second.
   */
  record TimeOfDay(LocalTime at) implements MbusValue {}

  /**
   * When the meter sets its clock to summer time (type K), in each year; no point in time.
   *
   * @param enabled whether it does.
   * @param begin the first day of summer time.
   * @param end its last day.
   * @param hour in which it begins and ends, 0 to 23; nothing where it is not specified.
   * @param shiftHours how far the clock is then set forward, -3 to 3.
   * @param zoneHours how far the meter's standard time is from GMT, 0 to 23; nothing where it is
   *     not specified.
   */
  record SummerTime(
      boolean enabled,
      MonthDay begin,
      MonthDay end,
      OptionalInt hour,
      int shiftHours,
      OptionalInt zoneHours)
      implements MbusValue {
    public SummerTime {
      require(-3 <= shiftHours && shiftHours <= 3, "%d hours are not in -3..3", shiftHours);
      for (int hours : new int[] {hour.orElse(0), zoneHours.orElse(0)}) {
        require(0 <= hours && hours <= 23, "hour %d is not in 0..23", hours);
      }
    }

    /** For people: "03-31 to 10-31 at 02:00, +1 h", with a star for an hour that is not told. */
    public String rule() {
      String at = hour.isPresent() ? String.format(Locale.ROOT, "%02d", hour.getAsInt()) : "*";
      return "%02d-%02d to %02d-%02d at %s:00, %+d h"
          .formatted(
              begin.getMonthValue(),
              begin.getDayOfMonth(),
              end.getMonthValue(),
              end.getDayOfMonth(),
              at,
              shiftHours);
    }
  }

  /**
   * Text.
   *
   * @param text in reading order; control characters are replaced by a point.
   */
  record Text(String text) implements MbusValue {}

  /** Bytes that nobody has said how to read: long binaries; see the record's data. */
  record Opaque() implements MbusValue {}

  /** A record without data, such as a selection. */
  record Nothing() implements MbusValue {}

  /**
   * A record that is in its own words without value.
   *
   * @param error what the meter says.
   */
  record Absent(RecordError error) implements MbusValue {}

  /**
   * Contents that are no value.
   *
   * @param reason for people: digit, date, not a number.
   */
  record Invalid(String reason) implements MbusValue {}
}
