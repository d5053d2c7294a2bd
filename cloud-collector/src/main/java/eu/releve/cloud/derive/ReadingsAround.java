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
 * its meter's tenure what its display said. Those of an import that was taken back do not count.
 */
final class ReadingsAround {
  private static final int BEFORE = 1;
  private static final int WITHIN = 2;

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
    // One more than wanted: the outermost instant may have more rows than were read.
    int limit = around + 1;
    while (true) {
      Rows rows = rows(from, to, limit);
      if (rows.suffice(limit, around)) {
        return tenure.of(
            rows.readings(around),
            rows.before.isAll(limit, around),
            rows.after.isAll(limit, around));
      }
      // Batches that came twice: the limit counted their instants twice as well.
      limit *= 2;
    }
  }

  /** What was read on one side of the stretch. */
  private static final class Side {
    private int rows;
    private int instants;

    boolean suffices(int limit, int around) {
      return rows < limit || instants > around;
    }

    boolean isAll(int limit, int around) {
      return rows < limit && instants <= around;
    }
  }

  /** Rows by rising instant, as readings. */
  private final class Rows {
    private final Side before = new Side();
    private final Side after = new Side();
    private final List<Index> readings = new ArrayList<>();
    private final Map<Long, Long> valuesByBatch = new HashMap<>();
    private long instant;

    void add(long millis, long value, long batch, int part) throws SQLException {
      boolean next = valuesByBatch.isEmpty() || millis != instant;
      if (next) {
        close();
      }
      instant = millis;
      valuesByBatch.put(batch, value);
      if (part != WITHIN) {
        Side side = part == BEFORE ? before : after;
        side.rows++;
        side.instants += next ? 1 : 0;
      }
    }

    void close() throws SQLException {
      if (!valuesByBatch.isEmpty()) {
        readings.add(new Index(instant, chosen(valuesByBatch)));
        valuesByBatch.clear();
      }
    }

    boolean suffice(int limit, int around) {
      return before.suffices(limit, around) && after.suffices(limit, around);
    }

    /** No more than so many on either side. */
    List<Index> readings(int around) {
      return readings.subList(
          Math.max(0, before.instants - around),
          readings.size() - Math.max(0, after.instants - around));
    }
  }

  private Rows rows(long from, long to, int limit) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            (select instant, value, batch, 1 as part from counted
              where register = ? and instant < ? and instant between ? and ?
              order by instant desc limit ?)
            union all
            (select instant, value, batch, 2 from counted
              where register = ? and instant >= ? and instant <= ? and instant between ? and ?)
            union all
            (select instant, value, batch, 3 from counted
              where register = ? and instant > ? and instant between ? and ?
              order by instant limit ?)
            order by instant\
            """)) {
      fill(query, from, to, limit);
      Rows rows = new Rows();
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          rows.add(row.getTimestamp(1).getTime(), row.getLong(2), row.getLong(3), row.getInt(4));
        }
      }
      rows.close();
      return rows;
    }
  }

  private void fill(PreparedStatement query, long from, long to, int limit) throws SQLException {
    Timestamp begin = new Timestamp(tenure.fromMillis());
    Timestamp end = new Timestamp(tenure.toMillis());
    Object[] values = {
      register, new Timestamp(from), begin, end, limit,
      register, new Timestamp(from), new Timestamp(to), begin, end,
      register, new Timestamp(to), begin, end, limit
    };
    for (int i = 0; i < values.length; i++) {
      if (values[i] instanceof Timestamp at) {
        query.setTimestamp(i + 1, at);
      } else {
        query.setObject(i + 1, values[i]);
      }
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
