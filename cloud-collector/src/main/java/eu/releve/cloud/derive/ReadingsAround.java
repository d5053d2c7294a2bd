package eu.releve.cloud.derive;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The readings of a register's stretch and those around it, one value an instant; at the ends of
 * its meter's tenure what its display said. Those of an import that was taken back do not count.
 */
final class ReadingsAround {
  private static final int BEFORE = 1;
  private static final int WITHIN = 2;

  /** What had been committed, and not been taken back, by an instant. */
  static final String KNOWN =
      """
      (select d.* from reading d join ledger l on l.batch = d.batch
        where greatest(l.committed_at, l.dated_at) <= ? and not exists (
          select from withdrawn w
          where w.register = d.register and w.batch = d.batch and w.at <= ?))\
      """;

  private final Connection connection;
  private final Counting counting;
  private final Optional<Instant> known;

  ReadingsAround(Connection connection, Counting counting) {
    this(connection, counting, Optional.empty());
  }

  /**
   * @param known absent: all that is here; else what was committed by then.
   */
  ReadingsAround(Connection connection, Counting counting, Optional<Instant> known) {
    this.connection = connection;
    this.counting = counting;
    this.known = known;
  }

  /**
   * By rising instant; of two batches with one instant the later committed counts, and what
   * somebody typed more than any.
   *
   * @param around how many readings before and after the stretch.
   */
  Tenure.Counted of(long from, long to, int around) throws SQLException {
    // Enough are left when some of them do not count.
    int wanted = around + counting.edits().discards();
    // One more: the outermost instant may have more rows than were read.
    int limit = wanted + 1;
    while (true) {
      Rows rows = rows(from, to, limit);
      if (rows.suffice(limit, wanted)) {
        return counted(
            rows.readings(wanted),
            rows.before.isAll(limit, wanted),
            rows.after.isAll(limit, wanted));
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
            (select d.instant, d.value, d.batch, 1 as part from %1$s d
              where d.register = ? and d.instant < ? and d.instant between ? and ?
              order by d.instant desc limit ?)
            union all
            (select d.instant, d.value, d.batch, 2 from %1$s d
              where d.register = ? and d.instant >= ? and d.instant <= ?
                and d.instant between ? and ?)
            union all
            (select d.instant, d.value, d.batch, 3 from %1$s d
              where d.register = ? and d.instant > ? and d.instant between ? and ?
              order by d.instant limit ?)
            order by instant\
            """
                .formatted(known.isPresent() ? KNOWN : "counted"))) {
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

  private Tenure.Counted counted(List<Index> readings, boolean atBegin, boolean atEnd) {
    Tenure tenure = counting.tenure();
    Edits edits = counting.edits();
    if (edits.isEmpty()) {
      return tenure.of(readings, atBegin, atEnd);
    }
    long from = atBegin ? tenure.fromMillis() : readings.getFirst().millis();
    long to = atEnd ? tenure.toMillis() : readings.getLast().millis();
    return tenure
        .of(edits.over(readings, from, to), atBegin, atEnd)
        .editedAt(edits.within(from, to));
  }

  private void fill(PreparedStatement query, long from, long to, int limit) throws SQLException {
    int register = counting.register();
    Timestamp begin = new Timestamp(counting.tenure().fromMillis());
    Timestamp end = new Timestamp(counting.tenure().toMillis());
    List<Object> then = new ArrayList<>();
    known.map(Timestamp::from).ifPresent(instant -> then.addAll(List.of(instant, instant)));
    List<Object> values = new ArrayList<>(then);
    values.addAll(List.of(register, new Timestamp(from), begin, end, limit));
    values.addAll(then);
    values.addAll(List.of(register, new Timestamp(from), new Timestamp(to), begin, end));
    values.addAll(then);
    values.addAll(List.of(register, new Timestamp(to), begin, end, limit));
    for (int i = 0; i < values.size(); i++) {
      if (values.get(i) instanceof Timestamp at) {
        query.setTimestamp(i + 1, at);
      } else {
        query.setObject(i + 1, values.get(i));
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
