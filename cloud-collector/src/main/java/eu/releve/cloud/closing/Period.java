package eu.releve.cloud.closing;

import static eu.releve.measure.Require.require;

import eu.releve.cloud.derive.LocalCalendar;
import eu.releve.cloud.derive.Stretch;
import java.time.LocalDate;
import java.time.ZoneId;

/**
 * Whole days of a building's calendar.
 *
 * @param first the first one.
 * @param end the day after the last one.
 */
public record Period(LocalDate first, LocalDate end) {
  public Period {
    require(first.isBefore(end), "from, to: wanted from before to, found %s, %s", first, end);
  }

  /** From the midnight that begins it to the one that ends it. */
  Stretch in(ZoneId zone) {
    LocalCalendar calendar = LocalCalendar.of(zone);
    return new Stretch(calendar.start(first).toEpochMilli(), calendar.start(end).toEpochMilli());
  }

  /** Whether a day lies in both. */
  boolean overlaps(Period other) {
    return first.isBefore(other.end) && other.first.isBefore(end);
  }

  /** Whether it is at least as long as the month that begins with its first day. */
  public boolean isAMonth() {
    return !end.isBefore(first.plusMonths(1));
  }

  /** Whether it is of whole months: it tells no more than they do. */
  public boolean isOfWholeMonths() {
    return first.getDayOfMonth() == 1 && end.getDayOfMonth() == 1;
  }

  /** Its last day. */
  public LocalDate last() {
    return end.minusDays(1);
  }
}
