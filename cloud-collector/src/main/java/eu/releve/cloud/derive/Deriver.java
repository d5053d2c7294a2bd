package eu.releve.cloud.derive;

import eu.releve.measure.Kind;
import eu.releve.measure.Quantity;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.sql.DataSource;

/**
 * Derives again what commits have touched: claims the marks of one building, rewrites the
 * quarter-hours that rest on them and removes the marks, all in one transaction.
 *
 * <p>A run that dies leaves the marks where they were; a run too many writes the same rows again.
 */
public final class Deriver {
  private static final int MARKS_MAX = 1_000;
  private static final int LOOK_BACK = 16;

  private final DataSource database;

  /**
   * @param database connections that may read readings and write intervals.
   */
  public Deriver(DataSource database) {
    this.database = database;
  }

  /** A stretch of one register that commits have touched. */
  private record Stretch(long fromMillis, long toMillis) {
    Stretch with(Stretch other) {
      return new Stretch(
          Math.min(fromMillis, other.fromMillis), Math.max(toMillis, other.toMillis));
    }
  }

  /**
   * Derives the oldest touched building's ranges.
   *
   * @return how many marks were done; 0 when there was nothing to do.
   */
  public int step() throws SQLException {
    try (Connection connection = database.getConnection()) {
      connection.setAutoCommit(false);
      try {
        int done = step(connection);
        connection.commit();
        return done;
      } catch (SQLException | RuntimeException failed) {
        connection.rollback();
        throw failed;
      }
    }
  }

  private static int step(Connection connection) throws SQLException {
    Optional<Integer> building = oldestBuilding(connection);
    if (building.isEmpty()) {
      return 0;
    }
    Map<Integer, Stretch> stretches = new TreeMap<>();
    List<Long> marks = claim(connection, building.get(), stretches);
    List<Stretch> rewritten = new ArrayList<>();
    for (int register : counters(connection, stretches)) {
      Stretch stretch = stretches.get(register);
      if (stretch != null) {
        rewritten.add(rewrite(connection, register, stretch));
      }
    }
    Optional<Stretch> all = rewritten.stream().reduce(Stretch::with);
    if (all.isPresent()) {
      touchDays(connection, building.get(), all.get());
    }
    try (PreparedStatement delete =
        connection.prepareStatement("delete from touched where id = any (?)")) {
      delete.setArray(1, connection.createArrayOf("bigint", marks.toArray()));
      delete.executeUpdate();
    }
    return marks.size();
  }

  private static List<Long> claim(
      Connection connection, int building, Map<Integer, Stretch> stretches) throws SQLException {
    List<Long> marks = new ArrayList<>();
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select id, registers, from_instant, to_instant from touched
            where building = ? order by id limit ? for update skip locked""")) {
      query.setInt(1, building);
      query.setInt(2, MARKS_MAX);
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          marks.add(row.getLong(1));
          Stretch stretch =
              new Stretch(row.getTimestamp(3).getTime(), row.getTimestamp(4).getTime());
          for (Integer register : integers(row.getArray(2))) {
            stretches.merge(register, stretch, Stretch::with);
          }
        }
      }
    }
    return marks;
  }

  /** One worker a building: its lock is held to the end of the transaction. */
  private static Optional<Integer> oldestBuilding(Connection connection) throws SQLException {
    try (PreparedStatement query =
            connection.prepareStatement(
                """
                select building from (select building, min(id) as first from touched
                  group by building order by first limit 100) t""");
        ResultSet row = query.executeQuery()) {
      while (row.next()) {
        int building = row.getInt(1);
        if (locked(connection, building)) {
          return Optional.of(building);
        }
      }
      return Optional.empty();
    }
  }

  private static boolean locked(Connection connection, int building) throws SQLException {
    try (PreparedStatement lock =
        connection.prepareStatement("select pg_try_advisory_xact_lock(1918986354, ?)")) {
      lock.setInt(1, building);
      try (ResultSet row = lock.executeQuery()) {
        return row.next() && row.getBoolean(1);
      }
    }
  }

  private static Integer[] integers(Array array) throws SQLException {
    return (Integer[]) array.getArray();
  }

  private static List<Integer> counters(Connection connection, Map<Integer, Stretch> stretches)
      throws SQLException {
    List<Integer> counters = new ArrayList<>();
    try (PreparedStatement query =
        connection.prepareStatement("select id, quantity from register where id = any (?)")) {
      query.setArray(1, connection.createArrayOf("integer", stretches.keySet().toArray()));
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          boolean counts =
              Quantity.of(row.getString(2)).map(q -> q.kind() == Kind.COUNTER).orElse(false);
          if (counts) {
            counters.add(row.getInt(1));
          }
        }
      }
    }
    return counters;
  }

  /** Marks the local days of a stretch for the processors. */
  private static void touchDays(Connection connection, int building, Stretch stretch)
      throws SQLException {
    try (PreparedStatement mark =
        connection.prepareStatement(
            """
            insert into touched_day (building, day)
            select b.id, day::date from building b, generate_series(
              (?::timestamptz at time zone b.zone)::date,
              (?::timestamptz at time zone b.zone)::date, interval '1 day') as day
            where b.id = ? on conflict do nothing""")) {
      mark.setTimestamp(1, new Timestamp(stretch.fromMillis()));
      mark.setTimestamp(2, new Timestamp(stretch.toMillis() - 1));
      mark.setInt(3, building);
      mark.executeUpdate();
    }
  }

  /**
   * Rewrites every quarter-hour between the readings around the stretch.
   *
   * @return the range rewritten.
   */
  private static Stretch rewrite(Connection connection, int register, Stretch touched)
      throws SQLException {
    long before = neighbour(connection, register, touched.fromMillis(), true);
    long after = neighbour(connection, register, touched.toMillis(), false);
    long from = QuarterHour.floor(before);
    long to = QuarterHour.floor(after) + QuarterHour.MILLIS;
    Counter counter = Counter.of(readings(connection, register, from, to));
    try (PreparedStatement delete =
        connection.prepareStatement(
            "delete from quarter_hour where register = ? and starts >= ? and starts < ?")) {
      delete.setInt(1, register);
      delete.setTimestamp(2, new Timestamp(from));
      delete.setTimestamp(3, new Timestamp(to));
      delete.executeUpdate();
    }
    QuarterHourCopy.write(connection, register, counter.quarterHours(from, to));
    return new Stretch(from, to);
  }

  private static long neighbour(Connection connection, int register, long millis, boolean before)
      throws SQLException {
    String sql =
        before
            ? "select max(instant) from reading where register = ? and instant < ?"
            : "select min(instant) from reading where register = ? and instant > ?";
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      query.setInt(1, register);
      query.setTimestamp(2, new Timestamp(millis));
      try (ResultSet row = query.executeQuery()) {
        Timestamp found = row.next() ? row.getTimestamp(1) : null;
        return found == null ? millis : found.getTime();
      }
    }
  }

  /** The readings of a range and those around it; one value an instant, the latest committed. */
  private static List<Index> readings(Connection connection, int register, long from, long to)
      throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            (select instant, value, batch from reading where register = ? and instant < ?
              order by instant desc limit ?)
            union all
            (select instant, value, batch from reading
              where register = ? and instant >= ? and instant < ?)
            union all
            (select instant, value, batch from reading where register = ? and instant >= ?
              order by instant limit 2)""")) {
      query.setInt(1, register);
      query.setTimestamp(2, new Timestamp(from));
      query.setInt(3, LOOK_BACK);
      query.setInt(4, register);
      query.setTimestamp(5, new Timestamp(from));
      query.setTimestamp(6, new Timestamp(to));
      query.setInt(7, register);
      query.setTimestamp(8, new Timestamp(to));
      TreeMap<Long, Map<Long, Long>> byInstant = new TreeMap<>();
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          byInstant
              .computeIfAbsent(row.getTimestamp(1).getTime(), first -> new HashMap<>())
              .put(row.getLong(3), row.getLong(2));
        }
      }
      List<Index> readings = new ArrayList<>(byInstant.size());
      for (Map.Entry<Long, Map<Long, Long>> instant : byInstant.entrySet()) {
        readings.add(new Index(instant.getKey(), chosen(connection, instant.getValue())));
      }
      return readings;
    }
  }

  private static long chosen(Connection connection, Map<Long, Long> valuesByBatch)
      throws SQLException {
    if (valuesByBatch.values().stream().distinct().count() == 1) {
      return valuesByBatch.values().iterator().next();
    }
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select batch from ledger where batch = any (?)
            order by committed_at desc, batch desc limit 1""")) {
      query.setArray(1, connection.createArrayOf("bigint", valuesByBatch.keySet().toArray()));
      try (ResultSet row = query.executeQuery()) {
        long batch =
            row.next()
                ? row.getLong(1)
                : valuesByBatch.keySet().stream().mapToLong(key -> key).max().orElseThrow();
        return valuesByBatch.getOrDefault(batch, 0L);
      }
    }
  }
}
