package eu.releve.cloud.process;

import eu.releve.cloud.process.NightFlow.Baseline;
import eu.releve.cloud.process.NightFlow.Course;
import eu.releve.cloud.process.NightFlow.Judged;
import eu.releve.cloud.process.NightFlow.Night;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;

/** The judged nights of a building in the database. */
final class Nights {
  private final Connection connection;
  private final Site site;

  Nights(Connection connection, Site site) {
    this.connection = connection;
    this.site = site;
  }

  /** The newest night that is kept of any point. */
  Optional<LocalDate> newest() throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select max(morning) from night_flow
            where point in (select id from point where building = ?)""")) {
      query.setInt(1, site.building());
      try (ResultSet row = query.executeQuery()) {
        return row.next()
            ? Optional.ofNullable(row.getObject(1, LocalDate.class))
            : Optional.empty();
      }
    }
  }

  /** Forgets all nights of the building, and what those from a day on showed. */
  void forgetFrom(LocalDate day) throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement(
            "delete from night_flow where point in (select id from point where building = ?)")) {
      delete.setInt(1, site.building());
      delete.executeUpdate();
    }
    try (PreparedStatement delete =
        connection.prepareStatement(
            """
            delete from finding
            where point in (select id from point where building = ?) and since >= ?""")) {
      delete.setInt(1, site.building());
      delete.setObject(2, day);
      delete.executeUpdate();
    }
  }

  /** Forgets the nights before a day, except those of leaks that go on. */
  void forgetBefore(LocalDate day) throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement(
            """
            delete from night_flow n using point p
            where p.id = n.point and p.building = ? and n.morning < ?
              and not exists (select from finding f
                where f.point = n.point and f.ongoing and f.since <= n.morning)""")) {
      delete.setInt(1, site.building());
      delete.setObject(2, day);
      delete.executeUpdate();
    }
  }

  /**
   * Judges the nights of a point from the first of some mornings on.
   *
   * @param mornings those that were looked at again.
   * @param flows which of them are known now.
   */
  Course follow(NightFlow rule, int point, SortedSet<LocalDate> mornings, List<Night> flows)
      throws SQLException {
    LocalDate from = mornings.first();
    List<Judged> before = new ArrayList<>();
    TreeMap<LocalDate, Night> fresh = new TreeMap<>();
    for (Judged kept : kept(point)) {
      LocalDate morning = kept.night().morning();
      if (morning.isBefore(from)) {
        before.add(kept);
      } else if (!mornings.contains(morning)) {
        fresh.put(morning, kept.night());
      }
    }
    flows.forEach(night -> fresh.put(night.morning(), night));
    Course course = rule.follow(before, from, List.copyOf(fresh.values()));
    write(point, from, course.nights());
    return course;
  }

  private List<Judged> kept(int point) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select morning, flow_ml, usual_ml, usual_nights, threshold_ml
            from night_flow where point = ? order by morning""")) {
      query.setInt(1, point);
      List<Judged> kept = new ArrayList<>();
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          kept.add(
              new Judged(
                  new Night(row.getObject(1, LocalDate.class), row.getLong(2)),
                  new Baseline(row.getLong(3), row.getInt(4), row.getLong(5))));
        }
      }
      return kept;
    }
  }

  private void write(int point, LocalDate from, List<Judged> nights) throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement("delete from night_flow where point = ? and morning >= ?")) {
      delete.setInt(1, point);
      delete.setObject(2, from);
      delete.executeUpdate();
    }
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            insert into night_flow (point, morning, flow_ml, usual_ml, usual_nights, threshold_ml)
            values (?, ?, ?, ?, ?, ?)""")) {
      for (Judged judged : nights) {
        insert.setInt(1, point);
        insert.setObject(2, judged.night().morning());
        insert.setLong(3, judged.night().flowMl());
        insert.setLong(4, judged.against().usualMl());
        insert.setInt(5, judged.against().nights());
        insert.setLong(6, judged.against().thresholdMl());
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }
}
