package eu.releve.cloud.derive;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Keeps the local days and months of a building's registers beside what they are made of, in the
 * same transaction: those that changed are made again, and months of days.
 */
final class Rollups {
  private final Connection connection;
  private final ZoneId zone;
  private final Kept kept;

  /**
   * @param zone of the building, whose midnights cut the days.
   * @param kept what of them.
   */
  Rollups(Connection connection, ZoneId zone, Kept kept) {
    this.connection = connection;
    this.zone = zone;
    this.kept = kept;
  }

  /**
   * Makes the days and months again that changed; of a register whose days were cut by another
   * zone's midnights, or not yet, all of them.
   *
   * @param changed by register, stretches in which what they are made of has changed.
   */
  void keep(Map<Integer, List<Stretch>> changed) throws SQLException {
    LocalDays days = new LocalDays(LocalCalendar.of(zone));
    changed.forEach((register, stretches) -> stretches.forEach(one -> days.add(register, one)));
    Set<Integer> anew = new HashSet<>(changed.keySet());
    anew.removeAll(ofThisZone(changed.keySet()));
    for (int register : anew) {
      begin(register, days);
    }
    days.eachDay(connection, kept.days());
    days.eachMonth(connection, kept.months());
  }

  private Set<Integer> ofThisZone(Set<Integer> registers) throws SQLException {
    Set<Integer> found = new HashSet<>();
    try (PreparedStatement query =
        connection.prepareStatement(
            "select register from rolled_up where register = any (?) and zone = ?")) {
      query.setArray(1, connection.createArrayOf("integer", registers.toArray()));
      query.setString(2, zone.getId());
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          found.add(row.getInt(1));
        }
      }
    }
    return found;
  }

  private void begin(int register, LocalDays days) throws SQLException {
    for (String table : kept.tables()) {
      try (PreparedStatement delete =
          connection.prepareStatement("delete from " + table + " where register = ?")) {
        delete.setInt(1, register);
        delete.executeUpdate();
      }
    }
    try (PreparedStatement query = connection.prepareStatement(kept.reach())) {
      query.setInt(1, register);
      try (ResultSet row = query.executeQuery()) {
        row.next();
        Timestamp first = row.getTimestamp(1);
        if (first != null) {
          days.add(
              register,
              new Stretch(first.getTime(), row.getTimestamp(2).getTime() + QuarterHour.MILLIS));
        }
      }
    }
    try (PreparedStatement note =
        connection.prepareStatement(
            """
            insert into rolled_up (register, zone) values (?, ?)
            on conflict (register) do update set zone = excluded.zone\
            """)) {
      note.setInt(1, register);
      note.setString(2, zone.getId());
      note.executeUpdate();
    }
  }
}
