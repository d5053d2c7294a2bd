package eu.releve.cloud.api;

import eu.releve.cloud.points.Definitions;
import eu.releve.cloud.points.VirtualPoint;
import eu.releve.cloud.points.VirtualPoints;
import eu.releve.cloud.process.MeasuredPoints;
import eu.releve.cloud.purpose.Households;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Whose use a virtual point tells.
 *
 * <p>Who knows two sums that differ by one dwelling knows that dwelling. So what is reckoned from
 * dwellings tells of one of them, unless each of those that the building has counts once in it, all
 * with one sign, and they are enough: there is but one such sum.
 */
final class InVirtual {
  private final Connection connection;
  private final int building;
  private final MeasuredPoints measured;
  private final Map<String, Integer> keys;

  private InVirtual(
      Connection connection, int building, MeasuredPoints measured, Map<String, Integer> keys) {
    this.connection = connection;
    this.building = building;
    this.measured = measured;
    this.keys = keys;
  }

  /** Over all its versions; the smallest group of them. */
  static Households of(
      Connection connection, int building, Definitions definitions, VirtualPoint point)
      throws SQLException {
    InVirtual in =
        new InVirtual(
            connection,
            building,
            MeasuredPoints.of(connection, building, point.quantity().id()),
            new VirtualPoints(connection, building).keys());
    Households all = Households.NONE;
    for (Map<String, List<Integer>> leaves : definitions.leaves(point.name())) {
      Households those = in.of(leaves);
      if (those.arePersonal()) {
        return those;
      }
      all = those.count() > 0 ? those : all;
    }
    return all;
  }

  private Households of(Map<String, List<Integer>> leaves) throws SQLException {
    Set<Integer> dwellings = new TreeSet<>();
    Set<List<Integer>> signs = new HashSet<>();
    for (Map.Entry<String, List<Integer>> leaf : leaves.entrySet()) {
      Integer key = keys.get(leaf.getKey());
      MeasuredPoints.Point point = key == null ? null : measured.points().get(key);
      if (key == null || point == null) {
        continue;
      }
      if (point.dwelling()) {
        dwellings.add(key);
        signs.add(leaf.getValue());
      } else if (Whose.of(connection, building, key).arePersonal()) {
        return Households.ONE;
      }
    }
    if (dwellings.isEmpty()) {
      return Households.NONE;
    }
    boolean once = signs.size() == 1 && signs.iterator().next().size() == 1;
    return once ? all(dwellings) : Households.ONE;
  }

  private Households all(Set<Integer> dwellings) {
    Set<Integer> points = new TreeSet<>();
    for (MeasuredPoints.Point each : measured.measured()) {
      if (each.dwelling()) {
        points.add(each.key());
      }
    }
    Set<Integer> lots = measured.dwellings();
    return dwellings.equals(points) && measured.crowds().tell(lots)
        ? new Households(lots.size(), false)
        : Households.ONE;
  }
}
