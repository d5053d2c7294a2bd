package eu.releve.cloud.process;

import eu.releve.cloud.derive.QuarterHour;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.Set;

/**
 * On which days readings lie so close that the day's total is known, though not each quarter-hour:
 * meters that are read each hour.
 *
 * @param close what is counted at which point, and when.
 */
record Closeness(Set<Close> close) {
  static final Closeness NOTHING = new Closeness(Set.of());

  /** As far apart as one may still draw a line between two readings. */
  private static final int APART_MAX_MINUTES = 120;

  /** A day on which it is so. */
  record Close(int point, String quantity, LocalDate day) {}

  Closeness {
    close = Set.copyOf(close);
  }

  boolean isClose(int point, String quantity, LocalDate day) {
    return close.contains(new Close(point, quantity, day));
  }

  /** Of a building from one local day to another, both included. */
  static Closeness of(Connection connection, Site site, LocalDate from, LocalDate to)
      throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select m.point, r.quantity, (q.starts at time zone ?)::date as day, sum(q.covered_millis)
            from meter m join register r on r.meter = m.id and r.name = r.quantity
              join quarter_hour q on q.register = r.id and q.starts >= ? and q.starts < ?
                and q.quality <= ? and q.bracket_minutes <= ?
            where m.building = ? and m.point is not null
            group by m.point, r.quantity, day\
            """)) {
      query.setString(1, site.zone().getId());
      query.setTimestamp(2, site.start(from));
      query.setTimestamp(3, site.start(to.plusDays(1)));
      query.setInt(4, QuarterHour.Status.INTERPOLATED.code());
      query.setInt(5, APART_MAX_MINUTES);
      query.setInt(6, site.building());
      Set<Close> close = new HashSet<>();
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          LocalDate day = row.getObject(3, LocalDate.class);
          long length = site.start(day.plusDays(1)).getTime() - site.start(day).getTime();
          if (10 * row.getLong(4) >= 9 * length) {
            close.add(new Close(row.getInt(1), row.getString(2), day));
          }
        }
      }
      return new Closeness(close);
    }
  }
}
