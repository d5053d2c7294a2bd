package eu.releve.cloud.api;

import eu.releve.cloud.audit.Audit;
import eu.releve.cloud.points.Definitions;
import eu.releve.cloud.points.Formula;
import eu.releve.cloud.points.Operand;
import eu.releve.cloud.points.VirtualPoint;
import eu.releve.cloud.points.VirtualPoints;
import eu.releve.measure.PointId;
import eu.releve.measure.Quantity;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** What a building's virtual points are reckoned from, as people say and see it. */
final class VirtualDefinitions {
  private static final int TITLE_MAX = 200;
  private static final int QUANTITY_MAX = 64;
  private static final int OPERAND_MAX = 65;

  private final DataSource database;
  private final Buildings buildings;
  private final InstantSource clock;

  VirtualDefinitions(DataSource database, Buildings buildings, InstantSource clock) {
    this.database = database;
    this.buildings = buildings;
    this.clock = clock;
  }

  JsonObject list(Asked asked) throws Problem, SQLException {
    buildings.one(asked);
    JsonArray items = new JsonArray();
    try (Connection connection = database.getConnection()) {
      for (VirtualPoint point :
          new VirtualPoints(connection, asked.key("building")).all().values()) {
        point.versions().forEach(version -> items.add(told(point.name(), version)));
      }
    }
    return new JsonObject().put("items", items).putNull("next");
  }

  /** Adds a version; the first one makes the point. */
  JsonObject say(Asked asked) throws Problem, SQLException {
    buildings.one(asked);
    int building = asked.key("building");
    JsonObject body = Asked.body(asked.context());
    String name = name(body);
    LocalDate from = LocalDays.of(body, "from");
    try (Connection connection = database.getConnection()) {
      VirtualPoints stored = new VirtualPoints(connection, building);
      stored.lock();
      Definitions definitions = new Definitions(stored.counted(), stored.all());
      Optional<VirtualPoint> before = Optional.ofNullable(definitions.virtual().get(name));
      Formula formula = formula(connection, building, body);
      boolean ends = formula instanceof Formula.End;
      Optional<Quantity> quantity =
          ends ? before.map(VirtualPoint::quantity) : Optional.of(quantity(body));
      Optional<String> problem =
          definitions.problem(new Definitions.Wanted(name, quantity, formula));
      if (problem.isPresent()) {
        throw Problem.badRequest(problem.get());
      }
      Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
      String title =
          ends
              ? before.orElseThrow().versions().getLast().title()
              : Asked.field(body, "title", TITLE_MAX);
      VirtualPoint.Version version =
          new VirtualPoint.Version(
              before.map(point -> point.versions().size()).orElse(0) + 1,
              from,
              title,
              quantity.orElseThrow(),
              formula,
              asked.principal().name(),
              now);
      stored.add(name, version);
      Audit.noteOfBuilding(
          connection,
          now,
          asked.principal().name(),
          Audit.Deed.VIRTUAL_POINT_SAID,
          "%s, version %d: %s from %s".formatted(name, version.number(), formula.kind(), from),
          building);
      connection.commit();
      return told(name, version);
    }
  }

  private static String name(JsonObject body) throws Problem {
    String name = Asked.field(body, "name", OPERAND_MAX);
    try {
      return new PointId(name).value();
    } catch (IllegalArgumentException impossible) {
      throw Problem.badRequest("name: wanted an identifier, found '" + name + "'");
    }
  }

  private static Quantity quantity(JsonObject body) throws Problem {
    String text = Asked.field(body, "quantity", QUANTITY_MAX);
    return Quantity.of(text)
        .orElseThrow(
            () ->
                Problem.badRequest(
                    "quantity: wanted one such as water-volume, found '" + text + "'"));
  }

  private static Formula formula(Connection connection, int building, JsonObject body)
      throws Problem, SQLException {
    String kind = Asked.field(body, "kind", OPERAND_MAX);
    try {
      return switch (kind) {
        case "sum" -> new Formula.Sum(terms(body));
        case "difference" -> new Formula.Difference(terms(body));
        case "share" -> {
          List<Formula.Term> of = terms(body);
          if (of.size() != 1) {
            throw Problem.badRequest(
                "of: wanted the one point that is shared, found %d".formatted(of.size()));
          }
          yield new Formula.Share(of.getFirst().operand(), weights(connection, building, body));
        }
        case "end" -> new Formula.End();
        default ->
            throw Problem.badRequest(
                "kind: wanted sum, difference, share or end, found '" + kind + "'");
      };
    } catch (IllegalArgumentException wrong) {
      throw Problem.badRequest(String.valueOf(wrong.getMessage()));
    }
  }

  private static List<Formula.Term> terms(JsonObject body) throws Problem {
    List<Formula.Term> terms = new ArrayList<>();
    for (String operand : texts(body, "of")) {
      terms.add(new Formula.Term(Operand.of(operand), 1));
    }
    for (String operand : texts(body, "minus")) {
      terms.add(new Formula.Term(Operand.of(operand), -1));
    }
    return terms;
  }

  private static List<String> texts(JsonObject body, String field) throws Problem {
    Object value = body.getValue(field, new JsonArray());
    if (!(value instanceof JsonArray list) || list.size() > Formula.PARTS_MAX) {
      throw Problem.badRequest(
          "%s: wanted a list of at most %d points, found something else"
              .formatted(field, Formula.PARTS_MAX));
    }
    List<String> texts = new ArrayList<>();
    for (Object each : list) {
      if (!(each instanceof String text)) {
        throw Problem.badRequest(field + ": wanted names of points, found something else");
      }
      texts.add(text);
    }
    return texts;
  }

  /** As they are said, or the shares that the lots have now: written down, for plans change. */
  private static List<Formula.Weight> weights(Connection connection, int building, JsonObject body)
      throws Problem, SQLException {
    Object parts = body.getValue("parts");
    Object among = body.getValue("among");
    if ((parts == null) == (among == null)) {
      throw Problem.badRequest("parts, among: wanted one of them, found " + both(parts));
    }
    if (among != null) {
      if (!among.equals("lots")) {
        throw Problem.badRequest("among: wanted lots, found something else");
      }
      return lots(connection, building);
    }
    if (!(parts instanceof JsonObject said)) {
      throw Problem.badRequest("parts: wanted weights by the names of the parts, found a list");
    }
    List<Formula.Weight> weights = new ArrayList<>();
    for (Map.Entry<String, Object> part : said) {
      if (!(part.getValue() instanceof Integer weight)) {
        throw Problem.badRequest(
            "parts: %s: wanted a whole number, found something else".formatted(part.getKey()));
      }
      weights.add(new Formula.Weight(part.getKey(), weight));
    }
    return weights;
  }

  private static String both(@Nullable Object parts) {
    return parts == null ? "none" : "both";
  }

  private static List<Formula.Weight> lots(Connection connection, int building)
      throws Problem, SQLException {
    List<Formula.Weight> weights = new ArrayList<>();
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select name, shares from lot where building = ? and shares > 0
            order by name collate "C\"\
            """)) {
      query.setInt(1, building);
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          weights.add(new Formula.Weight(row.getString(1), row.getInt(2)));
        }
      }
    }
    if (weights.size() < 2) {
      throw Problem.badRequest(
          "among: wanted at least two lots with shares in the site plan, found " + weights.size());
    }
    return weights;
  }

  private static JsonObject told(String name, VirtualPoint.Version version) {
    JsonArray of = new JsonArray();
    JsonArray minus = new JsonArray();
    version
        .formula()
        .terms()
        .forEach(term -> (term.sign() > 0 ? of : minus).add(term.operand().toString()));
    JsonObject told =
        new JsonObject()
            .put("name", name)
            .put("version", version.number())
            .put("from", version.from().toString())
            .put("title", version.title())
            .put("quantity", version.quantity().id())
            .put("kind", version.formula().kind())
            .put("of", of)
            .put("minus", minus)
            .put("by", version.author())
            .put("at", version.at().toString());
    if (version.formula() instanceof Formula.Share share) {
      JsonObject parts = new JsonObject();
      share.shares().forEach(part -> parts.put(part.name(), part.weight()));
      told.put("parts", parts);
    }
    return told;
  }
}
