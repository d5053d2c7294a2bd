package eu.releve.cloud.derive;

import eu.releve.cloud.derive.Tenure.Counted;
import eu.releve.measure.Quality;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postgresql.PGStatement;

/** Readings of many registers by one query: asked for one by one, the asking costs more. */
final class ReadingsOf {
  /** What a device says of a value that is none. */
  static final int UNSOUND = Quality.DEVICE_ERROR.bits() | Quality.OUT_OF_RANGE.bits();

  /** No gauge of a building stands higher: what does is no value, and its area needs no more. */
  static final long HIGHEST = 1L << 42;

  private static final int FETCH_ROWS = 10_000;

  private static final String SOUND =
      """
      select t.n::integer, d.instant, d.value, d.batch
      from unnest(?::int8[], ?::int8[], ?::int8[])
          with ordinality as t(register, from_millis, to_millis, n)
        cross join lateral (
          select instant, value, batch from COUNTED
          where register = t.register::integer
            and instant >= timestamptz 'epoch' + t.from_millis * interval '1 millisecond'
            and instant <= timestamptz 'epoch' + t.to_millis * interval '1 millisecond'
            and quality & %d = 0 and value between -%d and %d
          order by instant) d\
      """
          .formatted(UNSOUND, HIGHEST, HIGHEST);

  private static final String AROUND =
      """
      select t.n::integer, d.instant, d.value, d.batch
      from unnest(?::int8[], ?::int8[], ?::int8[], ?::int8[], ?::int8[])
          with ordinality as t(register, from_millis, to_millis, begin_millis, end_millis, n)
        cross join lateral (
          select t.register::integer as register,
            timestamptz 'epoch' + t.from_millis * interval '1 millisecond' as from_instant,
            timestamptz 'epoch' + t.to_millis * interval '1 millisecond' as to_instant,
            timestamptz 'epoch' + t.begin_millis * interval '1 millisecond' as begins,
            timestamptz 'epoch' + t.end_millis * interval '1 millisecond' as ends offset 0) l
        cross join lateral (
          select
            coalesce((select instant from COUNTED
              where register = l.register and instant < l.from_instant and instant >= l.begins
              order by instant desc offset AROUND limit 1), l.begins) as first,
            coalesce((select instant from COUNTED
              where register = l.register and instant > l.to_instant and instant <= l.ends
              order by instant offset AROUND limit 1), l.ends) as last offset 0) b
        cross join lateral (
          select instant, value, batch from COUNTED
          where register = l.register and instant >= b.first and instant <= b.last
          order by instant limit LIMIT) d\
      """;

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
    String statement = SOUND.replace("COUNTED", counted(connection, wanted));
    try (PreparedStatement query = connection.prepareStatement(statement)) {
      fill(query, wanted);
      run(connection, query, gathered);
    }
    return gathered.stream().map(one -> one.readings).toList();
  }

  /**
   * The readings of stretches of counters and those around them, as {@link ReadingsAround} gives
   * them one by one; nothing where that are more than a piece, or where an instant has two rows.
   *
   * @param tenures one for each stretch that is asked for.
   * @param around how many before and after each.
   * @param rowsMax how many in all.
   */
  static List<Optional<Counted>> around(
      Connection connection, List<Wanted> wanted, List<Tenure> tenures, int around, int rowsMax)
      throws SQLException {
    List<Gathering> gathered = new ArrayList<>();
    wanted.forEach(one -> gathered.add(new Gathering()));
    String statement =
        AROUND
            .replace("COUNTED", counted(connection, wanted))
            .replace("AROUND", Integer.toString(around - 1))
            .replace("LIMIT", Integer.toString(rowsMax + 1));
    try (PreparedStatement query = connection.prepareStatement(statement)) {
      fill(query, wanted);
      query.setObject(4, tenures.stream().mapToLong(Tenure::fromMillis).toArray());
      query.setObject(5, tenures.stream().mapToLong(Tenure::toMillis).toArray());
      run(connection, query, gathered);
    }
    List<Optional<Counted>> counted = new ArrayList<>();
    for (int i = 0; i < wanted.size(); i++) {
      Gathering one = gathered.get(i);
      Stretch over = wanted.get(i).over;
      counted.add(
          // Of batches that came twice, rows are no instants: fewer than wanted may have been read.
          one.rows > rowsMax || one.rows > one.readings.size()
              ? Optional.empty()
              : Optional.of(
                  tenures
                      .get(i)
                      .of(
                          one.readings,
                          one.before(over.fromMillis()) < around,
                          one.after(over.toMillis()) < around)));
    }
    return counted;
  }

  /** Where their readings are: whether one was taken back is asked of each only if any was. */
  private static String counted(Connection connection, List<Wanted> wanted) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            "select exists (select from withdrawn where register = any (?))")) {
      query.setArray(
          1, connection.createArrayOf("integer", wanted.stream().map(Wanted::register).toArray()));
      try (ResultSet row = query.executeQuery()) {
        return row.next() && row.getBoolean(1) ? "counted" : "reading";
      }
    }
  }

  private static void fill(PreparedStatement query, List<Wanted> wanted) throws SQLException {
    query.setObject(1, wanted.stream().mapToLong(Wanted::register).toArray());
    query.setObject(2, wanted.stream().mapToLong(one -> one.over.fromMillis()).toArray());
    query.setObject(3, wanted.stream().mapToLong(one -> one.over.toMillis()).toArray());
  }

  private static void run(Connection connection, PreparedStatement query, List<Gathering> gathered)
      throws SQLException {
    // As bytes from the first time on: text costs three times as much.
    query.unwrap(PGStatement.class).setPrepareThreshold(-1);
    query.setFetchSize(FETCH_ROWS);
    try (ResultSet row = query.executeQuery()) {
      while (row.next()) {
        gathered
            .get(row.getInt(1) - 1)
            .add(connection, row.getTimestamp(2).getTime(), row.getLong(3), row.getLong(4));
      }
    }
    for (Gathering one : gathered) {
      one.close(connection);
    }
  }

  /** Rows of one stretch by rising instant, one value an instant. */
  private static final class Gathering {
    private final List<Index> readings = new ArrayList<>();
    private final Map<Long, Long> contradicting = new HashMap<>();
    private int rows;
    private long instant = Long.MIN_VALUE;
    private long value;
    private long batch;

    void add(Connection connection, long millis, long next, long nextBatch) throws SQLException {
      rows++;
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

    void close(Connection connection) throws SQLException {
      if (!contradicting.isEmpty()) {
        value = ReadingsAround.chosen(connection, contradicting);
        contradicting.clear();
      }
      if (instant != Long.MIN_VALUE) {
        readings.add(new Index(instant, value));
      }
    }

    private long before(long millis) {
      return readings.stream().takeWhile(reading -> reading.millis() < millis).count();
    }

    private long after(long millis) {
      return readings.reversed().stream().takeWhile(reading -> reading.millis() > millis).count();
    }
  }
}
