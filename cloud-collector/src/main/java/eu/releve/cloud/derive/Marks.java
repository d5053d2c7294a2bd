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
  private double registerDays;

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
        boolean fits = true;
        while (fits && row.next()) {
          Integer[] registers = (Integer[]) row.getArray(2).getArray();
          Stretch stretch =
              new Stretch(row.getTimestamp(3).getTime(), row.getTimestamp(4).getTime());
          fits = marks.take(row.getLong(1), registers, stretch);
        }
      }
    }
    return marks;
  }

  /** Whether it was taken: what others have marked already is no more work. */
  private boolean take(long id, Integer[] registers, Stretch stretch) {
    Map<Integer, List<Stretch>> joined = new TreeMap<>();
    double more = 0;
    for (int register : registers) {
      List<Stretch> known = of(register);
      List<Stretch> with = new ArrayList<>(known);
      with.add(stretch);
      List<Stretch> together = Stretch.joined(with, APART_MILLIS);
      joined.put(register, together);
      more += days(together) - days(known);
    }
    if (!ids.isEmpty() && registerDays + more > REGISTER_DAYS_MAX) {
      return false;
    }
    ids.add(id);
    stretches.putAll(joined);
    registerDays += more;
    return true;
  }

  /** As much work as so many days: each stretch costs something by itself. */
  private static double days(List<Stretch> stretches) {
    return stretches.stream()
        .mapToDouble(one -> 1 + (one.toMillis() - one.fromMillis()) / DAY_MILLIS)
        .sum();
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
