package eu.releve.cloud.api;

import eu.releve.cloud.purpose.Fineness;
import eu.releve.cloud.purpose.Households;
import eu.releve.cloud.purpose.Sight;
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

  private record Row(Instant instant, long value, int quality, long batch) {}

  /**
   * Readings by rising instant. Of two batches with one instant the later committed counts; {@code
   * all=true} shows both.
   */
  JsonObject readings(Asked asked) throws Problem, SQLException {
    int limit = asked.limit(PAGE_MAX, PAGE_MAX);
    boolean all = asked.parameter("all").map("true"::equals).orElse(false);
    Optional<Instant> cursor = asked.instantCursor();
    Instant from = cursor.isPresent() ? cursor.get().plusMillis(1) : asked.from();
    try (Connection connection = database.getConnection()) {
      String unit = unit(connection, asked);
      int register = asked.key("register");
      // One row more than asked for tells whether the page is cut; it is cut between two instants.
      List<Row> rows = rows(connection, register, from, asked.to(), limit + 1);
      boolean more = rows.size() > limit;
      if (more) {
        Instant cut = rows.getLast().instant();
        rows.removeIf(row -> !row.instant().isBefore(cut));
        if (rows.isEmpty()) {
          rows = rows(connection, register, cut, cut.plusMillis(1), PAGE_MAX);
        }
      }
      Instant last = rows.isEmpty() ? from : rows.getLast().instant();
      return new JsonObject()
          .put("items", items(all ? rows : latestOfEach(connection, rows)))
          .put("unit", unit)
          .put("next", more ? Asked.next(last.toString()) : null);
    }
  }

  private static JsonArray items(List<Row> rows) {
    JsonArray items = new JsonArray();
    for (Row row : rows) {
      items.add(
          new JsonObject()
              .put("instant", row.instant().toString())
              .put("value", Long.toString(row.value()))
              .put("quality", row.quality()));
    }
    return items;
  }

  /** The register's unit, for those who may see its readings. */
  private static String unit(Connection connection, Asked asked) throws Problem, SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select r.step, b.id, m.point
            from register r join meter m on m.id = r.meter
              join building b on b.id = m.building
            where %s and r.id = ?"""
                .formatted(Buildings.VISIBLE))) {
      Buildings.visible(query, asked.principal());
      query.setInt(3, asked.key("register"));
      try (ResultSet row = query.executeQuery()) {
        if (!row.next()) {
          throw Problem.notFound("register");
        }
        Integer point = row.getObject(3, Integer.class);
        // A meter that no plan places may be a dwelling's.
        Households households =
            point == null ? Households.ONE : Whose.of(connection, row.getInt(2), point);
        Sight sight = Sight.of(asked.principal().role(), households);
        if (!sight.allows(Fineness.READING)) {
          throw Problem.forbidden("readings are refused: " + sight.reason());
        }
        return row.getString(1);
      }
    }
  }

  private static List<Row> rows(
      Connection connection, int register, Instant from, Instant to, int limit)
      throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select instant, value, quality, batch from reading
            where register = ? and instant >= ? and instant < ?
            order by instant, batch limit ?""")) {
      query.setInt(1, register);
      query.setTimestamp(2, Timestamp.from(from));
      query.setTimestamp(3, Timestamp.from(to));
      query.setInt(4, limit);
      List<Row> rows = new ArrayList<>();
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          rows.add(
              new Row(
                  row.getTimestamp(1).toInstant(), row.getLong(2), row.getInt(3), row.getLong(4)));
        }
      }
      return rows;
    }
  }

  private static List<Row> latestOfEach(Connection connection, List<Row> rows) throws SQLException {
    List<Row> latest = new ArrayList<>(rows.size());
    for (Row row : rows) {
      boolean same = !latest.isEmpty() && latest.getLast().instant().equals(row.instant());
      if (!same) {
        latest.add(row);
      } else if (!committed(connection, row).isBefore(committed(connection, latest.getLast()))) {
        latest.set(latest.size() - 1, row);
      }
    }
    return latest;
  }

  /** Asked only for the rare instants that two batches claim. */
  private static Instant committed(Connection connection, Row row) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement("select committed_at from ledger where batch = ?")) {
      query.setLong(1, row.batch());
      try (ResultSet found = query.executeQuery()) {
        return found.next() ? found.getTimestamp(1).toInstant() : Instant.EPOCH;
      }
    }
  }
}
