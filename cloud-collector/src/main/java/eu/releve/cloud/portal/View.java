package eu.releve.cloud.portal;

import eu.releve.cloud.purpose.Fineness;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How far a page looks: a day by quarter-hours, a month by days, a year by months, all years. */
enum View {
  DAY,
  MONTH,
  YEAR,
  YEARS;

  /** How many years one page of years shows. */
  static final int YEARS_SHOWN = 10;

  /** Its name in addresses and keys of words. */
  String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<View> of(String id) {
    return Arrays.stream(values()).filter(view -> view.id().equals(id)).findFirst();
  }

  /** How finely its figures tell. */
  Fineness fineness() {
    return switch (this) {
      case DAY -> Fineness.QUARTER_HOUR;
      case MONTH -> Fineness.DAY;
      case YEAR -> Fineness.MONTH;
      case YEARS -> Fineness.YEAR;
    };
  }

  /** Whether its figures are finer than a month. */
  boolean isFine() {
    return fineness().compareTo(Fineness.MONTH) < 0;
  }

  /** The first day of the page that holds that day. */
  LocalDate first(LocalDate day) {
    return switch (this) {
      case DAY -> day;
      case MONTH -> day.withDayOfMonth(1);
      case YEAR -> day.withDayOfYear(1);
      case YEARS -> day.withDayOfYear(1).minusYears(YEARS_SHOWN - 1L);
    };
  }

  /** The first day of the page that many pages later. */
  LocalDate later(LocalDate first, int pages) {
    return switch (this) {
      case DAY -> first.plusDays(pages);
      case MONTH -> first.plusMonths(pages);
      case YEAR -> first.plusYears(pages);
      case YEARS -> first.plusYears((long) pages * YEARS_SHOWN);
    };
  }

  /** What figures are grouped by in the database, in the building's zone. */
  String bucket() {
    return switch (this) {
      case DAY -> "q.starts";
      case MONTH -> "date_trunc('day', q.starts, ?)";
      case YEAR -> "date_trunc('month', q.starts, ?)";
      case YEARS -> "date_trunc('year', q.starts, ?)";
    };
  }
}
