package eu.releve.cloud.process;

import eu.releve.cloud.database.Failure;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Computes again what derivation has touched: claims the touched days of one building, runs every
 * processor on them and removes the marks, all in one transaction.
 *
 * <p>A run that dies leaves the marks where they were; a run too many writes the same rows again.
 */
public final class Processing {
  /** The most days that one step claims. */
  public static final int DAYS_MAX = 62;

  /** With a building: 1_918_986_354 is the derivation's, ..55 a group's, ..56 a lot's. */
  private static final int LOCK = 1_918_986_357;

  private static final Logger log = LoggerFactory.getLogger(Processing.class);

  private final DataSource database;

  /**
   * @param database connections that may read intervals and write results.
   */
  public Processing(DataSource database) {
    this.database = database;
  }

  /**
   * Works on the oldest days of a building with touched ones.
   *
   * @return how many days were done, at most {@link #DAYS_MAX}; 0 when there was nothing to do.
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
    Optional<Integer> building = building(connection);
    if (building.isEmpty()) {
      return 0;
    }
    SortedSet<LocalDate> days = claim(connection, building.get());
    Optional<Site> site = Site.of(connection, building.get());
    if (site.isPresent()) {
      SortedSet<YearMonth> months = new TreeSet<>();
      days.forEach(day -> months.add(YearMonth.from(day)));
      new CarbonRun(connection, site.get()).run(months);
      new LeakRun(connection, site.get()).run(days);
      new GroupRun(connection, site.get()).run(months);
      validate(connection, site.get(), days);
    }
    return days.size();
  }

  /** A check that data spoil costs its own remarks, and nothing else. */
  private static void validate(Connection connection, Site site, SortedSet<LocalDate> days)
      throws SQLException {
    Savepoint before = connection.setSavepoint();
    try {
      new Validation(connection, site).run(days);
    } catch (SQLException | RuntimeException failed) {
      if (!Failure.isOfData(failed)) {
        throw failed;
      }
      connection.rollback(before);
      log.error("a building cannot be checked building={}", site.building(), failed);
    }
    connection.releaseSavepoint(before);
  }

  /** One worker a building: its lock is held to the end of the transaction. */
  private static Optional<Integer> building(Connection connection) throws SQLException {
    try (PreparedStatement query =
            connection.prepareStatement(
                "select distinct building from touched_day order by building limit 1000");
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
        connection.prepareStatement("select pg_try_advisory_xact_lock(?, ?)")) {
      lock.setInt(1, LOCK);
      lock.setInt(2, building);
      try (ResultSet row = lock.executeQuery()) {
        return row.next() && row.getBoolean(1);
      }
    }
  }

  private static SortedSet<LocalDate> claim(Connection connection, int building)
      throws SQLException {
    try (PreparedStatement claim =
        connection.prepareStatement(
            """
            delete from touched_day where building = ? and day in (
              select day from touched_day where building = ? order by day limit ?
              for update skip locked)
            returning day\
            """)) {
      claim.setInt(1, building);
      claim.setInt(2, building);
      claim.setInt(3, DAYS_MAX);
      SortedSet<LocalDate> days = new TreeSet<>();
      try (ResultSet row = claim.executeQuery()) {
        while (row.next()) {
          days.add(row.getObject(1, LocalDate.class));
        }
      }
      return days;
    }
  }
}
