package eu.releve.cloud.api;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/** The readings of a register. */
public final class Series {
  private static final int PAGE_MAX = 10_000;

  private final DataSource database;

  /**
   * @param database connections that may read readings.
   */
  public Series(DataSource database) {
    this.database = database;
  }

  private record Row(Instant instant, long value, int quality, Instant committed, long batch) {}

  /**
   * Readings by rising instant. Of two batches with one instant the later committed counts; {@code
   * all=true} shows both.
   */
  JsonObject readings(Asked asked) throws Problem, SQLException {
    int limit = asked.limit(PAGE_MAX, PAGE_MAX);
    boolean all = asked.parameter("all").map("true"::equals).orElse(false);
    try (Connection connection = database.getConnection()) {
      String unit = unit(connection, asked);
      // A page ends between two instants: one more row than asked for tells whether it is cut.
      List<Row> rows = rows(connection, asked, limit + 1);
      boolean more = rows.size() > limit;
      if (more) {
        Instant cut = rows.getLast().instant();
        rows.removeIf(row -> !row.instant().isBefore(cut));
      }
      JsonArray items = new JsonArray();
      for (Row row : all ? rows : latestOfEach(rows)) {
        items.add(
            new JsonObject()
                .put("instant", row.instant().toString())
                .put("value", Long.toString(row.value()))
                .put("quality", row.quality()));
      }
      Optional<Row> last = rows.isEmpty() ? Optional.empty() : Optional.of(rows.getLast());
      return new JsonObject()
          .put("items", items)
          .put("unit", unit)
          .put(
              "next",
              more ? last.map(row -> Asked.next(row.instant().toString())).orElse(null) : null);
    }
  }

  private static String unit(Connection connection, Asked asked) throws Problem, SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select r.step from register r join meter m on m.id = r.meter
              join building b on b.id = m.building where %s and r.id = ?"""
                .formatted(Buildings.VISIBLE))) {
      Buildings.visible(query, asked.principal());
      query.setInt(3, asked.key("register"));
      try (ResultSet row = query.executeQuery()) {
        if (!row.next()) {
          throw Problem.notFound("register");
        }
        return row.getString(1);
      }
    }
  }

  private static List<Row> rows(Connection connection, Asked asked, int limit)
      throws Problem, SQLException {
    Optional<String> cursor = asked.cursor();
    Instant from = cursor.isPresent() ? Instant.parse(cursor.get()).plusMillis(1) : asked.from();
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select r.instant, r.value, r.quality, r.batch
            from reading r where r.register = ? and r.instant >= ? and r.instant < ?
            order by r.instant, r.batch limit ?""")) {
      query.setInt(1, asked.key("register"));
      query.setTimestamp(2, Timestamp.from(from));
      query.setTimestamp(3, Timestamp.from(asked.to()));
      query.setInt(4, limit);
      List<Row> rows = new ArrayList<>();
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          rows.add(
              new Row(
                  row.getTimestamp(1).toInstant(),
                  row.getLong(2),
                  row.getInt(3),
                  Instant.EPOCH,
                  row.getLong(4)));
        }
      }
      return committed(connection, rows);
    }
  }

  /** Adds when each batch was committed, for the rare instants that two batches claim. */
  private static List<Row> committed(Connection connection, List<Row> rows) throws SQLException {
    for (int i = 1; i < rows.size(); i++) {
      if (rows.get(i).instant().equals(rows.get(i - 1).instant())) {
        rows.set(i - 1, dated(connection, rows.get(i - 1)));
        rows.set(i, dated(connection, rows.get(i)));
      }
    }
    return rows;
  }

  private static Row dated(Connection connection, Row row) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement("select committed_at from ledger where batch = ?")) {
      query.setLong(1, row.batch());
      try (ResultSet found = query.executeQuery()) {
        Instant committed = found.next() ? found.getTimestamp(1).toInstant() : Instant.EPOCH;
        return new Row(row.instant(), row.value(), row.quality(), committed, row.batch());
      }
    }
  }

  private static List<Row> latestOfEach(List<Row> rows) {
    List<Row> latest = new ArrayList<>();
    for (Row row : rows) {
      boolean same = !latest.isEmpty() && latest.getLast().instant().equals(row.instant());
      if (!same) {
        latest.add(row);
      } else if (!row.committed().isBefore(latest.getLast().committed())) {
        latest.set(latest.size() - 1, row);
      }
    }
    return latest;
  }
}
