package eu.releve.cloud.derive;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The oldest marks of one building, claimed to the end of the transaction. */
final class Marks {
  private static final int MARKS_MAX = 1_000;

  /** Some two million quarter-hours: a minute's work. The first mark is taken whatever its size. */
  private static final double REGISTER_DAYS_MAX = 20_000;

  private static final double DAY_MILLIS = Duration.ofDays(1).toMillis();

  /** Far stretches stay apart: what lies between them is not derived again. */
  private static final long APART_MILLIS = Duration.ofDays(1).toMillis();

  private final List<Long> ids = new ArrayList<>();
  private final Map<Integer, List<Stretch>> stretches = new TreeMap<>();

  private Marks() {}

  static Marks claim(Connection connection, int building) throws SQLException {
    Marks marks = new Marks();
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select id, registers, from_instant, to_instant from touched
            where building = ? order by id limit ? for update skip locked""")) {
      query.setInt(1, building);
      query.setInt(2, MARKS_MAX);
      try (ResultSet row = query.executeQuery()) {
        double work = 0;
        while (row.next()) {
          Integer[] registers = (Integer[]) row.getArray(2).getArray();
          Stretch stretch =
              new Stretch(row.getTimestamp(3).getTime(), row.getTimestamp(4).getTime());
          double days = 1 + (stretch.toMillis() - stretch.fromMillis()) / DAY_MILLIS;
          work += registers.length * days;
          if (!marks.ids.isEmpty() && work > REGISTER_DAYS_MAX) {
            break;
          }
          marks.add(row.getLong(1), registers, stretch);
        }
      }
    }
    return marks;
  }

  private void add(long id, Integer[] registers, Stretch stretch) {
    ids.add(id);
    for (int register : registers) {
      List<Stretch> known = stretches.computeIfAbsent(register, first -> new ArrayList<>());
      known.add(stretch);
      stretches.put(register, Stretch.joined(known, APART_MILLIS));
    }
  }

  int size() {
    return ids.size();
  }

  Set<Integer> registers() {
    return stretches.keySet();
  }

  List<Stretch> of(int register) {
    return stretches.getOrDefault(register, List.of());
  }

  void remove(Connection connection) throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement("delete from touched where id = any (?)")) {
      delete.setArray(1, connection.createArrayOf("bigint", ids.toArray()));
      delete.executeUpdate();
    }
  }
}
