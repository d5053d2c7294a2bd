package eu.releve.cloud.points;

import eu.releve.cloud.derive.Figure;
import eu.releve.cloud.derive.PointFigures;
import eu.releve.cloud.derive.PointFigures.Course;
import eu.releve.cloud.derive.Stretch;
import eu.releve.measure.Quantity;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The virtual points of one building as they are stored: versions are added, never changed. */
public final class VirtualPoints {
  private final Connection connection;
  private final int building;

  /**
   * @param connection sees what whoever asks may see.
   * @param building its key.
   */
  public VirtualPoints(Connection connection, int building) {
    this.connection = connection;
    this.building = building;
  }

  /** Nobody else adds a version while this transaction looks whether its own may be. */
  public void lock() throws SQLException {
    try (PreparedStatement lock =
        connection.prepareStatement("select pg_advisory_xact_lock(hashtext('virtual'), ?)")) {
      lock.setInt(1, building);
      lock.execute();
    }
  }

  /** All of them, by name. */
  public Map<String, VirtualPoint> all() throws SQLException {
    Map<String, List<VirtualPoint.Version>> versions = new TreeMap<>();
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select name, version, valid_from, title, quantity, kind, operands, parts, weights,
              author, at
            from virtual_point where building = ? order by name, version\
            """)) {
      query.setInt(1, building);
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          versions
              .computeIfAbsent(row.getString(1), first -> new ArrayList<>())
              .add(
                  new VirtualPoint.Version(
                      row.getInt(2),
                      row.getObject(3, LocalDate.class),
                      row.getString(4),
                      Quantity.of(row.getString(5)).orElseThrow(),
                      formula(row),
                      row.getString(10),
                      row.getTimestamp(11).toInstant()));
        }
      }
    }
    Map<String, VirtualPoint> all = new LinkedHashMap<>();
    versions.forEach((name, of) -> all.put(name, new VirtualPoint(name, of)));
    return all;
  }

  private static Formula formula(ResultSet row) throws SQLException {
    List<Formula.Term> terms = new ArrayList<>();
    for (String text : (String[]) row.getArray(7).getArray()) {
      terms.add(new Formula.Term(Operand.of(text.substring(1)), text.charAt(0) == '-' ? -1 : 1));
    }
    String kind = row.getString(6);
    return switch (kind) {
      case "sum" -> new Formula.Sum(terms);
      case "difference" -> new Formula.Difference(terms);
      case "share" -> {
        String[] names = (String[]) row.getArray(8).getArray();
        Long[] weights = (Long[]) row.getArray(9).getArray();
        List<Formula.Weight> parts = new ArrayList<>();
        for (int i = 0; i < names.length; i++) {
          parts.add(new Formula.Weight(names[i], weights[i]));
        }
        yield new Formula.Share(terms.getFirst().operand(), parts);
      }
      case "end" -> new Formula.End();
      default -> throw new SQLException("no kind of virtual point is called " + kind);
    };
  }

  /** Adds a version that {@link Definitions} has nothing against. */
  public void add(String name, VirtualPoint.Version version) throws SQLException {
    Formula formula = version.formula();
    List<Formula.Weight> parts =
        formula instanceof Formula.Share share ? share.shares() : List.of();
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            insert into virtual_point (building, name, version, valid_from, title, quantity, kind,
              operands, parts, weights, author, at)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)\
            """)) {
      insert.setInt(1, building);
      insert.setString(2, name);
      insert.setInt(3, version.number());
      insert.setObject(4, version.from());
      insert.setString(5, version.title());
      insert.setString(6, version.quantity().id());
      insert.setString(7, formula.kind());
      insert.setArray(
          8,
          texts(
              formula.terms().stream()
                  .map(term -> (term.sign() > 0 ? "+" : "-") + term.operand())
                  .toList()));
      insert.setArray(9, texts(parts.stream().map(Formula.Weight::name).toList()));
      insert.setArray(
          10,
          connection.createArrayOf("bigint", parts.stream().map(Formula.Weight::weight).toArray()));
      insert.setString(11, version.author());
      insert.setTimestamp(12, Timestamp.from(version.at()));
      insert.executeUpdate();
    }
  }

  private Array texts(List<String> texts) throws SQLException {
    return connection.createArrayOf("text", texts.toArray());
  }

  /** What is counted at each point of the building, by name. */
  public Map<String, Set<Quantity>> counted() throws SQLException {
    Map<String, Set<Quantity>> counted = new TreeMap<>();
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select p.name, r.quantity from point p left join meter m on m.point = p.id
              left join register r on r.meter = m.id and r.name = r.quantity
            where p.building = ?\
            """)) {
      query.setInt(1, building);
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          Set<Quantity> of = counted.computeIfAbsent(row.getString(1), first -> new TreeSet<>());
          Optional.ofNullable(row.getString(2)).flatMap(Quantity::of).ifPresent(of::add);
        }
      }
    }
    return counted;
  }

  /** The keys of the building's points, by name. */
  public Map<String, Integer> keys() throws SQLException {
    Map<String, Integer> keys = new TreeMap<>();
    try (PreparedStatement query =
        connection.prepareStatement("select name, id from point where building = ?")) {
      query.setInt(1, building);
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          keys.put(row.getString(1), row.getInt(2));
        }
      }
    }
    return keys;
  }

  /** What points used, read once for each question. */
  public Composition.Measured measured() throws SQLException {
    Map<String, Integer> keys = keys();
    Map<Asked, List<Course>> read = new HashMap<>();
    return (point, quantity, periods) -> {
      Asked asked = new Asked(point, periods);
      List<Course> courses = read.get(asked);
      if (courses == null) {
        Integer key = keys.get(point);
        courses = key == null ? List.of() : PointFigures.of(connection, key, periods);
        read.put(asked, courses);
      }
      return courses.stream()
          .filter(course -> course.quantity().equals(quantity.id()))
          .findFirst()
          .map(Course::figures)
          .orElseGet(() -> periods.stream().map(period -> Figure.of(period, List.of())).toList());
    };
  }

  private record Asked(String point, List<Stretch> periods) {}
}
