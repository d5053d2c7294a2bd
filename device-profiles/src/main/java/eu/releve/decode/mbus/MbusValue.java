package eu.releve.decode.mbus;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;

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
