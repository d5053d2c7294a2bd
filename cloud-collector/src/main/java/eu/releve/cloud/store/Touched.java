package eu.releve.cloud.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Which registers of which buildings a transaction touches, from when to when. */
final class Touched {
  /** Ranges closer than this become one: derivation works in quarter-hours anyway. */
  private static final long JOIN_MILLIS = 900_000;

  private static final String INSERT =
      """
      insert into touched (building, registers, from_instant, to_instant)
      select building, registers::int4[],
        timestamptz 'epoch' + from_millis * interval '1 millisecond',
        timestamptz 'epoch' + to_millis * interval '1 millisecond'
      from unnest(?::int4[], ?::text[], ?::int8[], ?::int8[])
        as t(building, registers, from_millis, to_millis)
      """;

  private final List<Range> ranges = new ArrayList<>();

  private static final class Range {
    private final int building;
    private final BitSet registers = new BitSet();
    private long fromMillis;
    private long toMillis;

    private Range(int building, long fromMillis, long toMillis) {
      this.building = building;
      this.fromMillis = fromMillis;
      this.toMillis = toMillis;
    }
  }

  /** Adds what one batch touches; {@code registers} by key. */
  void add(int building, BitSet registers, long fromMillis, long toMillis) {
    Range last = ranges.isEmpty() ? null : ranges.get(ranges.size() - 1);
    boolean joins =
        last != null
            && last.building == building
            && fromMillis - last.toMillis <= JOIN_MILLIS
            && last.fromMillis - toMillis <= JOIN_MILLIS;
    Range range = joins && last != null ? last : new Range(building, fromMillis, toMillis);
    range.fromMillis = Math.min(range.fromMillis, fromMillis);
    range.toMillis = Math.max(range.toMillis, toMillis);
    range.registers.or(registers);
    if (!joins) {
      ranges.add(range);
    }
  }

  Set<Integer> buildings() {
    return ranges.stream()
        .map(range -> range.building)
        .collect(Collectors.toCollection(HashSet::new));
  }

  void write(Connection connection) throws SQLException {
    if (ranges.isEmpty()) {
      return;
    }
    int count = ranges.size();
    int[] buildings = new int[count];
    String[] registers = new String[count];
    long[] from = new long[count];
    long[] to = new long[count];
    for (int i = 0; i < count; i++) {
      Range range = ranges.get(i);
      buildings[i] = range.building;
      // BitSet and PostgreSQL both write {1, 2}.
      registers[i] = range.registers.toString();
      from[i] = range.fromMillis;
      to[i] = range.toMillis;
    }
    try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
      statement.setObject(1, buildings);
      statement.setObject(2, registers);
      statement.setObject(3, from);
      statement.setObject(4, to);
      statement.executeUpdate();
    }
  }
}
