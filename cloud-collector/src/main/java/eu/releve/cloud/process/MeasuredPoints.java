package eu.releve.cloud.process;

import eu.releve.cloud.purpose.Counting;
import eu.releve.cloud.purpose.Crowds;
import eu.releve.cloud.purpose.Households;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The points of a building, and at which of them a quantity is counted.
 *
 * @param points all of them, by key.
 */
public record MeasuredPoints(Map<Integer, Point> points) {
  /** No chain of points is longer; a circle ends here too. */
  private static final int DEPTH_MAX = 32;

  /**
   * A point.
   *
   * @param parent the point that measures it together with others.
   * @param lot whose it is, by key; nothing for common parts.
   * @param dwelling whether that lot is a dwelling.
   * @param measured whether the quantity is counted there.
   */
  public record Point(
      int key,
      Optional<Integer> parent,
      Optional<Integer> lot,
      boolean dwelling,
      boolean measured) {
    /** Whether the building itself pays for what is used there. */
    boolean isCommon() {
      return lot.isEmpty();
    }
  }

  /** The points of a building, and where that quantity is counted. */
  public static MeasuredPoints of(Connection connection, int building, String quantity)
      throws SQLException {
    Map<Integer, Point> points = new TreeMap<>();
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select p.id, p.parent, l.id, coalesce(l.kind = 'dwelling', false),
              exists (select from meter m join register r on r.meter = m.id
                where m.point = p.id and r.name = ?)
            from point p left join lot l on l.id = p.lot where p.building = ?""")) {
      query.setString(1, quantity);
      query.setInt(2, building);
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          points.put(
              row.getInt(1),
              new Point(
                  row.getInt(1),
                  Optional.ofNullable(row.getObject(2, Integer.class)),
                  Optional.ofNullable(row.getObject(3, Integer.class)),
                  row.getBoolean(4),
                  row.getBoolean(5)));
        }
      }
    }
    return new MeasuredPoints(points);
  }

  /** Points that count and below no other that does: together what the building takes in. */
  List<Point> roots() {
    return points.values().stream()
        .filter(Point::measured)
        .filter(point -> nearestMeasured(point).isEmpty())
        .toList();
  }

  /** Whose use each of them counts. */
  public Counting counting() {
    return new Counting(
        measured().stream()
            .map(
                point ->
                    new Counting.Point(
                        point.key(), nearestMeasured(point), point.lot(), point.dwelling()))
            .toList());
  }

  /** Whose use a point counts; a dwelling's is its own, whatever is counted there. */
  public Households households(int key) {
    Point point = points.get(key);
    return point != null && point.dwelling() ? Households.ONE : counting().households(key);
  }

  /** The dwellings whose use points below no other count, a few dwellings each. */
  Households alone() {
    Counting counting = counting();
    long dwellings =
        roots().stream()
            .flatMap(root -> counting.few(root.key()).stream())
            .flatMap(Set::stream)
            .distinct()
            .count();
    return new Households(Math.toIntExact(dwellings), false);
  }

  /** All points that count. */
  public List<Point> measured() {
    return points.values().stream().filter(Point::measured).toList();
  }

  /** The counting points whose use the given one counts too, without those further down. */
  public List<Integer> below(int point) {
    List<Integer> below = new ArrayList<>();
    for (Point each : measured()) {
      if (nearestMeasured(each).equals(Optional.of(point))) {
        below.add(each.key());
      }
    }
    return below;
  }

  /**
   * Sets of dwellings whose sums common points count by themselves: whoever sees such a point sees
   * the sum.
   */
  public Crowds crowds() {
    Counting counting = counting();
    List<Set<Integer>> told = new ArrayList<>();
    for (Point point : measured()) {
      Optional<Set<Integer>> dwellings = counting.dwellings(point.key());
      if (point.isCommon() && dwellings.isPresent() && counting.few(point.key()).isEmpty()) {
        told.add(dwellings.get());
      }
    }
    return new Crowds(told);
  }

  /** The lots of the dwellings at whose own points the quantity is counted. */
  public Set<Integer> dwellings() {
    Set<Integer> lots = new HashSet<>();
    measured().stream().filter(Point::dwelling).forEach(point -> point.lot().ifPresent(lots::add));
    return lots;
  }

  /** The lots of the dwellings that are measured at a point or anywhere below it. */
  Set<Integer> dwellingsFrom(Point point) {
    Set<Integer> dwellings = new HashSet<>();
    if (point.dwelling()) {
      point.lot().ifPresent(dwellings::add);
    }
    for (int key : below(point.key())) {
      Point below = points.get(key);
      if (below != null && !below.equals(point)) {
        dwellings.addAll(dwellingsFrom(below));
      }
    }
    return dwellings;
  }

  /** Whether what passes there is counted, at the point itself or above. */
  boolean isCounted(int key) {
    Point point = points.get(key);
    return point != null && (point.measured() || nearestMeasured(point).isPresent());
  }

  private Optional<Integer> nearestMeasured(Point point) {
    Optional<Integer> parent = point.parent();
    for (int depth = 0; depth < DEPTH_MAX && parent.isPresent(); depth++) {
      Point above = points.get(parent.get());
      if (above == null) {
        return Optional.empty();
      }
      if (above.measured()) {
        return Optional.of(above.key());
      }
      parent = above.parent();
    }
    return Optional.empty();
  }
}
