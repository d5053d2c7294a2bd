package eu.releve.cloud.api;

import eu.releve.cloud.api.Consumption.Step;
import eu.releve.cloud.derive.LocalCalendar;
import eu.releve.cloud.derive.Stretch;
import eu.releve.cloud.points.Composition;
import eu.releve.cloud.points.Definitions;
import eu.releve.cloud.points.VirtualFigure;
import eu.releve.cloud.points.VirtualPoint;
import eu.releve.cloud.points.VirtualPoints;
import eu.releve.cloud.purpose.Sight;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import javax.sql.DataSource;

/** What virtual points used: reckoned when somebody asks, with the sight of all that is in it. */
final class VirtualFigures {
  private static final int FIGURES_MAX = 10_000;
  private static final Duration YEAR = Duration.ofDays(367);

  private final DataSource database;
  private final Buildings buildings;
  private final InstantSource clock;

  VirtualFigures(DataSource database, Buildings buildings, InstantSource clock) {
    this.database = database;
    this.buildings = buildings;
    this.clock = clock;
  }

  JsonObject consumption(Asked asked) throws Problem, SQLException {
    int building = asked.key("building");
    ZoneId zone = ZoneId.of(buildings.one(asked).getString("zone"));
    String name = asked.name("virtual");
    Step step = step(asked);
    Instant from = asked.from();
    Instant to = asked.to();
    try (Connection connection = database.getConnection()) {
      VirtualPoints stored = new VirtualPoints(connection, building);
      Map<String, VirtualPoint> virtual = stored.all();
      VirtualPoint point = Optional.ofNullable(virtual.get(name)).orElseThrow(VirtualFigures::none);
      Definitions definitions = new Definitions(stored.counted(), virtual);
      Sight sight =
          Sight.of(
              asked.principal().role(), InVirtual.of(connection, building, definitions, point));
      if (!sight.allows(step.fineness())) {
        throw Problem.forbidden(
            "step: '%s' is refused: %s".formatted(step.parameter(), sight.reason()));
      }
      LocalCalendar calendar = LocalCalendar.of(zone);
      Instant begin = calendar.start(point.begin());
      Instant now = clock.instant();
      // No figure is longer than a year: the first one may hold the day from which it is defined.
      Instant earliest = begin.minus(YEAR);
      List<Stretch> periods =
          periods(
              step,
              zone,
              from.isBefore(earliest) ? earliest : from,
              to.isAfter(now) ? now : to,
              point);
      periods.removeIf(period -> period.toMillis() <= begin.toEpochMilli());
      periods.removeIf(period -> !sight.allows(Instant.ofEpochMilli(period.toMillis()), now));
      Map<String, List<VirtualFigure>> series =
          new Composition(virtual, calendar, stored.measured()).of(name, periods);
      return told(point, series, step, zone).put("building", building);
    }
  }

  private static Problem none() {
    return Problem.notFound("virtual point");
  }

  private static Step step(Asked asked) throws Problem {
    String text = asked.parameter("step").orElse("day");
    return Step.of(text)
        .orElseThrow(
            () ->
                Problem.badRequest(
                    "step: wanted 15m, day, week, month, season or year, found '" + text + "'"));
  }

  private static List<Stretch> periods(
      Step step, ZoneId zone, Instant from, Instant to, VirtualPoint point) throws Problem {
    int parts =
        point.versions().stream()
            .mapToInt(version -> Math.max(1, version.formula().parts().size()))
            .max()
            .orElse(1);
    List<Stretch> periods = new ArrayList<>();
    Instant start = step.startNotBefore(from, zone);
    while (start.isBefore(to)) {
      Instant end = step.end(start, zone);
      periods.add(new Stretch(start.toEpochMilli(), end.toEpochMilli()));
      if ((long) periods.size() * parts > FIGURES_MAX) {
        throw Problem.badRequest(
            "from, to: wanted a range of at most %d figures, found more".formatted(FIGURES_MAX));
      }
      start = end;
    }
    return periods;
  }

  private static JsonObject told(
      VirtualPoint point, Map<String, List<VirtualFigure>> series, Step step, ZoneId zone) {
    JsonArray all = new JsonArray();
    series.forEach(
        (part, figures) -> {
          JsonArray items = new JsonArray();
          figures.forEach(figure -> items.add(item(figure, step, zone)));
          JsonObject one =
              new JsonObject()
                  .put("quantity", point.quantity().id())
                  .put("unit", point.quantity().step().symbol())
                  .put("items", items);
          if (!part.isEmpty()) {
            one.put("part", part);
          }
          all.add(one);
        });
    return new JsonObject()
        .put("name", point.name())
        .put("step", step.parameter())
        .put("zone", zone.getId())
        .put("series", all);
  }

  private static JsonObject item(VirtualFigure figure, Step step, ZoneId zone) {
    Instant from = Instant.ofEpochMilli(figure.over().fromMillis());
    JsonObject item = new JsonObject();
    step.date(from, zone).ifPresent(date -> item.put("date", date));
    item.put("from", from.toString())
        .put("to", Instant.ofEpochMilli(figure.over().toMillis()).toString())
        .put("status", figure.status().label())
        .put("coverage", figure.coverage().toPlainString());
    if (figure.isKnown()) {
      item.put("value", figure.value().toString())
          .put("estimatedValue", figure.estimated().toString())
          .put("belowZero", figure.isBelowZero());
    }
    if (!figure.missing().isEmpty()) {
      item.put("missing", new JsonArray(new ArrayList<>(new TreeSet<>(figure.missing()))));
    }
    return item;
  }
}
