package eu.releve.cloud.points;

import eu.releve.measure.Quantity;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What points of a building are expected to use in a year, and the standard profiles that spread
 * it: added, never changed.
 */
public final class ExpectedUses {
  /** The most profiles of a building. */
  public static final int PROFILES_MAX = 100;

  /** The most that is ever said of a point. */
  public static final int SAID_MAX = 200;

  private final Connection connection;

  /**
   * @param connection that sees and may write what whoever asks may.
   */
  public ExpectedUses(Connection connection) {
    this.connection = connection;
  }

  /**
   * A profile that was brought.
   *
   * @param id its key.
   * @param name by which points name it; of one name there may be several years.
   * @param first when it begins.
   * @param steps how many it has.
   * @param at when it was brought.
   * @param by who brought it.
   */
  public record Profile(int id, String name, Instant first, int steps, Instant at, String by) {}

  /** Those of a building, the newest first. */
  public List<Profile> profiles(int building) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select id, name, first_instant, cardinality(weights), brought_at, brought_by
            from standard_profile where building = ? order by id desc limit ?\
            """)) {
      query.setInt(1, building);
      query.setInt(2, PROFILES_MAX);
      List<Profile> profiles = new ArrayList<>();
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          profiles.add(
              new Profile(
                  row.getInt(1),
                  row.getString(2),
                  row.getTimestamp(3).toInstant(),
                  row.getInt(4),
                  row.getTimestamp(5).toInstant(),
                  row.getString(6)));
        }
      }
      return profiles;
    }
  }

  /**
   * Adds a profile.
   *
   * @return its key; nothing when the same bytes were brought for that building before.
   */
  public Optional<Integer> bring(int building, String name, ProfileFile file, Instant at, String by)
      throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            insert into standard_profile
              (building, name, sha256, first_instant, step_seconds, weights, brought_at, brought_by)
            values (?, ?, ?, ?, ?, ?, ?, ?) on conflict (building, sha256) do nothing
            returning id\
            """)) {
      insert.setInt(1, building);
      insert.setString(2, name);
      insert.setString(3, file.sha256());
      insert.setTimestamp(4, Timestamp.from(file.first()));
      insert.setInt(5, Math.toIntExact(file.step().toSeconds()));
      insert.setArray(6, connection.createArrayOf("bigint", file.weights().toArray()));
      insert.setTimestamp(7, Timestamp.from(at));
      insert.setString(8, by);
      try (ResultSet row = insert.executeQuery()) {
        return row.next() ? Optional.of(row.getInt(1)) : Optional.empty();
      }
    }
  }

  /**
   * What somebody said of a point.
   *
   * @param quantity what it counts.
   * @param annual what it is expected to use in a year, in the quantity's step; above zero.
   * @param profile the name of the profiles by which that is spread.
   * @param from the first local day of which it is expected.
   * @param author who said it.
   * @param at when.
   */
  public record Said(
      Quantity quantity, long annual, String profile, LocalDate from, String author, Instant at) {}

  /** All that was said of a point, the newest first. */
  public List<Said> of(int point) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select quantity, annual, profile, first_day, author, at from expected_use
            where point = ? order by id desc limit ?\
            """)) {
      query.setInt(1, point);
      query.setInt(2, SAID_MAX);
      List<Said> all = new ArrayList<>();
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          all.add(
              new Said(
                  Quantity.of(row.getString(1)).orElseThrow(),
                  row.getLong(2),
                  row.getString(3),
                  row.getObject(4, LocalDate.class),
                  row.getString(5),
                  row.getTimestamp(6).toInstant()));
        }
      }
      return all;
    }
  }

  /** Adds what somebody says of a point. */
  public void say(int point, Said said) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            insert into expected_use (point, quantity, annual, profile, first_day, author, at)
            values (?, ?, ?, ?, ?, ?, ?)\
            """)) {
      insert.setInt(1, point);
      insert.setString(2, said.quantity.id());
      insert.setLong(3, said.annual);
      insert.setString(4, said.profile);
      insert.setObject(5, said.from);
      insert.setString(6, said.author);
      insert.setTimestamp(7, Timestamp.from(said.at));
      insert.executeUpdate();
    }
  }
}
