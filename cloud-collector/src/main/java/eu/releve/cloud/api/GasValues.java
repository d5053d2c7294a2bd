package eu.releve.cloud.api;

import eu.releve.cloud.account.Principal;
import eu.releve.cloud.audit.Audit;
import eu.releve.cloud.gas.CalorificValue;
import eu.releve.cloud.gas.CalorificValues;
import eu.releve.cloud.gas.CalorificValues.Added;
import eu.releve.cloud.gas.CalorificVersion;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * What a cubic metre of gas holds, by zones and periods: what operators tell holds for everybody,
 * what a syndic tells for the own organisation.
 */
final class GasValues {
  private static final int PAGE = 1_000;

  private final DataSource database;
  private final InstantSource clock;

  GasValues(DataSource database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  JsonObject list(Asked asked) throws Problem, SQLException {
    Optional<String> zone = asked.parameter("zone");
    try (Connection connection = database.getConnection()) {
      List<CalorificVersion> versions =
          new CalorificValues(connection)
              .list(new CalorificValues.Page(zone, asked.keyCursor(), PAGE));
      JsonArray items = new JsonArray();
      versions.forEach(version -> items.add(told(version)));
      String last = versions.isEmpty() ? "0" : Integer.toString(versions.getLast().id());
      return Buildings.page(items, PAGE, last);
    }
  }

  private static JsonObject told(CalorificVersion version) {
    return GasInEnergy.version(version)
        .put("common", version.common())
        .put("at", version.madeAt().truncatedTo(ChronoUnit.MILLIS).toString())
        .put("by", version.madeBy());
  }

  JsonObject add(Asked asked) throws Problem, SQLException {
    Principal who = asked.principal();
    CalorificValues.New wanted = wanted(Asked.body(asked.context()), who);
    try (Connection connection = database.getConnection()) {
      Added added = new CalorificValues(connection).add(wanted);
      if (!(added instanceof Added.Counts counts)) {
        throw refused(added, wanted);
      }
      Optional<BigDecimal> before =
          counts.replaced().map(version -> version.value().kilowattHours());
      Audit.noteOfOrganisation(
          connection,
          wanted.at(),
          who.name(),
          Audit.Deed.CALORIFIC_VALUE_TOLD,
          "zone %s, %s to %s: %s kWh/m3(n)%s, version %d%s, of %s"
              .formatted(
                  wanted.zone(),
                  wanted.value().from(),
                  wanted.value().to(),
                  wanted.value().kilowattHours().toPlainString(),
                  before.map(value -> " after " + value.toPlainString()).orElse(""),
                  counts.number(),
                  wanted.provisional() ? ", provisional" : "",
                  wanted.value().source()),
          wanted.organisation());
      connection.commit();
      return new JsonObject()
          .put("id", counts.id())
          .put("version", counts.number())
          .put("replaced", counts.replaced().map(GasValues::told).orElse(null));
    }
  }

  private CalorificValues.New wanted(JsonObject body, Principal who) throws Problem {
    Instant now = clock.instant();
    GasFields fields = new GasFields(body);
    String zone = fields.zone();
    Optional<YearMonth> month = month(body);
    LocalDate from =
        month.isPresent() && !fields.has("from") ? month.get().atDay(1) : fields.day("from", now);
    LocalDate to =
        month.isPresent() && !fields.has("to")
            ? month.get().plusMonths(1).atDay(1)
            : fields.day("to");
    if (month.filter(its -> !isOf(its, from, to)).isPresent()) {
      throw Problem.badRequest(
          "month, from, to: wanted the days of %s, found %s to %s"
              .formatted(month.get(), from, to));
    }
    if (from.isAfter(GasFields.latest(now))) {
      throw Problem.badRequest("month: wanted one that has begun, found " + month.get());
    }
    BigDecimal kwh = fields.decimal("kwh", Optional.empty());
    String source = fields.source();
    boolean provisional = fields.is("state", "provisional", "final");
    try {
      return new CalorificValues.New(
          who.isOperator() ? Optional.empty() : Optional.of(who.organisation()),
          zone,
          new CalorificValue(from, to, kwh, source),
          provisional,
          fields.flag("confirmed"),
          now,
          who.name());
    } catch (IllegalArgumentException impossible) {
      throw Problem.badRequest("from, to, kwh: " + impossible.getMessage());
    }
  }

  private static boolean isOf(YearMonth month, LocalDate from, LocalDate to) {
    return from.equals(month.atDay(1)) && to.equals(month.plusMonths(1).atDay(1));
  }

  private static Optional<YearMonth> month(JsonObject body) throws Problem {
    if (body.getValue("month") == null) {
      return Optional.empty();
    }
    String text = Asked.field(body, "month", 10);
    try {
      YearMonth month = YearMonth.parse(text);
      if (1990 <= month.getYear()) {
        return Optional.of(month);
      }
    } catch (DateTimeException other) {
      // Told below, like a month of long ago.
    }
    throw Problem.badRequest("month: wanted a month such as 2026-03, found '" + text + "'");
  }

  private static Problem refused(Added added, CalorificValues.New wanted) {
    return switch (added) {
      case Added.Same same ->
          new Problem(
              409,
              "Taken",
              "wanted another value, state or source than version %d has, found the same"
                  .formatted(same.version().number()));
      case Added.Overlaps overlaps ->
          new Problem(
              409,
              "Overlaps",
              "zone %s: wanted the period %s to %s or days apart from it, found %s to %s"
                  .formatted(
                      wanted.zone(),
                      overlaps.other().value().from(),
                      overlaps.other().value().to(),
                      wanted.value().from(),
                      wanted.value().to()));
      case Added.OfOthers others ->
          new Problem(
              409,
              "Taken",
              others.common()
                  ? "zone: wanted a name of the organisation's own, found one whose values hold for"
                      + " everybody"
                  : "zone: wanted a name that no organisation uses for values of its own, found "
                      + "one that does");
      case Added.Full unused ->
          new Problem(
              409,
              "Too many",
              "zone: wanted at most %d versions, found as many"
                  .formatted(CalorificValues.VERSIONS_MAX));
      case Added.Counts counts -> throw new IllegalStateException(counts + " is no refusal");
    };
  }
}
