package eu.releve.cloud.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** Marks all that was read in a building: everything that rests on readings is made again. */
public final class Again {
  private Again() {}

  /**
   * Marks each register of a building by itself, from its first to its last reading.
   *
   * @param connection may read readings and write marks.
   * @return how many registers have readings.
   */
  public static int mark(Connection connection, int building) throws SQLException {
    try (PreparedStatement mark =
        connection.prepareStatement(
            """
            insert into touched (building, registers, from_instant, to_instant)
            select m.building, array[r.id], f.instant, t.instant
            from register r join meter m on m.id = r.meter
              cross join lateral (
                select instant from reading where register = r.id order by instant limit 1) f
              cross join lateral (
                select instant from reading where register = r.id order by instant desc limit 1) t
            where m.building = ? order by r.id\
            """)) {
      mark.setInt(1, building);
      return mark.executeUpdate();
    }
  }
}
