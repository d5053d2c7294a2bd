package eu.releve.cloud.api;

import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads strictly what somebody tells about gas. */
final class GasFields {
  private static final Pattern DECIMAL = Pattern.compile("-?\\d{1,6}(\\.\\d{1,4})?");
  private static final LocalDate FIRST = LocalDate.of(1990, 1, 1);
  private static final int TEXT_MAX = 200;
  private static final int ZONE_MAX = 100;

  private final JsonObject body;

  GasFields(JsonObject body) {
    this.body = body;
  }

  String zone() throws Problem {
    String zone = Asked.field(body, "zone", ZONE_MAX);
    if (!zone.equals(zone.strip())) {
      throw Problem.badRequest(
          "zone: wanted a name without blanks around it, found '" + zone + "'");
    }
    return zone;
  }

  String source() throws Problem {
    String source = Asked.field(body, "source", TEXT_MAX);
    if (source.isBlank()) {
      throw Problem.badRequest("source: wanted who says so, found blanks");
    }
    return source;
  }

  /** A day that has begun somewhere, from 1990 on; gas of the future is not published. */
  LocalDate day(String name, Instant now) throws Problem {
    LocalDate day = day(Asked.field(body, name, TEXT_MAX), name);
    LocalDate last = latest(now);
    if (day.isBefore(FIRST) || day.isAfter(last)) {
      throw Problem.badRequest(
          "%s: wanted a day from %s to %s, found %s".formatted(name, FIRST, last, day));
    }
    return day;
  }

  /** The latest day that it can be anywhere. */
  static LocalDate latest(Instant now) {
    return now.atZone(ZoneOffset.UTC).toLocalDate().plusDays(1);
  }

  /** A day of any time. */
  LocalDate day(String name) throws Problem {
    return day(Asked.field(body, name, TEXT_MAX), name);
  }

  static LocalDate day(String text, String name) throws Problem {
    try {
      LocalDate day = LocalDate.parse(text);
      if (1970 <= day.getYear() && day.getYear() < 2200) {
        return day;
      }
    } catch (DateTimeException other) {
      // Told below, like a day on which nobody burnt gas.
    }
    throw Problem.badRequest(
        "%s: wanted a day such as 2026-03-01, found '%s'".formatted(name, text));
  }

  boolean has(String name) {
    return body.getValue(name) != null;
  }

  /** A number as a text, so that it is exact. */
  BigDecimal decimal(String name, Optional<String> otherwise) throws Problem {
    Object value = body.getValue(name);
    if (value == null && otherwise.isPresent()) {
      return new BigDecimal(otherwise.get());
    }
    if (value instanceof String text && DECIMAL.matcher(text).matches()) {
      return new BigDecimal(text);
    }
    throw Problem.badRequest(
        "%s: wanted a decimal text such as \"11.5024\", found %s".formatted(name, found(value)));
  }

  int whole(String name) throws Problem {
    Object value = body.getValue(name);
    if (value instanceof Integer number) {
      return number;
    }
    throw Problem.badRequest("%s: wanted a whole number, found %s".formatted(name, found(value)));
  }

  boolean flag(String name) throws Problem {
    Object value = body.getValue(name, false);
    if (value instanceof Boolean flag) {
      return flag;
    }
    throw Problem.badRequest("%s: wanted true or false, found %s".formatted(name, found(value)));
  }

  /** Whether it is the first of two words. */
  boolean is(String name, String first, String second) throws Problem {
    Object value = body.getValue(name);
    if (first.equals(value) || second.equals(value)) {
      return first.equals(value);
    }
    throw Problem.badRequest(
        "%s: wanted %s or %s, found %s".formatted(name, first, second, found(value)));
  }

  private static String found(@Nullable Object value) {
    return switch (value) {
      case null -> "nothing";
      case String text -> "'" + text + "'";
      case Number number -> number.toString();
      default -> "something else";
    };
  }
}
