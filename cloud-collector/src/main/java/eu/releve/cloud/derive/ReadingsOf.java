package eu.releve.cloud.derive;

import eu.releve.measure.Quality;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.postgresql.PGStatement;

/** Readings of many registers by one query: asked for one by one, the asking costs more. */
final class ReadingsOf {
  /** What a device says of a value that is none. */
  static final int UNSOUND = Quality.DEVICE_ERROR.bits() | Quality.OUT_OF_RANGE.bits();

  private static final int FETCH_ROWS = 10_000;

  private static final String SOUND =
      """
      select t.n::integer, d.instant, d.value, d.batch
      from unnest(?::int8[], ?::int8[], ?::int8[])
          with ordinality as t(register, from_millis, to_millis, n)
        cross join lateral (
          select instant, value, batch from reading
          where register = t.register::integer
            and instant >= timestamptz 'epoch' + t.from_millis * interval '1 millisecond'
            and instant <= timestamptz 'epoch' + t.to_millis * interval '1 millisecond'
            and quality & %d = 0
          order by instant) d\
      """
          .formatted(UNSOUND);

  private ReadingsOf() {}

  /**
   * What is asked for.
   *
   * @param register its key.
   * @param over both ends belong to it.
   */
  record Wanted(int register, Stretch over) {}

  /**
   * Readings that a device does not say to be none, for each stretch that is asked for: by rising
   * instant, one an instant; of two batches the later committed counts.
   */
  static List<List<Index>> sound(Connection connection, List<Wanted> wanted) throws SQLException {
    List<Gathering> gathered = new ArrayList<>();
    wanted.forEach(one -> gathered.add(new Gathering()));
    try (PreparedStatement query = connection.prepareStatement(SOUND)) {
      // As bytes from the first time on: text costs three times as much.
      query.unwrap(PGStatement.class).setPrepareThreshold(-1);
      query.setObject(1, wanted.stream().mapToLong(Wanted::register).toArray());
      query.setObject(2, wanted.stream().mapToLong(one -> one.over.fromMillis()).toArray());
      query.setObject(3, wanted.stream().mapToLong(one -> one.over.toMillis()).toArray());
      query.setFetchSize(FETCH_ROWS);
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          gathered
              .get(row.getInt(1) - 1)
              .add(connection, row.getTimestamp(2).getTime(), row.getLong(3), row.getLong(4));
        }
      }
    }
    List<List<Index>> readings = new ArrayList<>();
    for (Gathering one : gathered) {
      readings.add(one.done(connection));
    }
    return readings;
  }

  /** Rows of one stretch by rising instant. */
  static final class Gathering {
    private final List<Index> readings = new ArrayList<>();
    private final Map<Long, Long> contradicting = new HashMap<>();
    private long instant = Long.MIN_VALUE;
    private long value;
    private long batch;

    void add(Connection connection, long millis, long next, long nextBatch) throws SQLException {
      if (millis == instant) {
        contradicting.put(batch, value);
        contradicting.put(nextBatch, next);
        return;
      }
      close(connection);
      instant = millis;
      value = next;
      batch = nextBatch;
    }

    private void close(Connection connection) throws SQLException {
      if (!contradicting.isEmpty()) {
        value = ReadingsAround.chosen(connection, contradicting);
        contradicting.clear();
      }
      if (instant != Long.MIN_VALUE) {
        readings.add(new Index(instant, value));
      }
    }

    List<Index> done(Connection connection) throws SQLException {
      close(connection);
      instant = Long.MIN_VALUE;
      return readings;
    }
  }
}
