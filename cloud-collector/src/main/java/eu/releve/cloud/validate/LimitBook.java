package eu.releve.cloud.validate;

import eu.releve.cloud.validate.Limits.Limit;
import eu.releve.cloud.validate.Limits.Own;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/** The limits in the database: entries are added, never changed. */
public final class LimitBook {
  /** How many limits one organisation may set, ever. */
  public static final int SETS_MAX = 1_000;

  private final Connection connection;

  /**
   * @param connection that may read limits, and for setting one write them.
   */
  public LimitBook(Connection connection) {
    this.connection = connection;
  }

  /**
   * Somebody wants another limit.
   *
   * @param from the first local day for which it holds.
   */
  public record Setting(
      Rule rule, String name, BigDecimal value, LocalDate from, String who, String reason) {}

  /** The limits of an organisation; 0 for a building of nobody. */
  public Limits of(int organisation) throws SQLException {
    return new Limits(known(), own(organisation));
  }

  private List<Limit> known() throws SQLException {
    try (PreparedStatement query =
            connection.prepareStatement(
                """
                select rule, name, unit, value, least, most, source, confirmed, valid_from
                from rule_limit order by rule, place, valid_from\
                """);
        ResultSet row = query.executeQuery()) {
      List<Limit> known = new ArrayList<>();
      while (row.next()) {
        known.add(
            new Limit(
                rule(row.getString(1)),
                row.getString(2),
                row.getString(3),
                row.getBigDecimal(4),
                row.getBigDecimal(5),
                row.getBigDecimal(6),
                row.getString(7),
                row.getBoolean(8),
                row.getObject(9, LocalDate.class)));
      }
      return known;
    }
  }

  private List<Own> own(int organisation) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select id, rule, name, value, valid_from, set_by, reason from limit_set
            where organisation = ? order by id\
            """)) {
      query.setInt(1, organisation);
      List<Own> own = new ArrayList<>();
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          own.add(
              new Own(
                  row.getInt(1),
                  rule(row.getString(2)),
                  row.getString(3),
                  row.getBigDecimal(4),
                  row.getObject(5, LocalDate.class),
                  row.getString(6),
                  row.getString(7)));
        }
      }
      return own;
    }
  }

  static Rule rule(String id) {
    return Rule.of(id).orElseThrow(() -> new IllegalStateException("no rule has number " + id));
  }

  /**
   * Sets a limit, and marks a day of each of the organisation's buildings that were judged for that
   * time, so that they are judged again.
   *
   * @return the number of the entry.
   */
  public int set(int organisation, Setting setting, Instant at) throws SQLException {
    int number;
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            insert into limit_set
              (organisation, rule, name, value, valid_from, set_at, set_by, reason)
            values (?, ?, ?, ?, ?, ?, ?, ?) returning id\
            """)) {
      insert.setInt(1, organisation);
      insert.setString(2, setting.rule().id());
      insert.setString(3, setting.name());
      insert.setBigDecimal(4, setting.value());
      insert.setObject(5, setting.from());
      insert.setTimestamp(6, Timestamp.from(at));
      insert.setString(7, setting.who());
      insert.setString(8, setting.reason());
      try (ResultSet row = insert.executeQuery()) {
        row.next();
        number = row.getInt(1);
      }
    }
    try (PreparedStatement mark =
        connection.prepareStatement(
            """
            insert into touched_day (building, day)
            select v.building, v.through from validated v join building b on b.id = v.building
            where b.organisation = ? and v.through >= ? on conflict do nothing\
            """)) {
      mark.setInt(1, organisation);
      mark.setObject(2, setting.from());
      mark.executeUpdate();
    }
    return number;
  }
}
