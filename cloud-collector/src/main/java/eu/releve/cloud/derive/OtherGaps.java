package eu.releve.cloud.derive;

import eu.releve.measure.Quantity;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which registers of a building have gaps that rest on what others of it say: of a check meter, or
 * of how cold it was.
 */
final class OtherGaps {
  private final Connection connection;
  private final int building;

  OtherGaps(Connection connection, int building) {
    this.connection = connection;
    this.building = building;
  }

  /**
   * What others say anew.
   *
   * @param cold where it was told how cold it was; of registers that count heat.
   * @param checked where quarter-hours of check meters have changed.
   */
  record Said(List<Stretch> cold, List<Stretch> checked) {
    static final Said NOTHING = new Said(List.of(), List.of());

    Said {
      cold = List.copyOf(cold);
      checked = List.copyOf(checked);
    }
  }

  /**
   * The registers to which something is said.
   *
   * @param marks of what has been read.
   * @param changed where quarter-hours have changed, by register.
   */
  Map<Integer, Said> of(Marks marks, Map<Integer, List<Stretch>> changed) throws SQLException {
    List<Stretch> cold = new ArrayList<>();
    for (int sensor : sensors(marks.registers())) {
      // A reading tells of the day that ends there, and of the one that begins.
      marks.of(sensor).stream()
          .map(mark -> new Stretch(mark.fromMillis() - 1, mark.toMillis() + 1))
          .forEach(cold::add);
    }
    Map<Integer, List<Stretch>> checked = checked(changed);
    Set<Integer> all = new TreeSet<>(checked.keySet());
    Set<Integer> heat = cold.isEmpty() ? Set.of() : heat();
    all.addAll(heat);
    Map<Integer, Said> said = new TreeMap<>();
    for (int register : all) {
      said.put(
          register,
          new Said(
              heat.contains(register) ? cold : List.of(),
              checked.getOrDefault(register, List.of())));
    }
    return said;
  }

  private Set<Integer> sensors(Collection<Integer> registers) throws SQLException {
    return keys(
        """
        select r.id from register r join meter m on m.id = r.meter join point p on p.id = m.point
        where r.id = any (?) and r.quantity = '%s' and p.lot is null\
        """
            .formatted(Quantity.OUTDOOR_TEMPERATURE.id()),
        connection.createArrayOf("integer", registers.toArray()));
  }

  private Set<Integer> heat() throws SQLException {
    return keys(
        """
        select r.id from register r join meter m on m.id = r.meter
        where m.building = ? and r.quantity = '%s'\
        """
            .formatted(Quantity.HEAT_ENERGY.id()),
        building);
  }

  private Set<Integer> keys(String text, Object of) throws SQLException {
    Set<Integer> keys = new TreeSet<>();
    try (PreparedStatement query = connection.prepareStatement(text)) {
      query.setObject(1, of);
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          keys.add(row.getInt(1));
        }
      }
    }
    return keys;
  }

  /** The stretches of check meters by the registers that they check. */
  private Map<Integer, List<Stretch>> checked(Map<Integer, List<Stretch>> changed)
      throws SQLException {
    Object[] registers =
        changed.entrySet().stream()
            .filter(of -> !of.getValue().isEmpty())
            .map(Map.Entry::getKey)
            .toArray();
    Map<Integer, List<Stretch>> checked = new TreeMap<>();
    if (registers.length == 0) {
      return checked;
    }
    try (PreparedStatement query =
        connection.prepareStatement(
            "select register, checked_by from checked_register where checked_by = any (?)")) {
      query.setArray(1, connection.createArrayOf("integer", registers));
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          checked
              .computeIfAbsent(row.getInt(1), first -> new ArrayList<>())
              .addAll(changed.getOrDefault(row.getInt(2), List.of()));
        }
      }
    }
    return checked;
  }
}
