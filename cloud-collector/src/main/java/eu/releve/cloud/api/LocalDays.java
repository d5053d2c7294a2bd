package eu.releve.cloud.api;

import io.vertx.core.json.JsonObject;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.Optional;

/** Local days and months as requests write them. */
final class LocalDays {
  private static final int YEAR_MIN = 1970;
  private static final int YEAR_MAX = 2199;
  private static final int DAY_LENGTH = 10;

  private LocalDays() {}

  /** A day in the query. */
  static LocalDate of(Asked asked, String name) throws Problem {
    return of(name, asked.parameter(name).orElse(""));
  }

  /** A day in the body. */
  static LocalDate of(JsonObject body, String name) throws Problem {
    return of(name, Asked.field(body, name, DAY_LENGTH));
  }

  /** A day in the body that need not be there. */
  static Optional<LocalDate> optional(JsonObject body, String name) throws Problem {
    return body.getValue(name) == null ? Optional.empty() : Optional.of(of(body, name));
  }

  private static LocalDate of(String name, String text) throws Problem {
    try {
      LocalDate day = LocalDate.parse(text);
      if (isPossible(day.getYear())) {
        return day;
      }
    } catch (DateTimeException other) {
      // Told below, like a day that no meter has seen.
    }
    throw Problem.badRequest(
        "%s: wanted a day such as 2026-03-01, found '%s'".formatted(name, text));
  }

  /** A month in the query. */
  static YearMonth month(Asked asked, String name) throws Problem {
    String text = asked.parameter(name).orElse("");
    try {
      YearMonth month = YearMonth.parse(text);
      if (isPossible(month.getYear())) {
        return month;
      }
    } catch (DateTimeException other) {
      // Told below, like a month that no meter has seen.
    }
    throw Problem.badRequest(
        "%s: wanted a month such as 2026-03, found '%s'".formatted(name, text));
  }

  private static boolean isPossible(int year) {
    return YEAR_MIN <= year && year <= YEAR_MAX;
  }
}
