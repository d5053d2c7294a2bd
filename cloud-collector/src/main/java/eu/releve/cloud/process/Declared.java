package eu.releve.cloud.process;

import eu.releve.cloud.derive.LocalCalendar;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What somebody said of when meters came and went. */
final class Declared {
  private final Connection connection;
  private final Site site;
  private final Map<Integer, Set<LocalDate>> changes = new HashMap<>();

  private Declared(Connection connection, Site site) {
    this.connection = connection;
    this.site = site;
  }

  /**
   * Something was counted after the last day of a meter.
   *
   * @param used in steps.
   * @param resolution of the meter, in steps, rounded up.
   */
  record Late(int point, String quantity, LocalDate day, BigInteger used, long resolution) {}

  /** Of a building: the days on which a meter came, each being the change of one that went. */
  static Declared of(Connection connection, Site site) throws SQLException {
    Declared declared = new Declared(connection, site);
    LocalCalendar calendar = LocalCalendar.of(site.zone());
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select point, installed_at, installed_from from meter
            where building = ? and point is not null\
            """)) {
      query.setInt(1, site.building());
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          Set<LocalDate> days =
              declared.changes.computeIfAbsent(row.getInt(1), first -> new HashSet<>());
          Timestamp at = row.getTimestamp(2);
          LocalDate from = row.getObject(3, LocalDate.class);
          if (at != null) {
            days.add(calendar.day(at.toInstant()));
          }
          if (from != null) {
            days.add(from);
          }
        }
      }
    }
    return declared;
  }

  /** Whether a meter came to that point on that day, the one before or the one after. */
  boolean near(int point, LocalDate day) {
    Set<LocalDate> days = changes.getOrDefault(point, Set.of());
    return days.contains(day) || days.contains(day.minusDays(1)) || days.contains(day.plusDays(1));
  }

  /** What was counted on some days that follow each other after the last day of a meter. */
  List<Late> late(List<LocalDate> days) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select m.point, r.quantity, (q.starts at time zone ?)::date as day,
              sum(q.consumption),
              max(ceil(r.resolution_mantissa * power(10::numeric, least(9, r.resolution_exponent))))::bigint
            from meter m join register r on r.meter = m.id and r.name = r.quantity
              join quarter_hour q on q.register = r.id and q.starts >= ? and q.starts < ?
                and q.starts >= (m.installed_to + 1)::timestamp at time zone ?
            where m.building = ? and m.point is not null and m.installed_to is not null
            group by m.point, r.quantity, day order by m.point, r.quantity, day\
            """)) {
      query.setString(1, site.zone().getId());
      query.setTimestamp(2, site.start(days.getFirst()));
      query.setTimestamp(3, site.start(days.getLast().plusDays(1)));
      query.setString(4, site.zone().getId());
      query.setInt(5, site.building());
      List<Late> late = new ArrayList<>();
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          late.add(
              new Late(
                  row.getInt(1),
                  row.getString(2),
                  row.getObject(3, LocalDate.class),
                  row.getBigDecimal(4).toBigInteger(),
                  row.getLong(5)));
        }
      }
      return late;
    }
  }
}
