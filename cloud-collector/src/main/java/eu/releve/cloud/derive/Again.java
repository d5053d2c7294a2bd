package eu.releve.cloud.derive;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;

/** Marks all that was read in a building: everything that rests on readings is made again. */
public final class Again {
  private static final int QUARTER_HOUR_SECONDS = 900;

  private static final String MARK =
      """
      insert into touched (building, registers, from_instant, to_instant)
      select m.building, array[r.id], f.instant, t.instant
      from register r join meter m on m.id = r.meter
        cross join lateral (
          select instant from counted where register = r.id order by instant limit 1) f
        cross join lateral (
          select instant from counted where register = r.id order by instant desc limit 1) t
      where m.building = ? %s order by r.id\
      """;

  private Again() {}

  /**
   * Marks each register of a building by itself, from its first to its last reading.
   *
   * @param connection may read readings and write marks.
   * @return how many registers have readings.
   */
  public static int mark(Connection connection, int building) throws SQLException {
    try (PreparedStatement mark = connection.prepareStatement(MARK.formatted(""))) {
      mark.setInt(1, building);
      return mark.executeUpdate();
    }
  }

  /**
   * Marks the registers of the meters that a plan wants read at another distance than before: a
   * longer one bridges what was a hole.
   *
   * @param periods by the names of meters; to be asked before they are written.
   * @return how many of them have readings.
   */
  public static int markReadOtherwise(
      Connection connection, int building, Map<String, Duration> periods) throws SQLException {
    try (PreparedStatement mark =
        connection.prepareStatement(
            MARK.formatted(
                """
                and exists (select from unnest(?::text[], ?::int4[]) as p(name, seconds)
                  where p.name = m.name
                    and greatest(p.seconds, ?) <> greatest(m.period_seconds, ?))\
                """))) {
      mark.setInt(1, building);
      mark.setArray(2, connection.createArrayOf("text", periods.keySet().toArray()));
      mark.setArray(
          3,
          connection.createArrayOf(
              "integer",
              periods.values().stream()
                  .map(period -> Math.toIntExact(period.toSeconds()))
                  .toArray()));
      // Nearer ones make no difference.
      mark.setInt(4, QUARTER_HOUR_SECONDS);
      mark.setInt(5, QUARTER_HOUR_SECONDS);
      return mark.executeUpdate();
    }
  }
}
