package eu.releve.cloud.points;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The occupancies of one lot as they are stored: they and their ends are added, never changed. */
public final class Occupancies {
  /** A lot has no more of them. */
  public static final int OCCUPANCIES_MAX = 1_000;

  /**
   * So often in a year may somebody say something of one lot: each end is a day at which a
   * dwelling's figures are cut, and enough of them would tell its days.
   */
  public static final int SAID_MAX = 24;

  private static final Duration YEAR = Duration.ofDays(365);

  private final Connection connection;
  private final int lot;

  /**
   * @param connection sees what whoever asks may see.
   * @param lot its key.
   */
  public Occupancies(Connection connection, int lot) {
    this.connection = connection;
    this.lot = lot;
  }

  /**
   * A deed.
   *
   * @param author who does it.
   * @param reason why.
   */
  public record Deed(String author, String reason, Instant at) {}

  /** Nobody else says anything of the lot while this transaction looks whether it may. */
  public void lock() throws SQLException {
    try (PreparedStatement lock =
        connection.prepareStatement("select pg_advisory_xact_lock(hashtext('occupancy'), ?)")) {
      lock.setInt(1, lot);
      lock.execute();
    }
  }

  /** All of them, by their first day. */
  public List<Occupancy> all() throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select o.id, o.occupant, o.first_day, o.author, o.at,
              (select e.day from occupancy_end e where e.occupancy = o.id order by e.id desc limit 1)
            from occupancy o where o.lot = ? order by o.first_day, o.id\
            """)) {
      query.setInt(1, lot);
      List<Occupancy> all = new ArrayList<>();
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          all.add(
              new Occupancy(
                  row.getInt(1),
                  Optional.ofNullable(row.getString(2)),
                  row.getObject(3, LocalDate.class),
                  Optional.ofNullable(row.getObject(6, LocalDate.class)),
                  row.getString(4),
                  row.getTimestamp(5).toInstant()));
        }
      }
      return all;
    }
  }

  /** How often something was said of the lot in the year before an instant. */
  public int said(Instant now) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select (select count(*) from occupancy where lot = ? and at > ?)
              + (select count(*) from occupancy_end e join occupancy o on o.id = e.occupancy
                where o.lot = ? and e.at > ? and e.at > o.at)\
            """)) {
      Timestamp since = Timestamp.from(now.minus(YEAR));
      query.setInt(1, lot);
      query.setTimestamp(2, since);
      query.setInt(3, lot);
      query.setTimestamp(4, since);
      try (ResultSet row = query.executeQuery()) {
        row.next();
        return row.getInt(1);
      }
    }
  }

  /** Adds one; its number. */
  public int add(int building, String occupant, LocalDate from, Optional<LocalDate> to, Deed deed)
      throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            insert into occupancy (building, lot, occupant, first_day, author, at)
            values (?, ?, ?, ?, ?, ?) returning id\
            """)) {
      insert.setInt(1, building);
      insert.setInt(2, lot);
      insert.setString(3, occupant);
      insert.setObject(4, from);
      insert.setString(5, deed.author);
      insert.setTimestamp(6, Timestamp.from(deed.at));
      try (ResultSet row = insert.executeQuery()) {
        row.next();
        int id = row.getInt(1);
        if (to.isPresent()) {
          end(id, to.get(), deed);
        }
        return id;
      }
    }
  }

  /** Says until when; the last one said counts. */
  public void end(int occupancy, LocalDate day, Deed deed) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            insert into occupancy_end (occupancy, day, reason, author, at)
            values (?, ?, ?, ?, ?)\
            """)) {
      insert.setInt(1, occupancy);
      insert.setObject(2, day);
      insert.setString(3, deed.reason);
      insert.setString(4, deed.author);
      insert.setTimestamp(5, Timestamp.from(deed.at));
      insert.executeUpdate();
    }
  }

  /** Takes away what names the occupant; the days and the figures stay. */
  public void erase(int occupancy, Instant now) throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            "update occupancy set occupant = null, erased_at = ? where id = ? and lot = ?")) {
      update.setTimestamp(1, Timestamp.from(now));
      update.setInt(2, occupancy);
      update.setInt(3, lot);
      update.executeUpdate();
    }
  }
}
