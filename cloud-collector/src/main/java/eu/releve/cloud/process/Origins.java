package eu.releve.cloud.process;

import eu.releve.cloud.process.MeasuredPoints.Point;
import eu.releve.document.Document;
import eu.releve.document.DocumentException;
import eu.releve.document.Mapping;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the site plan says of where energy comes from: {@code bought: true} or {@code false} at a
 * point, which holds for the points below it too.
 *
 * @param bought by the key of the point, where the plan says it.
 */
public record Origins(Map<Integer, Boolean> bought) {
  private static final int DEPTH_MAX = 32;

  /** Where what a point counts comes from. */
  enum Origin {
    /** From outside, for money. */
    BOUGHT,
    /** From the building itself: a boiler, a heat pump, a roof. */
    MADE,
    /** The plan does not say. */
    UNSAID
  }

  public Origins {
    bought = Map.copyOf(bought);
  }

  /** What the plan in force says. */
  public static Origins of(Connection connection, int building) throws SQLException {
    Map<String, Boolean> byName = said(body(connection, building));
    Map<Integer, Boolean> bought = new HashMap<>();
    try (PreparedStatement query =
        connection.prepareStatement("select id, name from point where building = ?")) {
      query.setInt(1, building);
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          Boolean said = byName.get(row.getString(2));
          if (said != null) {
            bought.put(row.getInt(1), said);
          }
        }
      }
    }
    return new Origins(bought);
  }

  private static Optional<String> body(Connection connection, int building) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select p.body from site_plan p join building b on b.id = p.building
            where b.id = ? and p.problem is null
            order by (p.epoch = b.catalogue_epoch and p.seq = b.catalogue_seq) desc nulls last,
              p.version desc limit 1""")) {
      query.setInt(1, building);
      try (ResultSet row = query.executeQuery()) {
        return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
      }
    }
  }

  /** By the point's name; a plan that cannot be read says nothing. */
  static Map<String, Boolean> said(Optional<String> plan) {
    Map<String, Boolean> said = new HashMap<>();
    try {
      // Most plans say nothing of it, and a page looks each time.
      if (plan.filter(body -> body.contains("bought")).isPresent()) {
        for (Mapping point : Document.load("plan", plan.get()).mappings("points")) {
          if (point.has("bought")) {
            said.put(point.text("id"), point.flag("bought"));
          }
        }
      }
    } catch (DocumentException unreadable) {
      return Map.of();
    }
    return said;
  }

  /**
   * What is said of a point or of the nearest above it of which anything is said.
   *
   * @param above which points stand above others, by the lower one's key.
   */
  public Optional<Boolean> bought(int point, Map<Integer, Integer> above) {
    Optional<Integer> key = Optional.of(point);
    for (int depth = 0; depth < DEPTH_MAX && key.isPresent(); depth++) {
      Optional<Boolean> said = Optional.ofNullable(bought.get(key.get()));
      if (said.isPresent()) {
        return said;
      }
      key = Optional.ofNullable(above.get(key.get()));
    }
    return Optional.empty();
  }

  Optional<Boolean> bought(MeasuredPoints points, Point point) {
    Map<Integer, Integer> above = new HashMap<>();
    points
        .points()
        .forEach((key, each) -> each.parent().ifPresent(parent -> above.put(key, parent)));
    return bought(point.key(), above);
  }

  /** Where what that point counts comes from, by what is said of it or of the points above. */
  Origin of(MeasuredPoints points, Point point) {
    return bought(points, point)
        .map(said -> said ? Origin.BOUGHT : Origin.MADE)
        .orElse(Origin.UNSAID);
  }

  /** Those of the points whose energy the building does not make itself. */
  List<Point> notMade(MeasuredPoints points, List<Point> some) {
    return some.stream().filter(point -> of(points, point) != Origin.MADE).toList();
  }
}
