package eu.releve.cloud.api;

import eu.releve.cloud.derive.LocalCalendar;
import eu.releve.cloud.derive.Stretch;
import java.sql.Connection;
import java.sql.Date;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** When meters came to the points of a building, and when they went. */
record MeterChanges(List<Change> changes) {
  /** One of them. */
  record Change(String point, long millis) {}

  /** To the moment where it was noted, else at the begin of the day that the site plan says. */
  static MeterChanges of(Connection connection, int building, ZoneId zone) throws SQLException {
    LocalCalendar calendar = LocalCalendar.of(zone);
    List<Change> changes = new ArrayList<>();
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select p.name, m.installed_at, m.installed_from, m.removed_at, m.installed_to
            from meter m join point p on p.id = m.point where m.building = ?\
            """)) {
      query.setInt(1, building);
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          String point = row.getString(1);
          for (int column : new int[] {2, 4}) {
            moment(row.getTimestamp(column), row.getDate(column + 1), calendar)
                .ifPresent(millis -> changes.add(new Change(point, millis)));
          }
        }
      }
    }
    return new MeterChanges(changes);
  }

  private static Optional<Long> moment(
      @Nullable Timestamp at, @Nullable Date day, LocalCalendar calendar) {
    return at != null
        ? Optional.of(at.getTime())
        : Optional.ofNullable(day).map(date -> calendar.start(date.toLocalDate()).toEpochMilli());
  }

  /** The points at which one came or went after the begin of a time and before its end. */
  Set<String> within(Stretch over) {
    Set<String> points = new TreeSet<>();
    changes.stream()
        .filter(change -> over.fromMillis() < change.millis && change.millis < over.toMillis())
        .forEach(change -> points.add(change.point));
    return points;
  }
}
