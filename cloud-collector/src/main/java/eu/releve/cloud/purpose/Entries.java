package eu.releve.cloud.purpose;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import javax.sql.DataSource;

/**
 * How often an office types an index of a dwelling's register that a gateway reads, without seeing
 * what was read. Each answer, taken or refused, tells whether the index lies above or below: with
 * enough of them it could be found. Five answers leave a thirty-second part of what was unknown.
 */
public final class Entries {
  /**
   * So many of one register within {@link #WITHIN}, whoever types them and whatever comes of it.
   */
  public static final int ENTRIES_MAX = 5;

  /** Thirty days. */
  public static final Duration WITHIN = Duration.ofDays(30);

  private final DataSource database;

  /**
   * @param database connections that see what whoever asks may see.
   */
  public Entries(DataSource database) {
    this.database = database;
  }

  /**
   * Notes that somebody types, before anything is answered: a refusal does not undo it.
   *
   * @param register its key.
   * @return whether it may be answered.
   */
  public boolean mayType(int register, String by, Instant now) throws SQLException {
    try (Connection connection = database.getConnection()) {
      connection.setAutoCommit(false);
      lock(connection, register);
      if (!isReadByAGateway(connection, register)) {
        return true;
      }
      if (typed(connection, register, now) >= ENTRIES_MAX) {
        return false;
      }
      try (PreparedStatement insert =
          connection.prepareStatement(
              "insert into typed_entry (register, author, at) values (?, ?, ?)")) {
        insert.setInt(1, register);
        insert.setString(2, by);
        insert.setTimestamp(3, Timestamp.from(now));
        insert.executeUpdate();
      }
      connection.commit();
      return true;
    }
  }

  /** Two at once would each be counted without the other. */
  private static void lock(Connection connection, int register) throws SQLException {
    try (PreparedStatement lock =
        connection.prepareStatement("select pg_advisory_xact_lock(hashtext('typed_entry'), ?)")) {
      lock.setInt(1, register);
      lock.execute();
    }
  }

  /** What people alone have told of a register they may tell again. */
  private static boolean isReadByAGateway(Connection connection, int register) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select exists (select from reading d where d.register = ? and not exists (
                select from ledger l join epoch e on e.epoch = l.epoch
                  join gateway g on g.id = e.gateway
                where l.batch = d.batch and g.files_of is not null))\
            """)) {
      query.setInt(1, register);
      try (ResultSet row = query.executeQuery()) {
        return row.next() && row.getBoolean(1);
      }
    }
  }

  private static int typed(Connection connection, int register, Instant now) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            "select count(*) from typed_entry where register = ? and at > ?")) {
      query.setInt(1, register);
      query.setTimestamp(2, Timestamp.from(now.minus(WITHIN)));
      try (ResultSet row = query.executeQuery()) {
        row.next();
        return row.getInt(1);
      }
    }
  }
}
