package eu.releve.cloud.points;

import eu.releve.cloud.derive.GapsAgain;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which points of one building count the same as others, so that their meters tell the course of
 * the others' gaps; as it is stored: said again, never changed.
 */
public final class CheckPoints {
  /** Of a building no more is ever said. */
  public static final int SAID_MAX = 1_000;

  private final Connection connection;
  private final int building;

  /**
   * @param connection sees what whoever asks may see.
   * @param building its key.
   */
  public CheckPoints(Connection connection, int building) {
    this.connection = connection;
    this.building = building;
  }

  /**
   * What somebody said of a point; the last of a point holds.
   *
   * @param point its name.
   * @param by the point whose meter checks it, by its name; nothing: none from then on.
   * @param reason why.
   * @param author who said it.
   * @param at when.
   */
  public record Said(String point, Optional<String> by, String reason, String author, Instant at) {}

  /** All that was said, the oldest first. */
  public List<Said> all() throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select p.name, o.name, c.reason, c.author, c.at
            from point_check c join point p on p.id = c.point
              left join point o on o.id = c.checked_by
            where c.building = ? order by c.id limit ?\
            """)) {
      query.setInt(1, building);
      query.setInt(2, SAID_MAX);
      List<Said> all = new ArrayList<>();
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          all.add(
              new Said(
                  row.getString(1),
                  Optional.ofNullable(row.getString(2)),
                  row.getString(3),
                  row.getString(4),
                  row.getTimestamp(5).toInstant()));
        }
      }
      return all;
    }
  }

  /** The quantities that two points count in one and the same step, by name. */
  public List<String> common(String point, String by) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select distinct r.quantity
            from point p join meter m on m.point = p.id join register r on r.meter = m.id
              join point o on o.building = p.building and o.name = ?
              join meter om on om.point = o.id
              join register c on c.meter = om.id and c.name = r.name
                and c.quantity = r.quantity and c.step = r.step
            where p.building = ? and p.name = ? order by r.quantity\
            """)) {
      query.setString(1, by);
      query.setInt(2, building);
      query.setString(3, point);
      List<String> quantities = new ArrayList<>();
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          quantities.add(row.getString(1));
        }
      }
      return quantities;
    }
  }

  /**
   * Says it of points that there are, and has the gaps of the first one derived again.
   *
   * @return whether both points are there.
   */
  public boolean say(Said said) throws SQLException {
    Optional<Integer> point = key(said.point);
    Optional<Integer> by = said.by.isPresent() ? key(said.by.get()) : Optional.empty();
    if (point.isEmpty() || by.isPresent() != said.by.isPresent()) {
      return false;
    }
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            insert into point_check (building, point, checked_by, reason, author, at)
            values (?, ?, ?, ?, ?, ?)\
            """)) {
      insert.setInt(1, building);
      insert.setInt(2, point.get());
      insert.setObject(3, by.orElse(null), Types.INTEGER);
      insert.setString(4, said.reason);
      insert.setString(5, said.author);
      insert.setTimestamp(6, Timestamp.from(said.at));
      insert.executeUpdate();
    }
    int unused = new GapsAgain(connection, building).ofPoint(point.get());
    return true;
  }

  private Optional<Integer> key(String name) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement("select id from point where building = ? and name = ?")) {
      query.setInt(1, building);
      query.setString(2, name);
      try (ResultSet row = query.executeQuery()) {
        return row.next() ? Optional.of(row.getInt(1)) : Optional.empty();
      }
    }
  }
}
