package eu.releve.cloud.derive;

import java.math.BigInteger;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.postgresql.PGStatement;

/**
 * Writes the levels of gauges that rest on touched readings, many registers at a time; rows that
 * come out as they were are left alone.
 */
final class LevelRewriting {
  private static final String INTO =
      "quarter_level (register, starts, doubled_area, covered_millis, low, high)";
  private static final int FIELDS = 6;

  /** A gauge may be read each second: what is in memory at once has an end. */
  private static final long PIECE_MILLIS = Duration.ofDays(10).toMillis();

  private static final long TOGETHER_MILLIS = Duration.ofDays(500).toMillis();

  private static final String STORED =
      """
      select t.n::integer, q.starts, q.doubled_area, q.covered_millis, q.low, q.high
      from unnest(?::int8[], ?::int8[], ?::int8[])
          with ordinality as t(register, from_millis, to_millis, n)
        cross join lateral (
          select * from quarter_level
          where register = t.register::integer
            and starts >= timestamptz 'epoch' + t.from_millis * interval '1 millisecond'
            and starts < timestamptz 'epoch' + t.to_millis * interval '1 millisecond'
          order by starts) q\
      """;

  private final Connection connection;
  private final Map<Integer, List<Stretch>> changed = new TreeMap<>();

  LevelRewriting(Connection connection) {
    this.connection = connection;
  }

  /**
   * A gauge.
   *
   * @param register its key.
   * @param tenure from when to when its readings count.
   * @param nominal how far apart they usually lie.
   */
  record Gauging(int register, Tenure tenure, Duration nominal) {
    private long gapMillis() {
      return 2 * nominal.toMillis();
    }

    /** All that has a say in the levels of a stretch. */
    private Stretch readings(Stretch window) {
      long from = Math.max(tenure.fromMillis(), window.fromMillis() - gapMillis());
      long to = Math.min(tenure.toMillis(), window.toMillis() + gapMillis());
      return new Stretch(from, Math.max(from, to));
    }

    /** The quarter-hours in whose levels the readings of a stretch have a say. */
    private Stretch reach(Stretch touched) {
      return new Stretch(
          QuarterHour.floor(touched.fromMillis() - gapMillis()),
          QuarterHour.floor(touched.toMillis() + gapMillis()) + QuarterHour.MILLIS);
    }
  }

  private record Piece(Gauging gauge, Stretch window) {}

  /** The stretches in which rows have changed, by register. */
  Map<Integer, List<Stretch>> changed() {
    return changed;
  }

  void rewrite(Map<Gauging, List<Stretch>> touched) throws SQLException {
    List<Piece> together = new ArrayList<>();
    long length = 0;
    for (Map.Entry<Gauging, List<Stretch>> of : touched.entrySet()) {
      Gauging gauge = of.getKey();
      changed.put(gauge.register, new ArrayList<>());
      clip(gauge);
      List<Stretch> reached = of.getValue().stream().map(gauge::reach).toList();
      for (Stretch reach : Stretch.joined(reached, 0)) {
        long from = reach.fromMillis();
        while (from < reach.toMillis()) {
          long to = Math.min(from + PIECE_MILLIS, reach.toMillis());
          together.add(new Piece(gauge, new Stretch(from, to)));
          length += to - from;
          from = to;
          if (length >= TOGETHER_MILLIS) {
            rewrite(together);
            together.clear();
            length = 0;
          }
        }
      }
    }
    rewrite(together);
  }

  /** Removes what was derived before somebody said that another meter was there. */
  private void clip(Gauging gauge) throws SQLException {
    if (!gauge.tenure.hasBegin()) {
      return;
    }
    try (PreparedStatement delete =
        connection.prepareStatement(
            """
            with gone as (
              delete from quarter_level where register = ? and starts < ? returning starts)
            select min(starts), max(starts) from gone\
            """)) {
      delete.setInt(1, gauge.register);
      delete.setTimestamp(2, new Timestamp(QuarterHour.floor(gauge.tenure.fromMillis())));
      try (ResultSet row = delete.executeQuery()) {
        if (row.next() && row.getTimestamp(1) != null) {
          note(gauge.register, row.getTimestamp(1).getTime(), row.getTimestamp(2).getTime());
        }
      }
    }
  }

  private void note(int register, long firstStart, long lastStart) {
    changed
        .computeIfAbsent(register, first -> new ArrayList<>())
        .add(new Stretch(firstStart, lastStart + QuarterHour.MILLIS));
  }

  private void rewrite(List<Piece> pieces) throws SQLException {
    if (pieces.isEmpty()) {
      return;
    }
    List<List<Index>> readings =
        ReadingsOf.sound(
            connection,
            pieces.stream()
                .map(
                    piece ->
                        new ReadingsOf.Wanted(
                            piece.gauge.register, piece.gauge.readings(piece.window)))
                .toList());
    List<List<Level>> stored = stored(pieces);
    List<Difference<Level>> differences = new ArrayList<>();
    for (int i = 0; i < pieces.size(); i++) {
      Piece piece = pieces.get(i);
      List<Level> now =
          new Gauge(readings.get(i), piece.gauge.nominal)
              .quarterHours(piece.window.fromMillis(), piece.window.toMillis());
      differences.add(Difference.of(stored.get(i), now));
    }
    delete(pieces, differences);
    write(pieces, differences);
  }

  private List<List<Level>> stored(List<Piece> pieces) throws SQLException {
    List<List<Level>> stored = new ArrayList<>();
    pieces.forEach(piece -> stored.add(new ArrayList<>()));
    try (PreparedStatement query = connection.prepareStatement(STORED)) {
      query.unwrap(PGStatement.class).setPrepareThreshold(-1);
      query.setObject(1, pieces.stream().mapToLong(one -> one.gauge.register).toArray());
      query.setObject(2, pieces.stream().mapToLong(one -> one.window.fromMillis()).toArray());
      query.setObject(3, pieces.stream().mapToLong(one -> one.window.toMillis()).toArray());
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          long start = row.getTimestamp(2).getTime();
          BigInteger area = BigInteger.valueOf(row.getLong(3));
          stored
              .get(row.getInt(1) - 1)
              .add(
                  new Level(
                      new Stretch(start, start + QuarterHour.MILLIS),
                      area,
                      row.getInt(4),
                      row.getLong(5),
                      row.getLong(6)));
        }
      }
    }
    return stored;
  }

  private void delete(List<Piece> pieces, List<Difference<Level>> differences) throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement(
            "delete from quarter_level where register = ? and starts between ? and ?")) {
      boolean any = false;
      for (int i = 0; i < pieces.size(); i++) {
        List<Level> gone = differences.get(i).gone();
        if (gone.isEmpty()) {
          continue;
        }
        int register = pieces.get(i).gauge.register;
        long first = gone.getFirst().over().fromMillis();
        long last = gone.getLast().over().fromMillis();
        delete.setInt(1, register);
        delete.setTimestamp(2, new Timestamp(first));
        delete.setTimestamp(3, new Timestamp(last));
        delete.addBatch();
        note(register, first, last);
        any = true;
      }
      if (any) {
        delete.executeBatch();
      }
    }
  }

  private void write(List<Piece> pieces, List<Difference<Level>> differences) throws SQLException {
    if (differences.stream().allMatch(difference -> difference.come().isEmpty())) {
      return;
    }
    try (BinaryCopy copy = new BinaryCopy(connection, INTO)) {
      for (int i = 0; i < pieces.size(); i++) {
        int register = pieces.get(i).gauge.register;
        List<Level> come = differences.get(i).come();
        for (Level level : come) {
          copy.row(FIELDS);
          copy.integer(register);
          copy.instant(level.over().fromMillis());
          copy.bigint(level.doubledArea().longValueExact());
          copy.integer((int) level.coveredMillis());
          copy.bigint(level.min());
          copy.bigint(level.max());
        }
        if (!come.isEmpty()) {
          note(register, come.getFirst().over().fromMillis(), come.getLast().over().fromMillis());
        }
      }
      copy.end();
    }
  }
}
