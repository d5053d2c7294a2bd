package eu.releve.cloud.portal;

import eu.releve.cloud.derive.LocalCalendar;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;

/**
 * Dates and times of a building as its readers write them.
 *
 * @param words the reader's language.
 * @param zone the building's.
 * @param now what "today" is.
 */
record Calendar(Messages words, ZoneId zone, Instant now) {
  LocalDate today() {
    return now.atZone(zone).toLocalDate();
  }

  private String format(String key, TemporalAccessor time) {
    String text = DateTimeFormatter.ofPattern(words.text(key), words.format()).format(time);
    return words.isFrench() ? text.replaceFirst("\\b1 (?=\\p{L})", "1er ") : text;
  }

  /** 14:32. */
  String time(Instant instant) {
    return format("date.time", instant.atZone(zone));
  }

  /** 14:32:05. */
  String timeToTheSecond(Instant instant) {
    return format("date.seconds", instant.atZone(zone));
  }

  /** A day, with its year when it is another one. */
  String day(LocalDate day) {
    String key = day.getYear() == today().getYear() ? "date.day" : "date.day.year";
    return format(key, day);
  }

  /** A day with its year, whatever year it is. */
  String fullDay(LocalDate day) {
    return format("date.day.year", day);
  }

  /** A day and a time in short, with the year; never broken. */
  String stamp(Instant instant) {
    return format("date.stamp", instant.atZone(zone)).replace(' ', '\u00a0');
  }

  /** The midnight that begins a day. */
  Instant start(LocalDate day) {
    return LocalCalendar.of(zone).start(day);
  }

  /** Since when something is so: a time today, a day and a time before. */
  String since(Instant instant) {
    LocalDate day = instant.atZone(zone).toLocalDate();
    if (day.equals(today())) {
      return time(instant);
    }
    return day.equals(today().minusDays(1))
        ? words.text("date.yesterday", time(instant))
        : words.text("date.before", day(day), time(instant));
  }

  /** When something was: as {@link #since}, with the word that goes before a time of today. */
  String at(Instant instant) {
    boolean isToday = instant.atZone(zone).toLocalDate().equals(today());
    return isToday ? words.text("date.today", time(instant)) : since(instant);
  }

  /** What a period is called at the head of its figures. */
  String title(Period period) {
    LocalDate first = period.first();
    String text =
        switch (period.view()) {
          case DAY -> format("date.weekday", first);
          case MONTH -> format("date.month", first);
          case YEAR -> Integer.toString(first.getYear());
          case YEARS ->
              words.text(
                  "date.years",
                  Integer.toString(first.getYear()),
                  Integer.toString(first.getYear() + View.YEARS_SHOWN - 1));
        };
    return Character.toUpperCase(text.charAt(0)) + text.substring(1);
  }

  /** A figure's name in full, for tables. */
  String label(View view, Period.Slot slot) {
    LocalDate day = slot.from().atZone(zone).toLocalDate();
    return switch (view) {
      case DAY -> time(slot.from()) + "–" + time(slot.to());
      case MONTH -> format("date.weekday.short", day);
      case YEAR -> format("date.month", day);
      case YEARS -> Integer.toString(day.getYear());
    };
  }

  /** A figure's name in short, below a plot. */
  String tick(View view, Period.Slot slot) {
    LocalDate day = slot.from().atZone(zone).toLocalDate();
    return switch (view) {
      case DAY -> time(slot.from());
      case MONTH -> Integer.toString(day.getDayOfMonth());
      case YEAR -> format("date.month.short", day);
      case YEARS -> Integer.toString(day.getYear());
    };
  }

  String month(LocalDate day) {
    return format("date.month", day);
  }
}
