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
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
    WITHHELD,
    /** Of many dwellings, of which only a few were measured. */
    FEW
  }

  /**
   * What was used in a stretch of time.
   *
   * @param steps in the quantity's step; nothing where nothing was measured or may be shown.
   * @param percent how much was measured of it, of what has passed and had time to arrive.
   */
  record Figure(Period.Slot slot, Optional<BigDecimal> steps, State state, int percent) {}

  /**
   * A sum.
   *
   * @param registers of which there is anything in it.
   */
  private record Sum(BigDecimal steps, long coveredMillis, int quality, Set<Integer> registers) {
    Sum plus(Sum other) {
      Set<Integer> all = new HashSet<>(registers);
      all.addAll(other.registers);
      return new Sum(
          steps.add(other.steps),
          coveredMillis + other.coveredMillis,
          Math.max(quality, other.quality),
          all);
    }
  }

  /**
   * What is added up.
   *
   * @param fine whether it is told in less than months.
   * @param until up to when the places count that are apart: those of few dwellings are in months
   *     that are over alone.
   */
  private record Asked(Scope scope, Medium medium, boolean fine, Instant until, Instant now) {
    Asked(Scope scope, Medium medium, boolean fine, Period period, Instant now) {
      this(scope, medium, fine, fine ? Instant.EPOCH : monthStart(period.zone(), now), now);
    }

    /** Whether of the dwellings in a slot too few were measured to hide each other. */
    boolean areFew(Period.Slot slot, Sum sum) {
      return (fine || !slot.isOver(now)) && scope.areFew(medium.quantity(), sum.registers);
    }

    List<Integer> registers() {
      return scope.registers(medium.quantity());
    }

    List<Integer> registersApart() {
      Set<Integer> apart = scope.apart();
      return scope.places().stream()
          .filter(place -> apart.contains(place.id()))
          .flatMap(place -> place.of(medium.quantity()).stream())
          .map(Place.Register::id)
          .toList();
    }

    /** How long all of its places together should have been measured in a slot. */
    long wantedMillis(Period.Slot slot) {
      // What is on its way is not missing.
      Duration late = slot.isOver(now) ? Duration.ZERO : scope.patience(medium.quantity());
      Instant end = now.minus(late);
      int apart = scope.apart().size();
      return slot.millisBefore(end) * (scope.places().size() - apart)
          + slot.millisBefore(until.isBefore(end) ? until : end) * apart;
    }
  }

  private static Instant monthStart(ZoneId zone, Instant now) {
    return Period.holding(View.MONTH, now.atZone(zone).toLocalDate(), zone).from();
  }

  /** The figures of a period, one for each of its slots. */
  List<Figure> figures(Scope scope, Medium medium, Period period, Instant now) throws SQLException {
    Asked asked = new Asked(scope, medium, period.view().isFine(), period, now);
    Map<Instant, Sum> sums = sums(asked, period);
    List<Figure> figures = new ArrayList<>();
    for (Period.Slot slot : period.slots()) {
      boolean withheld = !scope.sight().allows(slot.to(), now) && !slot.isAhead(now);
      figures.add(
          withheld
              ? new Figure(slot, Optional.empty(), State.WITHHELD, 0)
              : figure(slot, Optional.ofNullable(sums.get(slot.from())), asked));
    }
    return figures;
  }

  private static Figure figure(Period.Slot slot, Optional<Sum> found, Asked asked) {
    if (slot.isAhead(asked.now)) {
      return new Figure(slot, Optional.empty(), State.AHEAD, 0);
    }
    if (found.filter(sum -> asked.areFew(slot, sum)).isPresent()) {
      return new Figure(slot, Optional.empty(), State.FEW, 0);
    }
    long wanted = asked.wantedMillis(slot);
    int percent = found.map(sum -> percent(sum.coveredMillis(), wanted)).orElse(0);
    State state =
        !slot.isOver(asked.now)
            ? State.RUNNING
            : found.map(sum -> state(sum, percent)).orElse(State.NONE);
    return new Figure(slot, found.map(Sum::steps), state, percent);
  }

  private static State state(Sum sum, int percent) {
    if (percent < COMPLETE_PERCENT) {
      return State.PARTIAL;
    }
    return switch (Status.of(sum.quality())) {
      case MEASURED, ROLLOVER -> State.MEASURED;
      case INTERPOLATED, SUBSTITUTED, ESTIMATED_SHAPE, ESTIMATED_FULL, EDITED -> State.ESTIMATED;
      case UNCERTAIN -> State.UNCERTAIN;
      case MISSING -> State.NONE;
    };
  }

  private static int percent(long coveredMillis, long wantedMillis) {
    return Math.clamp(100 * coveredMillis / Math.max(1, wantedMillis), 1, 100);
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

  private Map<Instant, Sum> sums(Asked asked, Period period) throws SQLException {
    String bucket = period.view().bucket();
    try (Connection connection = database.getConnection();
        PreparedStatement query =
            connection.prepareStatement(
                """
                select %s as bucket, sum(q.consumption), sum(q.covered_millis), max(q.quality),
                  array_agg(distinct q.register)
                from quarter_hour q
                where q.register = any (?) and q.starts >= ? and q.starts < ?
                  and (q.starts < ? or q.register <> all (?))
                group by bucket"""
                    .formatted(bucket))) {
      int next = 1;
      if (bucket.contains("?")) {
        query.setString(next++, period.zone().getId());
      }
      fill(query, next, asked.registers(), period.whole(), asked.until, asked.registersApart());
      Map<Instant, Sum> sums = new HashMap<>();
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          sums.put(
              row.getTimestamp(1).toInstant(),
              new Sum(
                  row.getBigDecimal(2),
                  row.getLong(3),
                  row.getInt(4),
                  Set.of((Integer[]) row.getArray(5).getArray())));
        }
      }
      return sums;
    }
  }

  /** Fills in what is added up, of which stretch, and up to when some of it. */
  private static void fill(
      PreparedStatement query,
      int first,
      List<Integer> registers,
      Period.Slot slot,
      Instant until,
      List<Integer> apart)
      throws SQLException {
    Connection connection = query.getConnection();
    query.setArray(first, connection.createArrayOf("integer", registers.toArray()));
    query.setTimestamp(first + 1, Timestamp.from(slot.from()));
    query.setTimestamp(first + 2, Timestamp.from(slot.to()));
    query.setTimestamp(first + 3, Timestamp.from(until));
    query.setArray(first + 4, connection.createArrayOf("integer", apart.toArray()));
  }

  /**
   * What each of those used in one stretch of time.
   *
   * @param period of which page it is the total.
   * @return a figure for each, in their order.
   */
  List<Figure> totals(
      List<Scope> scopes, Medium medium, Period period, Period.Slot slot, Instant now)
      throws SQLException {
    boolean fine = period.view() == View.DAY;
    List<Asked> all =
        scopes.stream().map(scope -> new Asked(scope, medium, fine, period, now)).toList();
    List<Integer> registers = all.stream().flatMap(one -> one.registers().stream()).toList();
    List<Integer> apart = all.stream().flatMap(one -> one.registersApart().stream()).toList();
    Map<Integer, Sum> sums = new HashMap<>();
    try (Connection connection = database.getConnection();
        PreparedStatement query =
            connection.prepareStatement(
                """
                select q.register, sum(q.consumption), sum(q.covered_millis), max(q.quality)
                from quarter_hour q
                where q.register = any (?) and q.starts >= ? and q.starts < ?
                  and (q.starts < ? or q.register <> all (?))
                group by q.register""")) {
      fill(query, 1, registers, slot, all.isEmpty() ? now : all.getFirst().until, apart);
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          int register = row.getInt(1);
          sums.put(
              register,
              new Sum(row.getBigDecimal(2), row.getLong(3), row.getInt(4), Set.of(register)));
        }
      }
    }
    return all.stream()
        .map(
            one ->
                figure(
                    slot,
                    one.registers().stream()
                        .flatMap(register -> Optional.ofNullable(sums.get(register)).stream())
                        .reduce(Sum::plus),
                    one))
        .toList();
  }
}
