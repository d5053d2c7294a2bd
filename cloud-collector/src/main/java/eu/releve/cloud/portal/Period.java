package eu.releve.cloud.portal;

import static eu.releve.measure.Require.require;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/**
 * One page of figures: local days, so a day has 92, 96 or 100 quarter-hours.
 *
 * @param view how far it looks.
 * @param first its first day.
 * @param zone the building's.
 */
record Period(View view, LocalDate first, ZoneId zone) {
  private static final Duration QUARTER = Duration.ofMinutes(15);
  private static final LocalDate EARLIEST = LocalDate.of(1990, 1, 1);
  private static final LocalDate LATEST = LocalDate.of(2100, 1, 1);

  Period {
    require(first.equals(view.first(last(view, first))), "%s does not begin on %s", view, first);
  }

  private static LocalDate last(View view, LocalDate first) {
    return view.later(first, 1).minusDays(1);
  }

  /** A stretch of time that has one figure. */
  record Slot(Instant from, Instant to) {
    boolean isOver(Instant now) {
      return !to.isAfter(now);
    }

    boolean isAhead(Instant now) {
      return from.isAfter(now);
    }

    /** The part of it after that instant; all of it when nothing is left. */
    Slot since(Instant first) {
      return first.isAfter(from) && first.isBefore(to) ? new Slot(first, to) : this;
    }

    /** How much of it lies before that instant, in milliseconds. */
    long millisBefore(Instant now) {
      Instant end = to.isBefore(now) ? to : now;
      return Math.max(0, Duration.between(from, end).toMillis());
    }
  }

  /** The period of that view that holds a day. */
  static Period holding(View view, LocalDate day, ZoneId zone) {
    return new Period(view, view.first(day), zone);
  }

  /** The period that an address asks for; the one of today where the address is no date. */
  static Period asked(View view, String at, LocalDate today, ZoneId zone) {
    try {
      LocalDate day = LocalDate.parse(at);
      if (day.isAfter(EARLIEST) && day.isBefore(LATEST)) {
        return holding(view, day, zone);
      }
    } catch (DateTimeException notADate) {
      // What somebody typed into the address bar is no reason for an error page.
    }
    return holding(view, today, zone);
  }

  /** How addresses name it: its last day that has begun, so that another view shows its end. */
  String at(LocalDate today) {
    LocalDate last = last(view, first);
    return (today.isBefore(last) && !today.isBefore(first) ? today : last).toString();
  }

  Period later(int pages) {
    return new Period(view, view.later(first, pages), zone);
  }

  Instant from() {
    return first.atStartOfDay(zone).toInstant();
  }

  Instant to() {
    return view.later(first, 1).atStartOfDay(zone).toInstant();
  }

  Slot whole() {
    return new Slot(from(), to());
  }

  /** The stretches of its figures, in order. */
  List<Slot> slots() {
    List<Slot> slots = new ArrayList<>();
    Instant end = to();
    for (Instant start = from(); start.isBefore(end); ) {
      Instant next = next(start);
      slots.add(new Slot(start, next));
      start = next;
    }
    return slots;
  }

  private Instant next(Instant start) {
    LocalDate day = start.atZone(zone).toLocalDate();
    return switch (view) {
      case DAY -> start.plus(QUARTER);
      case MONTH -> day.plusDays(1).atStartOfDay(zone).toInstant();
      case YEAR -> day.plusMonths(1).atStartOfDay(zone).toInstant();
      case YEARS -> day.plusYears(1).atStartOfDay(zone).toInstant();
    };
  }
}
