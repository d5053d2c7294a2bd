package eu.releve.cloud.derive;

import eu.releve.cloud.derive.LevelRewriting.Gauging;
import eu.releve.measure.Kind;
import eu.releve.measure.Quantity;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Derives what gauges and demands say, of the registers that marks name. */
final class LevelsAndPeaks {
  /** Readings further apart than twice this leave a hole, unless a meter is read more rarely. */
  private static final Duration NOMINAL_MIN = Duration.ofMillis(QuarterHour.MILLIS);

  private final Connection connection;
  private final Rollups levels;
  private final Rollups peaks;

  LevelsAndPeaks(Connection connection, ZoneId zone) {
    this.connection = connection;
    this.levels = new Rollups(connection, zone, Kept.LEVELS);
    this.peaks = new Rollups(connection, zone, Kept.PEAKS);
  }

  /**
   * Derives them in the transaction of the counters.
   *
   * @param apart each register by itself, so that one spoils no other.
   * @return where something was read that is no counter's: rules look at readings too, and at those
   *     that are in no level.
   */
  List<Stretch> derive(Marks marks, boolean apart) throws SQLException {
    Map<Gauging, List<Stretch>> gauges = new LinkedHashMap<>();
    Map<Integer, List<Stretch>> demands = new TreeMap<>();
    List<Stretch> read = read(marks, gauges, demands);
    if (!apart) {
      List<Stretch> unused = levels(gauges);
      peaks(demands);
      return read;
    }
    for (Map.Entry<Gauging, List<Stretch>> gauge : gauges.entrySet()) {
      Map<Gauging, List<Stretch>> one = Map.of(gauge.getKey(), gauge.getValue());
      List<Stretch> unused = Apart.of(connection, gauge.getKey().register(), () -> levels(one));
    }
    for (Map.Entry<Integer, List<Stretch>> demand : demands.entrySet()) {
      Map<Integer, List<Stretch>> one = Map.of(demand.getKey(), demand.getValue());
      List<Stretch> unused = Apart.of(connection, demand.getKey(), () -> peaks(one));
    }
    return read;
  }

  private List<Stretch> levels(Map<Gauging, List<Stretch>> gauges) throws SQLException {
    LevelRewriting rewriting = new LevelRewriting(connection);
    rewriting.rewrite(gauges);
    levels.keep(rewriting.changed());
    return rewriting.changed().values().stream().flatMap(List::stream).toList();
  }

  private List<Stretch> peaks(Map<Integer, List<Stretch>> demands) throws SQLException {
    peaks.keep(demands);
    return List.of();
  }

  private List<Stretch> read(
      Marks marks, Map<Gauging, List<Stretch>> gauges, Map<Integer, List<Stretch>> demands)
      throws SQLException {
    List<Stretch> read = new ArrayList<>();
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select r.id, r.quantity, m.installed_at, m.removed_at, m.period_seconds,
              (select p.at from day_peak p where p.register = r.id order by p.day limit 1)
            from register r join meter m on m.id = r.meter where r.id = any (?) order by r.id\
            """)) {
      query.setArray(1, connection.createArrayOf("integer", marks.registers().toArray()));
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          Optional<Kind> kind = Quantity.of(row.getString(2)).map(Quantity::kind);
          int register = row.getInt(1);
          if (kind.equals(Optional.of(Kind.GAUGE))) {
            gauges.put(gauge(row), marks.of(register));
          } else if (kind.equals(Optional.of(Kind.DEMAND))) {
            demands.put(register, demand(row, marks.of(register)));
          }
          if (!kind.equals(Optional.of(Kind.COUNTER))) {
            marks.of(register).forEach(mark -> read.add(withItsEnd(mark)));
          }
        }
      }
    }
    return read;
  }

  /** Also where another meter's demand is kept from before somebody said that this one came. */
  private static List<Stretch> demand(ResultSet row, List<Stretch> marks) throws SQLException {
    List<Stretch> stretches = new ArrayList<>();
    marks.forEach(mark -> stretches.add(withItsEnd(mark)));
    Optional<Long> came = Optional.ofNullable(row.getTimestamp(3)).map(Timestamp::getTime);
    Optional<Long> first = Optional.ofNullable(row.getTimestamp(6)).map(Timestamp::getTime);
    if (came.isPresent() && first.isPresent() && first.get() < came.get()) {
      stretches.add(new Stretch(first.get(), came.get()));
    }
    return stretches;
  }

  /** The last reading of a mark belongs to it, and may be the first of a day. */
  private static Stretch withItsEnd(Stretch mark) {
    return new Stretch(mark.fromMillis(), mark.toMillis() + 1);
  }

  private static Gauging gauge(ResultSet row) throws SQLException {
    Tenure tenure =
        Tenure.of(
            Optional.ofNullable(row.getTimestamp(3)).map(Timestamp::getTime),
            Optional.ofNullable(row.getTimestamp(4)).map(Timestamp::getTime),
            Optional.empty(),
            Optional.empty(),
            false);
    // Null where no plan says how often it is read.
    Duration period = Duration.ofSeconds(row.getInt(5));
    return new Gauging(
        row.getInt(1), tenure, period.compareTo(NOMINAL_MIN) > 0 ? period : NOMINAL_MIN);
  }
}
