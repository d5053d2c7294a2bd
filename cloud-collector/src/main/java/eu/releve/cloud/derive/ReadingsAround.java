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
 * its meter's tenure what its display said.
 */
final class ReadingsAround {
  private static final int BEFORE = 1;
  private static final int AFTER = 3;

  private static final String KNOWN =
      """
       and exists (select from ledger l where l.batch = reading.batch
        and greatest(l.committed_at, l.dated_at) <= ?)\
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
    int read = around + counting.edits().discards();
    String then = known.isPresent() ? KNOWN : "";
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            (select instant, value, batch, 1 as part from reading
              where register = ? and instant < ? and instant between ? and ?%1$s
              order by instant desc limit ?)
            union all
            (select instant, value, batch, 2 from reading
              where register = ? and instant >= ? and instant <= ? and instant between ? and ?%1$s)
            union all
            (select instant, value, batch, 3 from reading
              where register = ? and instant > ? and instant between ? and ?%1$s
              order by instant limit ?)
            order by instant\
            """
                .formatted(then))) {
      fill(query, from, to, read);
      List<Index> readings = new ArrayList<>();
      int[] parts = new int[AFTER + 1];
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
          parts[row.getInt(4)]++;
        }
      }
      if (!valuesByBatch.isEmpty()) {
        readings.add(new Index(instant, chosen(valuesByBatch)));
      }
      return counted(readings, parts[BEFORE] < read, parts[AFTER] < read);
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

  private void fill(PreparedStatement query, long from, long to, int around) throws SQLException {
    int register = counting.register();
    Timestamp begin = new Timestamp(counting.tenure().fromMillis());
    Timestamp end = new Timestamp(counting.tenure().toMillis());
    List<Object> values = new ArrayList<>(List.of(register, new Timestamp(from), begin, end));
    known.map(Timestamp::from).ifPresent(values::add);
    values.addAll(
        List.of(around, register, new Timestamp(from), new Timestamp(to), begin, end));
    known.map(Timestamp::from).ifPresent(values::add);
    values.addAll(List.of(register, new Timestamp(to), begin, end));
    known.map(Timestamp::from).ifPresent(values::add);
    values.add(around);
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
