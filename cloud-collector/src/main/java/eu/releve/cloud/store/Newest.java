package eu.releve.cloud.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Map;
import java.util.TreeMap;

/** The newest reading of each register of one transaction, written over older ones. */
final class Newest {
  private static final String UPSERT =
      """
      insert into latest (register, instant, value, quality, batch)
      select register, timestamptz 'epoch' + millis * interval '1 millisecond', value, quality,
        batch
      from unnest(?::int4[], ?::int8[], ?::int8[], ?::int2[], ?::int8[])
        as n(register, millis, value, quality, batch)
      on conflict (register) do update set
        instant = excluded.instant, value = excluded.value, quality = excluded.quality,
        batch = excluded.batch
      where excluded.instant >= latest.instant
      """;

  // By register: every collector locks rows in the same order.
  private final Map<Integer, Row> rows = new TreeMap<>();

  private record Row(long millis, long value, int quality, long batch) {}

  void add(int register, long millis, long value, int quality, long batch) {
    Row known = rows.get(register);
    if (known == null || millis >= known.millis) {
      rows.put(register, new Row(millis, value, quality, batch));
    }
  }

  void write(Connection connection) throws SQLException {
    if (rows.isEmpty()) {
      return;
    }
    int[] registers = new int[rows.size()];
    long[] millis = new long[rows.size()];
    long[] values = new long[rows.size()];
    short[] qualities = new short[rows.size()];
    long[] batches = new long[rows.size()];
    int i = 0;
    for (Map.Entry<Integer, Row> entry : rows.entrySet()) {
      Row row = entry.getValue();
      registers[i] = entry.getKey();
      millis[i] = row.millis;
      values[i] = row.value;
      qualities[i] = (short) row.quality;
      batches[i] = row.batch;
      i++;
    }
    try (PreparedStatement statement = connection.prepareStatement(UPSERT)) {
      statement.setObject(1, registers);
      statement.setObject(2, millis);
      statement.setObject(3, values);
      statement.setObject(4, qualities);
      statement.setObject(5, batches);
      statement.executeUpdate();
    }
  }
}
