package eu.releve.cloud.api;

import eu.releve.cloud.audit.Audit;
import eu.releve.cloud.derive.LocalCalendar;
import eu.releve.cloud.derive.LocalPeriod;
import eu.releve.cloud.derive.Span;
import eu.releve.cloud.weather.DegreeDayBase;
import eu.releve.cloud.weather.DegreeDays;
import eu.releve.cloud.weather.Outdoor;
import eu.releve.cloud.weather.Outdoor.Days;
import eu.releve.cloud.weather.OutdoorTemperatures;
import eu.releve.cloud.weather.TemperatureFile;
import eu.releve.cloud.weather.TemperatureFiles;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/** Degree days of buildings, and the temperatures that they rest on. */
final class Weather {
  /** Three years; readings of each minute of that are read in some seconds. */
  private static final int DAYS_MAX = 1_200;

  /** How many missing days are named; how many there are is always said. */
  private static final int MISSING_MAX = 100;

  private static final int SOURCE_MAX = 200;
  private static final int CSV_MAX = 60 << 10;

  private static final Map<String, Span> STEPS =
      Map.of("day", Span.DAY, "month", Span.MONTH, "year", Span.YEAR);

  private final DataSource database;
  private final Buildings buildings;
  private final InstantSource clock;

  Weather(DataSource database, Buildings buildings, InstantSource clock) {
    this.database = database;
    this.buildings = buildings;
    this.clock = clock;
  }

  JsonObject degreeDays(Asked asked) throws Problem, SQLException {
    ZoneId zone = zone(asked);
    DegreeDayBase base = base(asked);
    LocalDate from = day(asked, "from");
    LocalDate to = day(asked, "to");
    long days = to.toEpochDay() - from.toEpochDay();
    if (days < 1 || days > DAYS_MAX) {
      throw Problem.badRequest(
          "from, to: wanted 1 to %d days, found %s to %s".formatted(DAYS_MAX, from, to));
    }
    String text = asked.parameter("step").orElse("month");
    Span span =
        Optional.ofNullable(STEPS.get(text))
            .orElseThrow(
                () -> Problem.badRequest("step: wanted day, month or year, found '" + text + "'"));
    try (Connection connection = database.getConnection()) {
      Outdoor outdoor =
          new OutdoorTemperatures(connection, asked.key("building"), zone)
              .of(List.of(new Days(from, to)));
      LocalCalendar calendar = LocalCalendar.of(zone);
      JsonArray items = new JsonArray();
      LocalDate first = from;
      while (first.isBefore(to)) {
        LocalPeriod period = calendar.holding(span, first).orElseThrow();
        LocalDate end = calendar.day(period.to());
        LocalDate last = end.isBefore(to) ? end : to;
        items.add(sum(DegreeDays.of(base, outdoor.days(), first, last)).put("date", period.name()));
        first = last;
      }
      return sum(DegreeDays.of(base, outdoor.days(), from, to))
          .put("building", asked.key("building"))
          .put("base", base.id())
          .put("confirmed", base.confirmed())
          .put("zone", zone.getId())
          .put("source", source(outdoor))
          .put("step", text)
          .put("items", items);
    }
  }

  private static JsonObject sum(DegreeDays sum) {
    JsonArray missing = new JsonArray();
    sum.missing().stream().limit(MISSING_MAX).forEach(day -> missing.add(day.toString()));
    return new JsonObject()
        .put("from", sum.from().toString())
        .put("to", sum.to().toString())
        .put("degreeDays", decimal(sum.sum()))
        .put("coverage", coverage(sum))
        .put("missing", sum.missing().size())
        .put("missingDays", missing);
  }

  /** Where temperatures come from, and whose these are. */
  static JsonObject source(Outdoor outdoor) {
    return new JsonObject()
        .put("kind", Results.word(outdoor.source().name()))
        .put("names", new JsonArray(outdoor.names()));
  }

  /** A sum of degree days, without zeros at its end. */
  static String decimal(BigDecimal sum) {
    BigDecimal shortest = sum.stripTrailingZeros();
    return (shortest.scale() < 0 ? shortest.setScale(0) : shortest).toPlainString();
  }

  private static String coverage(DegreeDays sum) {
    return BigDecimal.valueOf((long) sum.days() - sum.missing().size())
        .divide(BigDecimal.valueOf(sum.days()), 4, RoundingMode.DOWN)
        .toPlainString();
  }

  /** The base that a request names. */
  static DegreeDayBase base(Asked asked) throws Problem {
    String text = asked.parameter("base").orElse("");
    return DegreeDayBase.of(text)
        .orElseThrow(
            () ->
                Problem.badRequest(
                    "base: wanted one of %s, found '%s'"
                        .formatted(
                            Arrays.stream(DegreeDayBase.values())
                                .map(DegreeDayBase::id)
                                .collect(Collectors.joining(", ")),
                            text)));
  }

  private static LocalDate day(Asked asked, String name) throws Problem {
    String text = asked.parameter(name).orElse("");
    try {
      LocalDate day = LocalDate.parse(text);
      if (1970 <= day.getYear() && day.getYear() < 2200) {
        return day;
      }
    } catch (DateTimeException other) {
      // Told below, like a day that no sensor has seen.
    }
    throw Problem.badRequest(
        "%s: wanted a day such as 2026-03-01, found '%s'".formatted(name, text));
  }

  private ZoneId zone(Asked asked) throws Problem, SQLException {
    return ZoneId.of(buildings.one(asked).getString("zone"));
  }

  JsonObject files(Asked asked) throws Problem, SQLException {
    buildings.one(asked);
    JsonArray items = new JsonArray();
    try (Connection connection = database.getConnection()) {
      for (TemperatureFiles.Brought file :
          new TemperatureFiles(connection).of(asked.key("building"))) {
        items.add(
            new JsonObject()
                .put("id", file.id())
                .put("source", file.source())
                .put("first", file.first().toString())
                .put("last", file.last().toString())
                .put("days", file.days())
                .put("at", file.at().truncatedTo(ChronoUnit.MILLIS).toString())
                .put("by", file.by()));
      }
    }
    return new JsonObject().put("items", items).putNull("next");
  }

  JsonObject bring(Asked asked) throws Problem, SQLException {
    ZoneId zone = zone(asked);
    int building = asked.key("building");
    JsonObject body = Asked.body(asked.context());
    String source = Asked.field(body, "source", SOURCE_MAX);
    if (!(body.getValue("csv") instanceof String csv) || csv.isEmpty() || csv.length() > CSV_MAX) {
      throw Problem.badRequest(
          "csv: wanted a text of 1 to %d characters, found something else".formatted(CSV_MAX));
    }
    Instant now = clock.instant();
    TemperatureFile file =
        switch (TemperatureFile.read(csv, now.atZone(zone).toLocalDate().minusDays(1))) {
          case TemperatureFile.Read.Good good -> good.file();
          case TemperatureFile.Read.Bad bad ->
              throw Problem.badRequest("csv: " + String.join("; ", bad.problems()));
        };
    String who = asked.principal().name();
    try (Connection connection = database.getConnection()) {
      TemperatureFiles files = new TemperatureFiles(connection);
      if (files.of(building).size() >= TemperatureFiles.FILES_MAX) {
        throw new Problem(
            409,
            "Too many",
            "wanted at most %d files of a building, found as many"
                .formatted(TemperatureFiles.FILES_MAX));
      }
      int id =
          files
              .add(building, file, new TemperatureFiles.Bringing(source, now, who))
              .orElseThrow(
                  () ->
                      new Problem(
                          409, "Taken", "the same file was brought for this building before"));
      LocalDate first = file.days().firstKey();
      LocalDate last = file.days().lastKey();
      String told =
          "file %d: %d days, %s to %s, of %s"
              .formatted(id, file.days().size(), first, last, source);
      Audit.noteOfBuilding(connection, now, who, Audit.Deed.TEMPERATURES_BROUGHT, told, building);
      connection.commit();
      return new JsonObject()
          .put("id", id)
          .put("first", first.toString())
          .put("last", last.toString())
          .put("days", file.days().size());
    }
  }
}
