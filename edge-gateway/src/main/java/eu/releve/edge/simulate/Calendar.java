package eu.releve.edge.simulate;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;

/**
 * The building's days.
 *
 * @param first the day on which everything began to be counted.
 * @param zone where days begin.
 */
record Calendar(LocalDate first, ZoneId zone) {
  LocalDate dayOf(Instant instant) {
    return LocalDate.ofInstant(instant, zone);
  }

  Instant start(LocalDate day) {
    return day.atStartOfDay(zone).toInstant();
  }

  /** Milliseconds since local midnight. */
  long momentOf(Instant instant) {
    return instant.toEpochMilli() - start(dayOf(instant)).toEpochMilli();
  }

  /** 23, 24 or 25 hours. */
  long millisOf(LocalDate day) {
    return start(day.plusDays(1)).toEpochMilli() - start(day).toEpochMilli();
  }

  /** The beginning of the local month that lies so many months before the present one. */
  Instant monthStart(Instant instant, int monthsBack) {
    return start(dayOf(instant).withDayOfMonth(1).minusMonths(monthsBack));
  }
}
