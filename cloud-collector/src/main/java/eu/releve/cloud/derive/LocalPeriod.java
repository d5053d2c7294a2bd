package eu.releve.cloud.derive;

import static eu.releve.measure.Require.require;

import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.temporal.IsoFields;
import java.util.Locale;

/**
 * A day, week, month, year or heating season of a building's calendar.
 *
 * @param span which of these.
 * @param first its first local day.
 * @param from when that day begins.
 * @param to when the day after its last one begins.
 */
public record LocalPeriod(Span span, LocalDate first, Instant from, Instant to) {
  public LocalPeriod {
    require(from.isBefore(to), "%s to %s is no period", from, to);
  }

  /** How long it is, in milliseconds: a day of 23, 24 or 25 hours. */
  public long millis() {
    return to.toEpochMilli() - from.toEpochMilli();
  }

  /**
   * How many quarter-hours it has: a day 92, 96 or 100.
   *
   * @throws IllegalArgumentException before the zone had whole quarter-hours, in the 19th century.
   */
  public int quarterHours() {
    require(isWhole(from) && isWhole(to), "%s to %s are no whole quarter-hours", from, to);
    return Math.toIntExact(millis() / QuarterHour.MILLIS);
  }

  /** {@code 2026-03-29}, {@code 2026-W13}, {@code 2026-03}, {@code 2026}, {@code 2026-2027}. */
  public String name() {
    return switch (span) {
      case DAY -> first.toString();
      case WEEK ->
          String.format(
              Locale.ROOT,
              "%04d-W%02d",
              first.get(IsoFields.WEEK_BASED_YEAR),
              first.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR));
      case MONTH -> YearMonth.from(first).toString();
      case YEAR -> Integer.toString(first.getYear());
      case HEATING_SEASON -> first.getYear() + "-" + (first.getYear() + 1);
    };
  }

  private static boolean isWhole(Instant instant) {
    return instant.equals(Instant.ofEpochMilli(QuarterHour.floor(instant.toEpochMilli())));
  }
}
