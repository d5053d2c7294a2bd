package eu.releve.cloud.process;

import eu.releve.cloud.process.MeasuredPoints.Point;
import eu.releve.cloud.purpose.Counting;
import eu.releve.cloud.purpose.Purpose;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The dwellings that are measured in a building beside a group: where they are few, the building's
 * curve without the group's is theirs, and none of them has agreed to that.
 */
final class Beside {
  /** So many hide each other. */
  static final int DWELLINGS_MIN = Purpose.SUM.householdsMin();

  private final Connection connection;
  private final String quantity;

  Beside(Connection connection, String quantity) {
    this.connection = connection;
    this.quantity = quantity;
  }

  /**
   * The fewest that are too few, of the group's buildings; 0 where there are none, or enough.
   *
   * @param members the lots in the group's sum.
   */
  int others(Set<Integer> members, Timestamp from, Timestamp to) throws SQLException {
    int fewest = 0;
    for (int building : buildings(members)) {
      Set<Integer> others = shown(MeasuredPoints.of(connection, building, quantity));
      others.removeAll(members);
      others.retainAll(measured(building, from, to));
      int count = others.size();
      if (count > 0 && count < DWELLINGS_MIN) {
        fewest = fewest == 0 ? count : Math.min(fewest, count);
      }
    }
    return fewest;
  }

  /** The dwellings in the sums of a building that are shown by quarter-hours. */
  private static Set<Integer> shown(MeasuredPoints points) {
    Counting counting = points.counting();
    // Few dwellings by themselves are in no such sum.
    boolean alone = !points.alone().arePersonal();
    Set<Integer> shown = new HashSet<>();
    for (Point root : points.roots()) {
      if (alone || counting.few(root.key()).isEmpty()) {
        shown.addAll(points.dwellingsFrom(root));
      }
    }
    return shown;
  }

  private List<Integer> buildings(Set<Integer> lots) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            "select distinct building from lot where id = any (?) order by building")) {
      query.setArray(1, connection.createArrayOf("integer", lots.toArray()));
      return keys(query);
    }
  }

  /** The dwellings of which anything was measured then. */
  private List<Integer> measured(int building, Timestamp from, Timestamp to) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select distinct l.id from lot l join point p on p.lot = l.id
              join meter m on m.point = p.id join register r on r.meter = m.id and r.name = ?
            where l.building = ? and l.kind = 'dwelling' and exists (
              select from quarter_hour q
              where q.register = r.id and q.starts >= ? and q.starts < ?)""")) {
      query.setString(1, quantity);
      query.setInt(2, building);
      query.setTimestamp(3, from);
      query.setTimestamp(4, to);
      return keys(query);
    }
  }

  private static List<Integer> keys(PreparedStatement query) throws SQLException {
    List<Integer> keys = new ArrayList<>();
    try (ResultSet row = query.executeQuery()) {
      while (row.next()) {
        keys.add(row.getInt(1));
      }
    }
    return keys;
  }
}
