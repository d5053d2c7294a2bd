package eu.releve.decode.mbus;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;

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

  /** Bytes that nobody has said how to read: text, long binaries; see the record's data. */
  record Opaque() implements MbusValue {}

  /** A record without data, such as a selection. */
  record Nothing() implements MbusValue {}

  /** A record that is in its own words without value: an error code of the meter. */
  record Absent(String reason) implements MbusValue {}

  /**
   * Contents that are no value.
   *
   * @param reason for people: digit, date, not a number.
   */
  record Invalid(String reason) implements MbusValue {}
}
