package eu.releve.cloud.portal;

import eu.releve.cloud.derive.QuarterHour.Status;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;

/** Reads what was used, with how much of it was really measured. */
final class Usage {
  private static final int COMPLETE_PERCENT = 99;

  private final DataSource database;

  Usage(DataSource database) {
    this.database = database;
  }

  /** What is to be known about a figure before it is believed. */
  enum State {
    /** Readings enclose it. */
    MEASURED,
    /** Part of it lies in a gap whose total is known. */
    ESTIMATED,
    /** A counter began anew in it: a lower bound. */
    UNCERTAIN,
    /** Part of it was never measured. */
    PARTIAL,
    /** It is not over. */
    RUNNING,
    /** Nothing of it was measured. */
    NONE,
    /** It has not begun. */
    AHEAD,
    /** A household's month that is not over. */
    WITHHELD
  }

  /**
   * What was used in a stretch of time.
   *
   * @param steps in the quantity's step; nothing where nothing was measured or may be shown.
   * @param percent how much was measured of it, of what has passed and had time to arrive.
   */
  record Figure(Period.Slot slot, Optional<BigDecimal> steps, State state, int percent) {}

  private record Sum(BigDecimal steps, long coveredMillis, int quality) {
    Sum plus(Sum other) {
      return new Sum(
          steps.add(other.steps),
          coveredMillis + other.coveredMillis,
          Math.max(quality, other.quality));
    }
  }

  /** The figures of a period, one for each of its slots. */
  List<Figure> figures(Scope scope, Medium medium, Period period, Instant now) throws SQLException {
    Map<Instant, Sum> sums = sums(scope.registers(medium.quantity()), period);
    List<Figure> figures = new ArrayList<>();
    for (Period.Slot slot : period.slots()) {
      boolean withheld = !scope.sight().allows(slot.to(), now) && !slot.isAhead(now);
      figures.add(
          withheld
              ? new Figure(slot, Optional.empty(), State.WITHHELD, 0)
              : figure(slot, Optional.ofNullable(sums.get(slot.from())), scope, medium, now));
    }
    return figures;
  }

  private static Figure figure(
      Period.Slot slot, Optional<Sum> found, Scope scope, Medium medium, Instant now) {
    if (slot.isAhead(now)) {
      return new Figure(slot, Optional.empty(), State.AHEAD, 0);
    }
    // What is on its way is not missing.
    Duration late = slot.isOver(now) ? Duration.ZERO : scope.patience(medium.quantity());
    long millis = slot.millisBefore(now.minus(late));
    int percent = found.map(sum -> percent(sum.coveredMillis(), millis, scope)).orElse(0);
    State state =
        !slot.isOver(now)
            ? State.RUNNING
            : found.map(sum -> state(sum, percent)).orElse(State.NONE);
    return new Figure(slot, found.map(Sum::steps), state, percent);
  }

  private static State state(Sum sum, int percent) {
    if (percent < COMPLETE_PERCENT) {
      return State.PARTIAL;
    }
    return switch (Status.of(sum.quality())) {
      case MEASURED -> State.MEASURED;
      case INTERPOLATED -> State.ESTIMATED;
      case UNCERTAIN -> State.UNCERTAIN;
    };
  }

  private static int percent(long coveredMillis, long millis, Scope scope) {
    long wanted = Math.max(1, millis * scope.places().size());
    return Math.clamp(100 * coveredMillis / wanted, 1, 100);
  }

  /** When its measurements begin; nothing when there are none. */
  Optional<Instant> begin(Scope scope, Medium medium) throws SQLException {
    try (Connection connection = database.getConnection();
        PreparedStatement query =
            connection.prepareStatement(
                """
                select min(f.starts) from unnest(?) r(id) cross join lateral (
                  select min(q.starts) as starts from quarter_hour q where q.register = r.id) f""")) {
      query.setArray(
          1, connection.createArrayOf("integer", scope.registers(medium.quantity()).toArray()));
      try (ResultSet row = query.executeQuery()) {
        return row.next()
            ? Optional.ofNullable(row.getTimestamp(1)).map(Timestamp::toInstant)
            : Optional.empty();
      }
    }
  }

  private Map<Instant, Sum> sums(List<Integer> registers, Period period) throws SQLException {
    String bucket = period.view().bucket();
    try (Connection connection = database.getConnection();
        PreparedStatement query =
            connection.prepareStatement(
                """
                select %s as bucket, sum(q.consumption), sum(q.covered_millis), max(q.quality)
                from quarter_hour q
                where q.register = any (?) and q.starts >= ? and q.starts < ?
                group by bucket"""
                    .formatted(bucket))) {
      int next = 1;
      if (bucket.contains("?")) {
        query.setString(next++, period.zone().getId());
      }
      query.setArray(next++, connection.createArrayOf("integer", registers.toArray()));
      query.setTimestamp(next++, Timestamp.from(period.from()));
      query.setTimestamp(next, Timestamp.from(period.to()));
      Map<Instant, Sum> sums = new HashMap<>();
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          sums.put(
              row.getTimestamp(1).toInstant(),
              new Sum(row.getBigDecimal(2), row.getLong(3), row.getInt(4)));
        }
      }
      return sums;
    }
  }

  /**
   * What each of those used in one stretch of time.
   *
   * @return a figure for each, in their order.
   */
  List<Figure> totals(List<Scope> scopes, Medium medium, Period.Slot slot, Instant now)
      throws SQLException {
    List<Integer> registers =
        scopes.stream().flatMap(scope -> scope.registers(medium.quantity()).stream()).toList();
    Map<Integer, Sum> sums = new HashMap<>();
    try (Connection connection = database.getConnection();
        PreparedStatement query =
            connection.prepareStatement(
                """
                select q.register, sum(q.consumption), sum(q.covered_millis), max(q.quality)
                from quarter_hour q
                where q.register = any (?) and q.starts >= ? and q.starts < ?
                group by q.register""")) {
      query.setArray(1, connection.createArrayOf("integer", registers.toArray()));
      query.setTimestamp(2, Timestamp.from(slot.from()));
      query.setTimestamp(3, Timestamp.from(slot.to()));
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          sums.put(row.getInt(1), new Sum(row.getBigDecimal(2), row.getLong(3), row.getInt(4)));
        }
      }
    }
    return scopes.stream()
        .map(
            scope ->
                figure(
                    slot,
                    scope.registers(medium.quantity()).stream()
                        .flatMap(register -> Optional.ofNullable(sums.get(register)).stream())
                        .reduce(Sum::plus),
                    scope,
                    medium,
                    now))
        .toList();
  }
}
