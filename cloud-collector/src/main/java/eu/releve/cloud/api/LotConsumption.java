package eu.releve.cloud.api;

import eu.releve.cloud.derive.Figure;
import eu.releve.cloud.derive.LocalCalendar;
import eu.releve.cloud.derive.PointFigures;
import eu.releve.cloud.derive.PointFigures.Course;
import eu.releve.cloud.derive.QuarterHour.Status;
import eu.releve.cloud.points.Occupancies;
import eu.releve.cloud.points.Occupancy;
import eu.releve.cloud.points.Use;
import eu.releve.cloud.purpose.Fineness;
import eu.releve.cloud.purpose.Households;
import eu.releve.cloud.purpose.Sight;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.sql.DataSource;

/**
 * What a lot used, split at the local midnights at which its occupant changes: each occupant's own
 * total, for the charges.
 */
final class LotConsumption {
  private static final int YEARS_MAX = 10;

  private final DataSource database;
  private final InstantSource clock;

  LotConsumption(DataSource database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  JsonObject byOccupancy(Asked asked) throws Problem, SQLException {
    String by = asked.parameter("by").orElse("occupancy");
    if (!by.equals("occupancy")) {
      throw Problem.badRequest("by: wanted occupancy, found '" + by + "'");
    }
    LocalDate from = LocalDays.of(asked, "from");
    LocalDate to = LocalDays.of(asked, "to");
    if (!from.isBefore(to) || from.plusYears(YEARS_MAX).isBefore(to)) {
      throw Problem.badRequest(
          "from, to: wanted from before to, and at most %d years, found %s to %s"
              .formatted(YEARS_MAX, from, to));
    }
    try (Connection connection = database.getConnection()) {
      LotOccupancies.Lot lot = LotOccupancies.lot(connection, asked);
      LocalCalendar calendar = LocalCalendar.of(lot.zone());
      Sight sight =
          Sight.of(asked.principal().role(), lot.dwelling() ? Households.ONE : Households.NONE);
      refuseFine(sight, calendar, from, to);
      List<Use> uses = Use.of(new Occupancies(connection, lot.key()).all(), from, to);
      JsonArray series = new JsonArray();
      for (Map.Entry<String, Integer> point : points(connection, lot.key()).entrySet()) {
        for (Course course :
            PointFigures.of(
                connection,
                point.getValue(),
                uses.stream().map(use -> use.over(calendar)).toList())) {
          series.add(told(course, uses).put("point", point.getKey()));
        }
      }
      return new JsonObject()
          .put("building", lot.building())
          .put("lot", lot.name())
          .put("zone", lot.zone().getId())
          .put("from", from.toString())
          .put("to", to.toString())
          .put("series", series);
    }
  }

  /** Whole months that are over: who may choose the days of a time sees the days. */
  private void refuseFine(Sight sight, LocalCalendar calendar, LocalDate from, LocalDate to)
      throws Problem {
    boolean months = from.getDayOfMonth() == 1 && to.getDayOfMonth() == 1;
    if (!months && !sight.allows(Fineness.DAY)) {
      throw Problem.forbidden(
          "from, to: wanted first days of months, found %s to %s: %s"
              .formatted(from, to, sight.reason()));
    }
    if (!sight.allows(calendar.start(to), clock.instant())) {
      throw Problem.forbidden(
          "to: wanted the end of a month that is over, found %s: %s".formatted(to, sight.reason()));
    }
  }

  private static Map<String, Integer> points(Connection connection, int lot) throws SQLException {
    Map<String, Integer> points = new TreeMap<>();
    try (PreparedStatement query =
        connection.prepareStatement("select name, id from point where lot = ?")) {
      query.setInt(1, lot);
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          points.put(row.getString(1), row.getInt(2));
        }
      }
    }
    return points;
  }

  private static JsonObject told(Course course, List<Use> uses) {
    JsonArray items = new JsonArray();
    for (int i = 0; i < uses.size(); i++) {
      Use use = uses.get(i);
      items.add(
          told(course.figures().get(i))
              .put("from", use.from().toString())
              .put("to", use.to().toString())
              .put("occupancy", use.occupancy().map(Occupancy::id).orElse(null))
              .put("occupant", use.occupancy().flatMap(Occupancy::occupant).orElse(null)));
    }
    Figure whole = course.figures().stream().reduce(Figure::then).orElseThrow();
    return new JsonObject()
        .put("quantity", course.quantity())
        .put("unit", course.step())
        .put("whole", told(whole))
        .put("items", items);
  }

  private static JsonObject told(Figure figure) {
    JsonObject told =
        new JsonObject()
            .put("status", figure.status().label())
            .put("coverage", figure.coverage().toPlainString());
    return figure.status() == Status.MISSING
        ? told
        : told.put("value", figure.consumption().toString())
            .put("estimatedValue", figure.estimated().toString());
  }
}
