package eu.releve.cloud.derive;

import eu.releve.cloud.database.Failure;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Derives again what commits have touched: claims marks of one building, writes the quarter-hours
 * that rest on them and removes the marks, all in one transaction.
 *
 * <p>A run that dies leaves the marks where they were; a run too many changes nothing. A register
 * that cannot be derived is noted with the reason and keeps no other waiting; nor does a building.
 */
public final class Deriver {
  private static final Logger log = LoggerFactory.getLogger(Deriver.class);
  private static final long APART_MILLIS = QuarterHour.MILLIS;

  private final DataSource database;
  private final Set<Integer> setAside = ConcurrentHashMap.newKeySet();

  /**
   * @param database connections that may read readings and write intervals.
   */
  public Deriver(DataSource database) {
    this.database = database;
  }

  /**
   * Derives the oldest marks of the building that waits longest.
   *
   * @return how many marks were done; 0 when there was nothing to do.
   */
  public int step() throws SQLException {
    try (Connection connection = database.getConnection()) {
      connection.setAutoCommit(false);
      Optional<Integer> building = oldestBuilding(connection);
      try {
        int done = building.isEmpty() ? 0 : patiently(connection, building.get());
        connection.commit();
        return done;
      } catch (SQLException | RuntimeException failed) {
        connection.rollback();
        building.ifPresent(setAside::add);
        throw failed;
      }
    }
  }

  /** Once for all registers, then, when data spoil that, with each register by itself. */
  private static int patiently(Connection connection, int building) throws SQLException {
    Savepoint begin = connection.setSavepoint();
    try {
      return derive(connection, building, false);
    } catch (SQLException | RuntimeException failed) {
      if (!Failure.isOfData(failed)) {
        throw failed;
      }
      connection.rollback(begin);
      return derive(connection, building, true);
    }
  }

  private static int derive(Connection connection, int building, boolean apart)
      throws SQLException {
    Marks marks = Marks.claim(connection, building);
    List<Stretch> changed = new ArrayList<>();
    for (Counting counter : Counting.of(connection, marks.registers(), Optional.empty())) {
      changed.addAll(
          apart
              ? apart(connection, counter, marks.of(counter.register()))
              : rewrite(connection, counter, marks.of(counter.register())));
    }
    if (!apart) {
      note(
          connection,
          "delete from underived where register = any (?)",
          connection.createArrayOf("integer", marks.registers().toArray()));
    }
    for (Stretch stretch : Stretch.joined(changed, APART_MILLIS)) {
      touchDays(connection, building, stretch);
    }
    marks.remove(connection);
    return marks.size();
  }

  private static List<Stretch> rewrite(
      Connection connection, Counting counter, List<Stretch> stretches) throws SQLException {
    Rewriting rewriting = new Rewriting(connection, counter);
    for (Stretch stretch : stretches) {
      rewriting.rewrite(stretch);
    }
    rewriting.rewriteGapsLikeThem();
    return rewriting.changed();
  }

  private static List<Stretch> apart(
      Connection connection, Counting counter, List<Stretch> stretches) throws SQLException {
    int register = counter.register();
    Savepoint before = connection.setSavepoint();
    try {
      List<Stretch> changed = rewrite(connection, counter, stretches);
      note(connection, "delete from underived where register = ?", register);
      return changed;
    } catch (SQLException | RuntimeException failed) {
      if (!Failure.isOfData(failed)) {
        throw failed;
      }
      connection.rollback(before);
      log.error("a register cannot be derived register={}", register, failed);
      note(
          connection,
          """
          insert into underived (reason, register) values (?, ?)
          on conflict (register) do update set reason = excluded.reason\
          """,
          Failure.reason(failed),
          register);
      return List.of();
    } finally {
      connection.releaseSavepoint(before);
    }
  }

  private static void note(Connection connection, String statement, Object... values)
      throws SQLException {
    try (PreparedStatement note = connection.prepareStatement(statement)) {
      for (int i = 0; i < values.length; i++) {
        note.setObject(i + 1, values[i]);
      }
      note.executeUpdate();
    }
  }

  /** One worker a building: its lock is held to the end of the transaction. */
  private Optional<Integer> oldestBuilding(Connection connection) throws SQLException {
    List<Integer> buildings = new ArrayList<>();
    try (PreparedStatement query =
            connection.prepareStatement(
                """
                select building from (select building, min(id) as first from touched
                  group by building order by first limit 10000) t\
                """);
        ResultSet row = query.executeQuery()) {
      while (row.next()) {
        buildings.add(row.getInt(1));
      }
    }
    if (setAside.containsAll(buildings)) {
      // All that is left failed before; perhaps it was the database.
      setAside.clear();
    }
    for (int building : buildings) {
      if (!setAside.contains(building) && locked(connection, building)) {
        return Optional.of(building);
      }
    }
    return Optional.empty();
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
            where b.id = ? on conflict do nothing\
            """)) {
      mark.setTimestamp(1, new Timestamp(stretch.fromMillis()));
      mark.setTimestamp(2, new Timestamp(stretch.toMillis() - 1));
      mark.setInt(3, building);
      mark.executeUpdate();
    }
  }
}
