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

/** The readings of a register's stretch and those around it; one value an instant. */
final class ReadingsAround {
  private final Connection connection;
  private final int register;

  ReadingsAround(Connection connection, int register) {
    this.connection = connection;
    this.register = register;
  }

  /**
   * By rising instant; of two batches with one instant the later committed counts.
   *
   * @param around how many readings before and after the stretch.
   */
  List<Index> of(long from, long to, int around) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            (select instant, value, batch from reading where register = ? and instant < ?
              order by instant desc limit ?)
            union all
            (select instant, value, batch from reading
              where register = ? and instant >= ? and instant <= ?)
            union all
            (select instant, value, batch from reading where register = ? and instant > ?
              order by instant limit ?)
            order by instant""")) {
      query.setInt(1, register);
      query.setTimestamp(2, new Timestamp(from));
      query.setInt(3, around);
      query.setInt(4, register);
      query.setTimestamp(5, new Timestamp(from));
      query.setTimestamp(6, new Timestamp(to));
      query.setInt(7, register);
      query.setTimestamp(8, new Timestamp(to));
      query.setInt(9, around);
      List<Index> readings = new ArrayList<>();
      Map<Long, Long> valuesByBatch = new HashMap<>();
      long instant = Long.MIN_VALUE;
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          long millis = row.getTimestamp(1).getTime();
          if (millis != instant && !valuesByBatch.isEmpty()) {
            readings.add(new Index(instant, chosen(valuesByBatch)));
            valuesByBatch.clear();
          }
          instant = millis;
          valuesByBatch.put(row.getLong(3), row.getLong(2));
        }
      }
      if (!valuesByBatch.isEmpty()) {
        readings.add(new Index(instant, chosen(valuesByBatch)));
      }
      return readings;
    }
  }

  private long chosen(Map<Long, Long> valuesByBatch) throws SQLException {
    if (valuesByBatch.values().stream().distinct().count() == 1) {
      return valuesByBatch.values().iterator().next();
    }
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select batch from ledger where batch = any (?)
            order by committed_at desc, batch desc limit 1""")) {
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
