package eu.releve.cloud.api;

import eu.releve.cloud.derive.Figure;
import eu.releve.cloud.points.Similar;
import eu.releve.cloud.points.SimilarDwellings;
import eu.releve.cloud.points.SimilarDwellings.Home;
import eu.releve.cloud.points.SimilarDwellings.Question;
import eu.releve.measure.Kind;
import eu.releve.measure.Quantity;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import javax.sql.DataSource;

/** A dwelling's month beside the average of similar ones. */
final class SimilarFigures {
  private final DataSource database;
  private final InstantSource clock;

  SimilarFigures(DataSource database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  /** The dwelling of the point that is asked for. */
  private record Place(
      int building, Optional<Integer> organisation, ZoneId zone, int lot, String name) {}

  JsonObject ofMonth(Asked asked) throws Problem, SQLException {
    YearMonth month = LocalDays.month(asked, "month");
    int point = asked.key("point");
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    try (Connection connection = database.getConnection()) {
      Place place = place(connection, asked, point);
      SimilarDwellings dwellings = new SimilarDwellings(connection, now);
      JsonArray series = new JsonArray();
      for (Quantity quantity : quantities(connection, point)) {
        Question question = new Question(place.building, place.organisation, month, quantity);
        Similar similar = dwellings.of(question, place.zone);
        series.add(told(similar, quantity, own(dwellings, place, question, similar)));
      }
      connection.commit();
      return new JsonObject()
          .put("point", point)
          .put("lot", place.name)
          .put("month", month.toString())
          .put("series", series);
    }
  }

  private static Place place(Connection connection, Asked asked, int point)
      throws Problem, SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select b.id, b.organisation, b.zone, l.id, l.name, l.kind
            from point p join building b on b.id = p.building left join lot l on l.id = p.lot
            where %s and p.id = ?\
            """
                .formatted(Buildings.VISIBLE))) {
      Buildings.visible(query, asked.principal());
      query.setInt(3, point);
      try (ResultSet row = query.executeQuery()) {
        if (!row.next()) {
          throw Problem.notFound("point");
        }
        if (!"dwelling".equals(row.getString(6))) {
          throw Problem.badRequest(
              "point: wanted one of a dwelling, found one of "
                  + Optional.ofNullable(row.getString(6)).orElse("common parts"));
        }
        return new Place(
            row.getInt(1),
            Optional.ofNullable(row.getObject(2, Integer.class)),
            ZoneId.of(row.getString(3)),
            row.getInt(4),
            row.getString(5));
      }
    }
  }

  private static Set<Quantity> quantities(Connection connection, int point) throws SQLException {
    Set<Quantity> quantities = new TreeSet<>();
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select distinct r.quantity from meter m join register r on r.meter = m.id
            where m.point = ? and r.name = r.quantity\
            """)) {
      query.setInt(1, point);
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          Quantity.of(row.getString(1))
              .filter(quantity -> quantity.kind() == Kind.COUNTER)
              .ifPresent(quantities::add);
        }
      }
    }
    return quantities;
  }

  /** What the dwelling itself used, once the month may be told of. */
  private static JsonObject own(
      SimilarDwellings dwellings, Place place, Question question, Similar similar)
      throws SQLException {
    JsonObject none = new JsonObject().put("status", "missing").put("coverage", "0.0000");
    if (similar instanceof Similar.Withheld withheld
        && withheld.reason() == Similar.Reason.TOO_EARLY) {
      return none;
    }
    Home home = dwellings.homes(place.building, question.quantity()).get(place.lot);
    Optional<Figure> used = home == null ? Optional.empty() : dwellings.used(home, question);
    if (home == null || used.isEmpty()) {
      return none;
    }
    Figure figure = used.get();
    JsonObject own =
        new JsonObject()
            .put("status", figure.status().label())
            .put("coverage", figure.coverage().toPlainString())
            .put("value", figure.consumption().toString())
            .put("estimatedValue", figure.estimated().toString());
    if (similar instanceof Similar.Told told && figure.isComparable()) {
      told.own(figure.consumption(), home.areaM2())
          .map(BigDecimal::toPlainString)
          .ifPresent(same -> own.put("average", same));
    }
    return own;
  }

  private static JsonObject told(Similar similar, Quantity quantity, JsonObject own) {
    JsonObject series =
        new JsonObject()
            .put("quantity", quantity.id())
            .put("unit", quantity.step().symbol())
            .put("own", own);
    return switch (similar) {
      case Similar.Withheld withheld ->
          series.put("withheld", Results.word(withheld.reason().name()));
      case Similar.Told told ->
          series
              .put("average", told.average().toPlainString())
              .put("per", told.areaM2().isPresent() ? "m2" : "dwelling")
              .put("dwellings", told.dwellings())
              .put("group", told.pooled() ? "organisation" : "building")
              .put("fixedAt", told.fixedAt().toString());
    };
  }
}
