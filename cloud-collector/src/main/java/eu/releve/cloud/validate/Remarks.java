package eu.releve.cloud.validate;

import eu.releve.cloud.validate.Remark.Day;
import eu.releve.cloud.validate.Remark.Subject;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What rules said of a building's days, and the remarks that this makes, in the database. */
public final class Remarks {
  private final Connection connection;
  private final int building;

  /**
   * @param connection that may read remarks, and for writing write them.
   * @param building its key; whether it may be seen, the caller has found out.
   */
  public Remarks(Connection connection, int building) {
    this.connection = connection;
    this.building = building;
  }

  /**
   * Up to where the building was judged.
   *
   * @param first the first day.
   * @param through the last day.
   * @param limitSeen the newest limit by which it was judged, 0 for none.
   */
  public record Judged(LocalDate first, LocalDate through, int limitSeen) {}

  /** Up to where the building was judged; nothing before the first time. */
  public Optional<Judged> judged() throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            "select first_day, through, limit_seen from validated where building = ?")) {
      query.setInt(1, building);
      try (ResultSet row = query.executeQuery()) {
        return row.next()
            ? Optional.of(
                new Judged(
                    row.getObject(1, LocalDate.class),
                    row.getObject(2, LocalDate.class),
                    row.getInt(3)))
            : Optional.empty();
      }
    }
  }

  /** Forgets what rules said of some days. */
  public void forget(Collection<Rule> rules, Collection<LocalDate> days) throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement(
            "delete from remark_day where building = ? and rule = any (?) and day = any (?)")) {
      delete.setInt(1, building);
      delete.setArray(2, connection.createArrayOf("text", rules.stream().map(Rule::id).toArray()));
      delete.setArray(3, connection.createArrayOf("date", days.toArray()));
      delete.executeUpdate();
    }
  }

  /** Forgets what was said of days before one: nothing is known of them any more. */
  public void forgetBefore(LocalDate first) throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement("delete from remark_day where building = ? and day < ?")) {
      delete.setInt(1, building);
      delete.setObject(2, first);
      delete.executeUpdate();
    }
  }

  /** Forgets all: nothing of the building is known for a whole day any more. */
  public void forgetAll() throws SQLException {
    for (String table : List.of("remark_day", "remark", "validated")) {
      try (PreparedStatement delete =
          connection.prepareStatement("delete from " + table + " where building = ?")) {
        delete.setInt(1, building);
        delete.executeUpdate();
      }
    }
  }

  /** Keeps what rules said of some days; nothing is kept of them yet. */
  public void keep(List<Day> days) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            insert into remark_day
              (building, point, about, rule, day, breach, measured, limit_value)
            values (?, ?, ?, ?, ?, ?, ?, ?)\
            """)) {
      for (Day day : days) {
        insert.setInt(1, building);
        fill(insert, day.subject());
        insert.setObject(5, day.day());
        insert.setBoolean(6, day.breach().isPresent());
        insert.setBigDecimal(7, day.breach().map(Verdict.Breach::measured).orElse(null));
        insert.setBigDecimal(8, day.breach().map(Verdict.Breach::limit).orElse(null));
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  private static void fill(PreparedStatement insert, Subject subject) throws SQLException {
    insert.setObject(2, subject.point().orElse(null), Types.INTEGER);
    insert.setString(3, subject.about());
    insert.setString(4, subject.rule().id());
  }

  /** Makes all remarks of the building again, from what is kept of its days. */
  public void make(Judged judged) throws SQLException {
    try (PreparedStatement upsert =
        connection.prepareStatement(
            """
            insert into validated values (?, ?, ?, ?) on conflict (building) do update set
              first_day = excluded.first_day, through = excluded.through,
              limit_seen = excluded.limit_seen\
            """)) {
      upsert.setInt(1, building);
      upsert.setObject(2, judged.first());
      upsert.setObject(3, judged.through());
      upsert.setInt(4, judged.limitSeen());
      upsert.executeUpdate();
    }
    try (PreparedStatement delete =
        connection.prepareStatement("delete from remark where building = ?")) {
      delete.setInt(1, building);
      delete.executeUpdate();
    }
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            insert into remark (building, point, about, rule, since, last_day, clean_on, ongoing,
              days, measured, limit_value)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)\
            """)) {
      for (List<Day> days : days(judged.through()).values()) {
        for (Remark remark : Remark.of(days, judged.through())) {
          insert.setInt(1, building);
          fill(insert, remark.subject());
          insert.setObject(5, remark.since());
          insert.setObject(6, remark.last());
          insert.setObject(7, remark.cleanOn().orElse(null), Types.DATE);
          insert.setBoolean(8, remark.isOngoing());
          insert.setInt(9, remark.days());
          insert.setBigDecimal(10, remark.shown().measured());
          insert.setBigDecimal(11, remark.shown().limit());
          insert.addBatch();
        }
      }
      insert.executeBatch();
    }
  }

  private Map<Subject, List<Day>> days(LocalDate through) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select point, about, rule, day, measured, limit_value from remark_day
            where building = ? and day <= ? order by day\
            """)) {
      query.setInt(1, building);
      query.setObject(2, through);
      query.setFetchSize(10_000);
      Map<Subject, List<Day>> days = new LinkedHashMap<>();
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          Subject subject = subject(row, 1);
          boolean shows = row.getObject(5) != null;
          Optional<Verdict.Breach> breach = shows ? Optional.of(breach(row, 5)) : Optional.empty();
          days.computeIfAbsent(subject, first -> new ArrayList<>())
              .add(new Day(subject, row.getObject(4, LocalDate.class), breach));
        }
      }
      return days;
    }
  }

  private static Subject subject(ResultSet row, int first) throws SQLException {
    return new Subject(
        Optional.ofNullable(row.getObject(first, Integer.class)),
        row.getString(first + 1),
        LimitBook.rule(row.getString(first + 2)));
  }

  private static Verdict.Breach breach(ResultSet row, int first) throws SQLException {
    BigDecimal measured = row.getBigDecimal(first);
    return new Verdict.Breach(measured, row.getBigDecimal(first + 1));
  }

  /**
   * A remark with the names that people know.
   *
   * @param pointName as people call it; nothing for the building as a whole.
   * @param lot whose it is; nothing for common parts.
   */
  public record Named(Remark remark, Optional<String> pointName, Optional<String> lot) {}

  /**
   * The remarks of which a day lies in a period, those that go on first, then the latest.
   *
   * @param to exclusive.
   * @param most so many.
   */
  public List<Named> of(LocalDate from, LocalDate to, int most) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select r.point, r.about, r.rule, r.since, r.last_day, r.clean_on, r.days, r.measured,
              r.limit_value, p.title, l.name
            from remark r left join point p on p.id = r.point left join lot l on l.id = p.lot
            where r.building = ? and r.since < ? and (r.ongoing or r.last_day >= ?)
            order by r.ongoing desc, r.last_day desc, r.since, r.rule, r.point, r.about limit ?\
            """)) {
      query.setInt(1, building);
      query.setObject(2, to);
      query.setObject(3, from);
      query.setInt(4, most);
      List<Named> remarks = new ArrayList<>();
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          remarks.add(
              new Named(
                  new Remark(
                      subject(row, 1),
                      row.getObject(4, LocalDate.class),
                      row.getObject(5, LocalDate.class),
                      Optional.ofNullable(row.getObject(6, LocalDate.class)),
                      row.getInt(7),
                      breach(row, 8)),
                  Optional.ofNullable(row.getString(10)),
                  Optional.ofNullable(row.getString(11))));
        }
      }
      return remarks;
    }
  }
}
