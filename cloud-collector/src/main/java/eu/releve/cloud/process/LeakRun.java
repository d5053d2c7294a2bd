package eu.releve.cloud.process;

import eu.releve.cloud.process.MeasuredPoints.Point;
import eu.releve.cloud.process.NightFlow.Leak;
import eu.releve.cloud.process.NightFlow.Night;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * Writes the smallest flow of a building's nights, and the leaks that all nights show.
 *
 * <p>A meter above others is judged by what they do not explain: a flat's leak is not told a second
 * time as the building's, and a leak between the meters is.
 */
final class LeakRun {
  private static final String QUANTITY = "water-volume";
  private static final long DWELLING_FLOOR_ML = 3_000;
  private static final long BUILDING_FLOOR_ML = 5_000;
  private static final long FLOOR_ML_PER_DWELLING = 300;
  private static final long QUARTER_MILLIS = 900_000;
  private static final String WATER = "water";

  private final Connection connection;
  private final Site site;

  LeakRun(Connection connection, Site site) {
    this.connection = connection;
    this.site = site;
  }

  void run(Collection<LocalDate> days) throws SQLException {
    MeasuredPoints points = MeasuredPoints.of(connection, site.building(), QUANTITY);
    if (points.measured().isEmpty()) {
      return;
    }
    for (LocalDate day : days) {
      night(points, day);
    }
    List<Price> prices = ReferenceTables.prices(connection);
    for (Point point : points.measured()) {
      long floor =
          point.dwelling()
              ? DWELLING_FLOOR_ML
              : BUILDING_FLOOR_ML + FLOOR_ML_PER_DWELLING * points.dwellings();
      write(point.key(), new NightFlow(site.zone(), floor).all(nights(point.key())), prices);
    }
  }

  private void night(MeasuredPoints points, LocalDate morning) throws SQLException {
    Map<Integer, NavigableMap<Long, Long>> quarters = quarters(morning);
    NightFlow nightFlow = new NightFlow(site.zone(), DWELLING_FLOOR_ML);
    for (Point point : points.measured()) {
      NavigableMap<Long, Long> own = quarters.getOrDefault(point.key(), new TreeMap<>());
      NavigableMap<Long, Long> unexplained = without(own, points.below(point.key()), quarters);
      write(point.key(), morning, nightFlow.minimum(morning, unexplained));
    }
  }

  /** What the meters below do not explain; unknown where one of them is. */
  private static NavigableMap<Long, Long> without(
      NavigableMap<Long, Long> whole,
      List<Integer> below,
      Map<Integer, NavigableMap<Long, Long>> quarters) {
    NavigableMap<Long, Long> rest = new TreeMap<>(whole);
    for (int point : below) {
      NavigableMap<Long, Long> part = quarters.getOrDefault(point, new TreeMap<>());
      rest.keySet().retainAll(part.keySet());
      rest.replaceAll((start, volume) -> volume - part.getOrDefault(start, 0L));
    }
    return rest;
  }

  /** By point, the quarter-hours of the first six hours of a day that readings enclose. */
  private Map<Integer, NavigableMap<Long, Long>> quarters(LocalDate morning) throws SQLException {
    Map<Integer, NavigableMap<Long, Long>> quarters = new HashMap<>();
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select m.point, extract(epoch from q.starts)::bigint, sum(q.consumption)::bigint,
              sum(q.covered_millis)
            from meter m join register r on r.meter = m.id and r.name = ?
              join quarter_hour q on q.register = r.id and q.starts >= ?
                and q.starts < ?::timestamptz + interval '6 hours'
            where m.building = ? and m.point is not null
            group by m.point, q.starts""")) {
      query.setString(1, QUANTITY);
      query.setTimestamp(2, site.start(morning));
      query.setTimestamp(3, site.start(morning));
      query.setInt(4, site.building());
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          if (row.getLong(4) >= QUARTER_MILLIS) {
            quarters
                .computeIfAbsent(row.getInt(1), first -> new TreeMap<>())
                .put(row.getLong(2), row.getLong(3));
          }
        }
      }
    }
    return quarters;
  }

  private void write(int point, LocalDate morning, OptionalLong flow) throws SQLException {
    String sql =
        flow.isPresent()
            ? """
              insert into night_flow (point, morning, flow_ml) values (?, ?, ?)
              on conflict (point, morning) do update set flow_ml = excluded.flow_ml"""
            : "delete from night_flow where point = ? and morning = ?";
    try (PreparedStatement write = connection.prepareStatement(sql)) {
      write.setInt(1, point);
      write.setObject(2, morning);
      if (flow.isPresent()) {
        // Two meters are never read at the same instant: what is left over may fall below zero.
        write.setLong(3, Math.max(0, flow.getAsLong()));
      }
      write.executeUpdate();
    }
  }

  private List<Night> nights(int point) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            "select morning, flow_ml from night_flow where point = ? order by morning")) {
      query.setInt(1, point);
      List<Night> nights = new ArrayList<>();
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          nights.add(new Night(row.getObject(1, LocalDate.class), row.getLong(2)));
        }
      }
      return nights;
    }
  }

  private void write(int point, List<Leak> leaks, List<Price> prices) throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement("delete from finding where point = ?")) {
      delete.setInt(1, point);
      delete.executeUpdate();
    }
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            insert into finding (point, kind, since, last_night, ongoing, nights, usual_ml,
              flow_ml, lost_ml, price, euros, rule)
            values (?, 'leak', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""")) {
      for (Leak leak : leaks) {
        Optional<Price> price = price(prices, leak.last());
        insert.setInt(1, point);
        insert.setObject(2, leak.since());
        insert.setObject(3, leak.last());
        insert.setBoolean(4, leak.ongoing());
        insert.setInt(5, leak.nights());
        insert.setLong(6, leak.usualMl());
        insert.setLong(7, leak.flowMl());
        insert.setLong(8, leak.lostMl());
        insert.setString(9, price.map(Price::id).orElse(null));
        insert.setBigDecimal(10, price.map(found -> leak.euros(found.euros())).orElse(null));
        insert.setString(11, NightFlow.VERSION);
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
}
