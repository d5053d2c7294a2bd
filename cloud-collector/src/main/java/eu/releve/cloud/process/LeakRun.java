package eu.releve.cloud.process;

import eu.releve.cloud.derive.QuarterHour;
import eu.releve.cloud.process.EmissionFactor.Activity;
import eu.releve.cloud.process.MeasuredPoints.Point;
import eu.releve.cloud.process.NightFlow.Night;
import eu.releve.cloud.process.NightFlow.Smallest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Writes the smallest flow of a building's nights, and the leaks that all nights show.
 *
 * <p>A meter above others is judged by what they do not explain: a flat's leak is not told a second
 * time as the building's, and a leak between the meters is.
 *
 * <p>Only nights whose readings lie close together are known: the mean of a gap is no night's flow.
 * Nights of the last 30 days are kept, older ones only while a leak shows in them; when an older
 * one changes, all nights are computed again from the quarter-hours, with the same result.
 */
final class LeakRun {
  /** How many days of nights are kept without a finding (the register of purposes says so). */
  static final int DAYS_KEPT = 30;

  private static final String QUANTITY = "water-volume";
  private static final long DWELLING_FLOOR_ML = 3_000;
  private static final long BUILDING_FLOOR_ML = 5_000;
  private static final long FLOOR_ML_PER_DWELLING = 300;
  private static final String WATER = "water";

  /** Meters that are read each hour know a night; farther apart, a night is a mean of the day. */
  private static final int BRACKET_MAX_MINUTES = 120;

  /** How many days at a time are read when all nights are computed again. */
  private static final int DAYS_AT_ONCE = 31;

  private final Connection connection;
  private final Site site;
  private final Nights nights;

  LeakRun(Connection connection, Site site) {
    this.connection = connection;
    this.site = site;
    this.nights = new Nights(connection, site);
  }

  void run(SortedSet<LocalDate> days) throws SQLException {
    MeasuredPoints points = MeasuredPoints.of(connection, site.building(), QUANTITY);
    if (points.measured().isEmpty()) {
      return;
    }
    Optional<LocalDate> newest = nights.newest();
    LocalDate last = newest.filter(days.last()::isBefore).orElse(days.last());
    // Nights before are judged already, and what judged them may be gone.
    LocalDate judged = newest.orElse(days.first()).minusDays(DAYS_KEPT - NightFlow.DAYS_USUAL);
    boolean anew = days.first().isBefore(judged);
    SortedSet<LocalDate> mornings = days;
    if (anew) {
      LocalDate first = firstDay().orElse(days.first());
      nights.forgetFrom(first);
      mornings = new TreeSet<>(first.datesUntil(last.plusDays(1)).toList());
    }
    Map<Integer, List<Night>> flows = flows(points, mornings);
    Map<Integer, Long> resolutions = resolutions();
    long dwellings = dwellings();
    List<Price> prices = ReferenceTables.prices(connection);
    List<EmissionFactor> factors = ReferenceTables.factors(connection);
    for (Point point : points.measured()) {
      long floor =
          point.dwelling()
              ? DWELLING_FLOOR_ML
              : BUILDING_FLOOR_ML + FLOOR_ML_PER_DWELLING * dwellings;
      long resolution = resolutions.getOrDefault(point.key(), 0L);
      NightFlow rule = new NightFlow(site.zone(), new Smallest(floor, resolution));
      NightFlow.Course course =
          nights.follow(rule, point.key(), mornings, flows.getOrDefault(point.key(), List.of()));
      write(point.key(), course, prices, factors);
    }
    nights.forgetBefore(last.minusDays(DAYS_KEPT));
  }

  /** The first local day of which anything is known of the building's water. */
  private Optional<LocalDate> firstDay() throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select (min(q.starts) at time zone ?)::date from meter m
              join register r on r.meter = m.id and r.name = ?
              cross join lateral (select starts from quarter_hour where register = r.id
                order by starts limit 1) q
            where m.building = ?""")) {
      query.setString(1, site.zone().getId());
      query.setString(2, QUANTITY);
      query.setInt(3, site.building());
      try (ResultSet row = query.executeQuery()) {
        return row.next()
            ? Optional.ofNullable(row.getObject(1, LocalDate.class))
            : Optional.empty();
      }
    }
  }

  /** By point, the coarsest step of its meters in mL. */
  private Map<Integer, Long> resolutions() throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select m.point,
              max(ceil(r.resolution_mantissa * power(10::numeric, least(9, r.resolution_exponent))))::bigint
            from meter m join register r on r.meter = m.id and r.name = ?
            where m.building = ? and m.point is not null group by m.point""")) {
      query.setString(1, QUANTITY);
      query.setInt(2, site.building());
      Map<Integer, Long> resolutions = new HashMap<>();
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          resolutions.put(row.getInt(1), row.getLong(2));
        }
      }
      return resolutions;
    }
  }

  /** How many dwellings the building has, measured or not. */
  private long dwellings() throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            "select count(*) from lot where building = ? and kind = 'dwelling'")) {
      query.setInt(1, site.building());
      try (ResultSet row = query.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    }
  }

  /** By point, the nights that are known. */
  private Map<Integer, List<Night>> flows(MeasuredPoints points, SortedSet<LocalDate> mornings)
      throws SQLException {
    NightFlow rule = new NightFlow(site.zone(), new Smallest(DWELLING_FLOOR_ML, 0));
    Map<Integer, List<Night>> flows = new HashMap<>();
    Map<Integer, NavigableMap<Long, Long>> quarters = new HashMap<>();
    LocalDate read = LocalDate.MIN;
    for (LocalDate morning : mornings) {
      if (!morning.isBefore(read)) {
        read = morning.plusDays(DAYS_AT_ONCE);
        quarters = quarters(morning, read);
      }
      for (Point point : points.measured()) {
        NavigableMap<Long, Long> own = quarters.getOrDefault(point.key(), new TreeMap<>());
        OptionalLong flow =
            rule.minimum(morning, without(own, points.below(point.key()), quarters));
        if (flow.isPresent()) {
          // Two meters are never read at the same instant: what is left may fall below zero.
          flows
              .computeIfAbsent(point.key(), first -> new ArrayList<>())
              .add(new Night(morning, Math.max(0, flow.getAsLong())));
        }
      }
    }
    return flows;
  }

  /** What the meters below do not explain; unknown where one of them is. */
  private static NavigableMap<Long, Long> without(
      NavigableMap<Long, Long> whole,
      List<Integer> below,
      Map<Integer, NavigableMap<Long, Long>> quarters) {
    if (below.isEmpty()) {
      return whole;
    }
    NavigableMap<Long, Long> rest = new TreeMap<>(whole);
    for (int point : below) {
      NavigableMap<Long, Long> part = quarters.getOrDefault(point, new TreeMap<>());
      rest.keySet().retainAll(part.keySet());
      rest.replaceAll((start, volume) -> volume - part.getOrDefault(start, 0L));
    }
    return rest;
  }

  /** By point, the quarter-hours of those nights that close readings enclose. */
  private Map<Integer, NavigableMap<Long, Long>> quarters(LocalDate from, LocalDate to)
      throws SQLException {
    Map<Integer, NavigableMap<Long, Long>> quarters = new HashMap<>();
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select m.point, extract(epoch from q.starts)::bigint, sum(q.consumption)::bigint,
              sum(q.covered_millis)
            from meter m join register r on r.meter = m.id and r.name = ?
              join quarter_hour q on q.register = r.id and q.starts >= ? and q.starts < ?
                and extract(hour from q.starts at time zone ?) between 2 and 4
                and (q.quality <= ? or q.quality = ? and q.bracket_minutes <= ?)
            where m.building = ? and m.point is not null
            group by m.point, q.starts""")) {
      query.setFetchSize(10_000);
      query.setString(1, QUANTITY);
      query.setTimestamp(2, site.start(from));
      query.setTimestamp(3, site.start(to));
      query.setString(4, site.zone().getId());
      query.setInt(5, QuarterHour.Status.ROLLOVER.code());
      query.setInt(6, QuarterHour.Status.INTERPOLATED.code());
      query.setInt(7, BRACKET_MAX_MINUTES);
      query.setInt(8, site.building());
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          if (row.getLong(4) >= QuarterHour.MILLIS) {
            quarters
                .computeIfAbsent(row.getInt(1), first -> new TreeMap<>())
                .put(row.getLong(2), row.getLong(3));
          }
        }
      }
    }
    return quarters;
  }

  private void write(
      int point, NightFlow.Course course, List<Price> prices, List<EmissionFactor> factors)
      throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement("delete from finding where point = ? and since >= ?")) {
      delete.setInt(1, point);
      delete.setObject(2, course.since());
      delete.executeUpdate();
    }
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            insert into finding (point, kind, since, last_night, clean_on, ongoing, nights,
              unknown_nights, usual_ml, usual_nights, flow_ml, lost_ml, price, cost, factor, rule)
            values (?, 'leak', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""")) {
      for (Leak leak : course.leaks()) {
        Optional<Price> price = price(prices, leak.last());
        insert.setInt(1, point);
        insert.setObject(2, leak.since());
        insert.setObject(3, leak.last());
        insert.setObject(4, leak.cleanOn().orElse(null), Types.DATE);
        insert.setBoolean(5, leak.ongoing());
        insert.setInt(6, leak.nights());
        insert.setInt(7, leak.unknownNights());
        insert.setLong(8, leak.usualMl());
        insert.setInt(9, leak.usualNights());
        insert.setLong(10, leak.flowMl());
        insert.setLong(11, leak.lostMl());
        insert.setString(12, price.map(Price::id).orElse(null));
        insert.setBigDecimal(13, price.map(found -> leak.cost(found.amount())).orElse(null));
        insert.setString(14, factor(factors, leak.last()).map(EmissionFactor::id).orElse(null));
        insert.setString(15, NightFlow.VERSION);
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  private Optional<Price> price(List<Price> prices, LocalDate day) {
    return Dated.on(
        day,
        prices.stream()
            .filter(price -> price.what().equals(WATER))
            .filter(price -> Optional.of(price.region()).equals(site.region()))
            .toList());
  }

  private Optional<EmissionFactor> factor(List<EmissionFactor> factors, LocalDate day) {
    return Dated.on(
        day,
        factors.stream()
            .filter(factor -> factor.activity() == Activity.WATER)
            .filter(factor -> Optional.of(factor.region()).equals(site.region()))
            .toList());
  }
}
