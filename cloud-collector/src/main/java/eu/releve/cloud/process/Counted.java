package eu.releve.cloud.process;

import eu.releve.cloud.derive.LocalCalendar;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A quantity that is counted at a point.
 *
 * @param point its key.
 * @param quantity its name.
 * @param resolution the coarsest of its meters, in steps, rounded up.
 * @param first the first local day of which anything is known.
 * @param last the last local day on which a meter is there, where all have been removed.
 * @param expected whether a plan says that a gateway reads it; files and hands bring when they do.
 */
record Counted(
    int point,
    String quantity,
    long resolution,
    LocalDate first,
    Optional<LocalDate> last,
    boolean expected) {
  /** All of a building. */
  static List<Counted> of(Connection connection, Site site) throws SQLException {
    LocalCalendar calendar = LocalCalendar.of(site.zone());
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select m.point, r.quantity,
              max(ceil(r.resolution_mantissa * power(10::numeric, least(9, r.resolution_exponent))))::bigint,
              min(q.starts),
              bool_and(m.installed_to is not null or m.removed_at is not null),
              max(coalesce(m.installed_to, (m.removed_at at time zone ?)::date)),
              bool_or(m.installed_from is not null)
            from meter m join register r on r.meter = m.id and r.name = r.quantity
              cross join lateral (select starts from quarter_hour where register = r.id
                order by starts limit 1) q
            where m.building = ? and m.point is not null
            group by m.point, r.quantity order by m.point, r.quantity\
            """)) {
      query.setString(1, site.zone().getId());
      query.setInt(2, site.building());
      List<Counted> counted = new ArrayList<>();
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          counted.add(
              new Counted(
                  row.getInt(1),
                  row.getString(2),
                  row.getLong(3),
                  calendar.day(row.getTimestamp(4).toInstant()),
                  row.getBoolean(5)
                      ? Optional.ofNullable(row.getObject(6, LocalDate.class))
                      : Optional.empty(),
                  row.getBoolean(7)));
        }
      }
      return counted;
    }
  }

  /** Whether a meter was there on all of a day. */
  boolean isThere(LocalDate day) {
    return day.isAfter(first) && last.map(day::isBefore).orElse(true);
  }
}
