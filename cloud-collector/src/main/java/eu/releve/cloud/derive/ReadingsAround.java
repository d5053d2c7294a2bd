package eu.releve.cloud.derive;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The readings of a register's stretch and those around it, one value an instant; at the ends of
 * its meter's tenure what its display said.
 */
final class ReadingsAround {
  private static final int BEFORE = 1;
  private static final int AFTER = 3;

  private final Connection connection;
  private final int register;
  private final Tenure tenure;

  ReadingsAround(Connection connection, int register, Tenure tenure) {
    this.connection = connection;
    this.register = register;
    this.tenure = tenure;
  }

  /**
   * By rising instant; of two batches with one instant the later committed counts.
   *
   * @param around how many readings before and after the stretch.
   */
  Tenure.Counted of(long from, long to, int around) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            (select instant, value, batch, 1 as part from reading
              where register = ? and instant < ? and instant between ? and ?
              order by instant desc limit ?)
            union all
            (select instant, value, batch, 2 from reading
              where register = ? and instant >= ? and instant <= ? and instant between ? and ?)
            union all
            (select instant, value, batch, 3 from reading
              where register = ? and instant > ? and instant between ? and ?
              order by instant limit ?)
            order by instant\
            """)) {
      fill(query, from, to, around);
      List<Index> readings = new ArrayList<>();
      int[] parts = new int[AFTER + 1];
      Map<Long, Long> valuesByBatch = new HashMap<>();
      long instant = Long.MIN_VALUE;
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          long millis = row.getTimestamp(1).getTime();
          if (millis != instant && !valuesByBatch.isEmpty()) {
            readings.add(new Index(instant, chosen(connection, valuesByBatch)));
            valuesByBatch.clear();
          }
          instant = millis;
          valuesByBatch.put(row.getLong(3), row.getLong(2));
          parts[row.getInt(4)]++;
        }
      }
      if (!valuesByBatch.isEmpty()) {
        readings.add(new Index(instant, chosen(connection, valuesByBatch)));
      }
      return tenure.of(readings, parts[BEFORE] < around, parts[AFTER] < around);
    }
  }

  private void fill(PreparedStatement query, long from, long to, int around) throws SQLException {
    Timestamp begin = new Timestamp(tenure.fromMillis());
    Timestamp end = new Timestamp(tenure.toMillis());
    Object[] values = {
      register, new Timestamp(from), begin, end, around,
      register, new Timestamp(from), new Timestamp(to), begin, end,
      register, new Timestamp(to), begin, end, around
    };
    for (int i = 0; i < values.length; i++) {
      if (values[i] instanceof Timestamp at) {
        query.setTimestamp(i + 1, at);
      } else {
        query.setObject(i + 1, values[i]);
      }
    }
  }

  /** Of the values of one instant the one that counts: that of the batch committed last. */
  static long chosen(Connection connection, Map<Long, Long> valuesByBatch) throws SQLException {
    if (valuesByBatch.values().stream().distinct().count() == 1) {
      return valuesByBatch.values().iterator().next();
    }
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select batch from ledger where batch = any (?)
            order by committed_at desc, batch desc limit 1\
            """)) {
      query.setArray(1, connection.createArrayOf("bigint", valuesByBatch.keySet().toArray()));
      try (ResultSet row = query.executeQuery()) {
        long batch =
            row.next()
                ? row.getLong(1)
                : valuesByBatch.keySet().stream().mapToLong(key -> key).max().orElseThrow();
        return valuesByBatch.getOrDefault(batch, 0L);
      }
    }
  }
}
