package eu.releve.cloud.derive;

import static eu.releve.measure.Require.require;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The days of a building, and what they add up to. A local day goes from one local midnight to the
 * next, never 24 hours on.
 *
 * @param zone where the building stands.
 * @param heating which part of the year it is heated.
 */
public record LocalCalendar(ZoneId zone, HeatingSeason heating) {
  /** So that nobody asks for the days of a million years. */
  private static final int PERIODS_MAX = 100_000;

  /**
   * The calendar of a zone, with the usual heating season.
   *
   * @param zone a region such as {@code Europe/Brussels}.
   * @throws IllegalArgumentException when there is no such region.
   */
  public static LocalCalendar of(String zone) {
    require(
        ZoneId.getAvailableZoneIds().contains(zone),
        "zone: wanted a region of the time zone database such as Europe/Brussels, found '%s'",
        zone);
    return of(ZoneId.of(zone));
  }

  /** The calendar of a zone, with the usual heating season. */
  public static LocalCalendar of(ZoneId zone) {
    return new LocalCalendar(zone, HeatingSeason.USUAL);
  }

  /** The local day of an instant. */
  public LocalDate day(Instant instant) {
    return instant.atZone(zone).toLocalDate();
  }

  /**
   * When a local day begins: at midnight, or where there is none, when the clocks say it is over.
   */
  public Instant start(LocalDate day) {
    return day.atStartOfDay(zone).toInstant();
  }

  /** The period that a local day lies in; nothing for the heating season of a day in summer. */
  public Optional<LocalPeriod> holding(Span span, LocalDate day) {
    return switch (span) {
      case DAY -> Optional.of(period(span, day, day.plusDays(1)));
      case WEEK -> {
        LocalDate monday = day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
        yield Optional.of(period(span, monday, monday.plusWeeks(1)));
      }
      case MONTH -> {
        LocalDate first = day.withDayOfMonth(1);
        yield Optional.of(period(span, first, first.plusMonths(1)));
      }
      case YEAR -> {
        LocalDate first = day.withDayOfYear(1);
        yield Optional.of(period(span, first, first.plusYears(1)));
      }
      case HEATING_SEASON -> heating.beginOf(day).map(this::season);
    };
  }

  /** The period that an instant lies in; nothing for the heating season of a day in summer. */
  public Optional<LocalPeriod> holding(Span span, Instant instant) {
    return holding(span, day(instant));
  }

  /** The first period that does not begin before an instant. */
  public LocalPeriod firstFrom(Span span, Instant instant) {
    LocalDate day = day(instant);
    LocalPeriod period = holding(span, day).orElseGet(() -> season(day.getYear()));
    return period.from().isBefore(instant) ? after(period) : period;
  }

  /** The next period of that span. */
  public LocalPeriod after(LocalPeriod period) {
    LocalDate first = period.first();
    return switch (period.span()) {
      case DAY, WEEK, MONTH, YEAR -> holding(period.span(), day(period.to())).orElseThrow();
      case HEATING_SEASON -> season(first.getYear() + 1);
    };
  }

  /**
   * The periods that begin from one instant to another.
   *
   * @param to exclusive.
   * @throws IllegalArgumentException when there are more than 100,000.
   */
  public List<LocalPeriod> periods(Span span, Instant from, Instant to) {
    List<LocalPeriod> periods = new ArrayList<>();
    LocalPeriod next = firstFrom(span, from);
    while (next.from().isBefore(to)) {
      require(periods.size() < PERIODS_MAX, "%s to %s: wanted at most 100000 periods", from, to);
      periods.add(next);
      next = after(next);
    }
    return periods;
  }

  private LocalPeriod season(int year) {
    return period(Span.HEATING_SEASON, heating.firstIn(year), heating.endOf(year));
  }

  private LocalPeriod period(Span span, LocalDate first, LocalDate next) {
    return new LocalPeriod(span, first, start(first), start(next));
  }
}
