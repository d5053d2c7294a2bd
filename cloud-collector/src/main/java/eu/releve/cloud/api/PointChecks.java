package eu.releve.cloud.api;

import eu.releve.cloud.audit.Audit;
import eu.releve.cloud.points.CheckPoints;
import eu.releve.cloud.points.CheckPoints.Said;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/** Which points of a building check which, as people say and see it. */
final class PointChecks {
  private static final int NAME_MAX = 64;
  private static final int REASON_MAX = 500;

  private final DataSource database;
  private final Buildings buildings;
  private final InstantSource clock;

  PointChecks(DataSource database, Buildings buildings, InstantSource clock) {
    this.database = database;
    this.buildings = buildings;
    this.clock = clock;
  }

  JsonObject list(Asked asked) throws Problem, SQLException {
    buildings.one(asked);
    JsonArray items = new JsonArray();
    try (Connection connection = database.getConnection()) {
      new CheckPoints(connection, asked.key("building"))
          .all()
          .forEach(said -> items.add(told(said)));
    }
    return new JsonObject().put("items", items).putNull("next");
  }

  /** Says that one point's meter checks another's, or that none does any more. */
  JsonObject say(Asked asked) throws Problem, SQLException {
    buildings.one(asked);
    int building = asked.key("building");
    JsonObject body = Asked.body(asked.context());
    String point = Asked.field(body, "point", NAME_MAX);
    Optional<String> by =
        body.getValue("by") == null
            ? Optional.empty()
            : Optional.of(Asked.field(body, "by", NAME_MAX));
    String reason = Asked.field(body, "reason", REASON_MAX);
    try (Connection connection = database.getConnection()) {
      CheckPoints stored = new CheckPoints(connection, building);
      if (stored.all().size() >= CheckPoints.SAID_MAX) {
        throw new Problem(
            409,
            "Too many",
            "wanted at most %d statements of a building, found as many"
                .formatted(CheckPoints.SAID_MAX));
      }
      if (by.isPresent()) {
        allow(stored, point, by.get());
      }
      Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
      Said said = new Said(point, by, reason, asked.principal().name(), now);
      if (!stored.say(said)) {
        throw Problem.badRequest("point: wanted one of the building, found '" + point + "'");
      }
      Audit.noteOfBuilding(
          connection,
          now,
          said.author(),
          Audit.Deed.CHECK_SAID,
          "%s by %s: %s".formatted(point, by.orElse("none"), reason),
          building);
      connection.commit();
      return told(said);
    }
  }

  private static void allow(CheckPoints stored, String point, String by)
      throws Problem, SQLException {
    if (point.equals(by)) {
      throw Problem.badRequest("by: wanted another point than '%s', found it".formatted(point));
    }
    List<String> common = stored.common(point, by);
    if (common.isEmpty()) {
      throw Problem.badRequest(
          "by: wanted a point of the building that counts the same as '%s', found '%s'"
              .formatted(point, by));
    }
  }

  private static JsonObject told(Said said) {
    return new JsonObject()
        .put("point", said.point())
        .put("by", said.by().orElse(null))
        .put("reason", said.reason())
        .put("author", said.author())
        .put("at", said.at().toString());
  }
}
