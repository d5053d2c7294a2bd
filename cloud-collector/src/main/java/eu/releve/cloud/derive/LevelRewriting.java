package eu.releve.cloud.derive;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Writes the levels of gauges that rest on touched readings, many registers at a time; rows that
 * come out as they were are left alone.
 */
final class LevelRewriting {
  /** A gauge may be read each second: what is in memory at once has an end. */
  private static final long PIECE_MILLIS = Duration.ofDays(10).toMillis();

  private static final long TOGETHER_MILLIS = Duration.ofDays(500).toMillis();

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
      List<Stretch> reached = new ArrayList<>(of.getValue().stream().map(gauge::reach).toList());
      beforeItCame(gauge).ifPresent(reached::add);
      // No two pieces are in one window: each would keep what it found of the other's.
      for (Stretch reach : Stretch.joined(reached, LevelWindows.MILLIS)) {
        long from = reach.fromMillis();
        while (from < reach.toMillis()) {
          long to = Math.min(LevelWindows.floor(from + PIECE_MILLIS), reach.toMillis());
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

  /** Where something was derived before somebody said that another meter was there. */
  private Optional<Stretch> beforeItCame(Gauging gauge) throws SQLException {
    if (!gauge.tenure.hasBegin()) {
      return Optional.empty();
    }
    long begin = QuarterHour.floor(gauge.tenure.fromMillis());
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select min(starts) from quarter_level where register = ? and since < ? and starts < ?\
            """)) {
      query.setInt(1, gauge.register);
      query.setTimestamp(2, new Timestamp(begin));
      query.setTimestamp(3, new Timestamp(begin));
      try (ResultSet row = query.executeQuery()) {
        row.next();
        return Optional.ofNullable(row.getTimestamp(1))
            .map(first -> new Stretch(first.getTime(), begin));
      }
    }
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
    List<List<Level>> stored =
        LevelWindows.stored(
            connection,
            pieces.stream()
                .map(piece -> new ReadingsOf.Wanted(piece.gauge.register, piece.window))
                .toList());
    List<LevelWindows.Change> changes = new ArrayList<>();
    for (int i = 0; i < pieces.size(); i++) {
      Piece piece = pieces.get(i);
      List<Level> now =
          new Gauge(readings.get(i), piece.gauge.nominal)
              .quarterHours(piece.window.fromMillis(), piece.window.toMillis());
      change(piece, stored.get(i), now).ifPresent(changes::add);
    }
    LevelWindows.write(connection, changes);
  }

  /** What changes in windows of which a piece may be a part. */
  private Optional<LevelWindows.Change> change(Piece piece, List<Level> stored, List<Level> now) {
    int first = 0;
    while (first < stored.size()
        && stored.get(first).over().fromMillis() < piece.window.fromMillis()) {
      first++;
    }
    int last = stored.size();
    while (last > first && stored.get(last - 1).over().fromMillis() >= piece.window.toMillis()) {
      last--;
    }
    Difference<Level> difference = Difference.of(stored.subList(first, last), now);
    note(piece.gauge.register, difference.gone());
    note(piece.gauge.register, difference.come());
    if (difference.gone().isEmpty() && difference.come().isEmpty()) {
      return Optional.empty();
    }
    List<Level> all = new ArrayList<>(stored.subList(0, first));
    all.addAll(now);
    all.addAll(stored.subList(last, stored.size()));
    return Optional.of(new LevelWindows.Change(piece.gauge.register, stored, all));
  }

  private void note(int register, List<Level> levels) {
    if (!levels.isEmpty()) {
      changed
          .computeIfAbsent(register, first -> new ArrayList<>())
          .add(levels.getFirst().over().with(levels.getLast().over()));
    }
  }
}
