package eu.releve.cloud.imports;

import eu.releve.cloud.derive.Figure;
import eu.releve.cloud.derive.PointFigures;
import eu.releve.cloud.derive.QuarterHour.Status;
import eu.releve.cloud.derive.Stretch;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Compares what a file says of points with what was measured there.
 *
 * @param compared how many periods both sides know whole.
 * @param told those that differ by 5 % or more, at most {@link #TOLD_MAX}.
 * @param more how many others do.
 */
public record Differences(int compared, List<Difference> told, int more) {
  /** The most that are told of one file. */
  public static final int TOLD_MAX = 1_000;

  static final Differences NONE = new Differences(0, List.of(), 0);

  public Differences {
    told = List.copyOf(told);
  }

  /**
   * Of rows that are stored as an index, or set beside what another meter measures.
   *
   * @param entries with the totals of their tariffs.
   */
  static Differences of(
      Connection connection,
      ZoneId zone,
      List<Entry> entries,
      Map<Entry.Series, Matching.Target> targets)
      throws SQLException {
    Map<Entry.Series, List<Entry>> bySeries = new LinkedHashMap<>();
    entries.stream()
        .filter(entry -> isTotal(entry.series()))
        .forEach(
            entry -> bySeries.computeIfAbsent(entry.series(), s -> new ArrayList<>()).add(entry));
    int compared = 0;
    List<Difference> found = new ArrayList<>();
    for (Map.Entry<Entry.Series, List<Entry>> each : bySeries.entrySet()) {
      Matching.Target target = targets.get(each.getKey());
      if (target == null || target.point().isEmpty()) {
        continue;
      }
      List<Known.Part> periods = Known.periods(Known.parts(each.getValue(), zone), zone);
      for (Difference one : beside(connection, target.point().get(), each.getKey(), periods)) {
        compared++;
        if (one.isTold()) {
          found.add(one);
        }
      }
    }
    List<Difference> told = found.subList(0, Math.min(TOLD_MAX, found.size()));
    return new Differences(compared, told, found.size() - told.size());
  }

  private static boolean isTotal(Entry.Series series) {
    return series.register().toString().equals(series.register().quantity().id());
  }

  private static List<Difference> beside(
      Connection connection, int point, Entry.Series series, List<Known.Part> periods)
      throws SQLException {
    List<Stretch> stretches =
        periods.stream()
            .map(part -> new Stretch(part.from().toEpochMilli(), part.to().toEpochMilli()))
            .toList();
    Optional<PointFigures.Course> course =
        PointFigures.of(connection, point, stretches).stream()
            .filter(each -> each.quantity().equals(series.register().quantity().id()))
            .findFirst();
    String name = name(connection, point);
    List<Difference> all = new ArrayList<>();
    for (int i = 0; course.isPresent() && i < periods.size(); i++) {
      Figure figure = course.get().figures().get(i);
      Known.Part part = periods.get(i);
      if (isKnown(figure)) {
        all.add(
            new Difference(
                point,
                name,
                course.get().quantity(),
                course.get().step(),
                part.from(),
                part.to(),
                figure.consumption(),
                part.amount()));
      }
    }
    return all;
  }

  /** Whether readings enclose all of it, and its total does not lie in a longer gap. */
  private static boolean isKnown(Figure figure) {
    long length = figure.over().toMillis() - figure.over().fromMillis();
    Status total = figure.statusOfTotal();
    return figure.enclosedMillis() >= length
        && (total == Status.MEASURED || total == Status.ROLLOVER || figure.isComparable());
  }

  private static String name(Connection connection, int point) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement("select name from point where id = ?")) {
      query.setInt(1, point);
      try (ResultSet row = query.executeQuery()) {
        return row.next() ? row.getString(1) : Integer.toString(point);
      }
    }
  }

  /** Notes them with the import, instead of what was noted before. */
  void note(Connection connection, int number) throws SQLException {
    try (PreparedStatement delete =
            connection.prepareStatement("delete from import_difference where import = ?");
        PreparedStatement insert =
            connection.prepareStatement(
                """
                insert into import_difference (import, point, quantity, from_instant, to_instant,
                  measured, imported, percent)
                values (?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing\
                """)) {
      delete.setInt(1, number);
      delete.executeUpdate();
      for (Difference each : told) {
        insert.setInt(1, number);
        insert.setInt(2, each.point());
        insert.setString(3, each.quantity());
        insert.setTimestamp(4, Timestamp.from(each.from()));
        insert.setTimestamp(5, Timestamp.from(each.to()));
        insert.setBigDecimal(6, new BigDecimal(each.measured()));
        insert.setBigDecimal(7, new BigDecimal(each.imported()));
        insert.setBigDecimal(8, each.percent());
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }
}
