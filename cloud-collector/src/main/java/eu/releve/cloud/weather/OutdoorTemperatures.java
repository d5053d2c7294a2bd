package eu.releve.cloud.weather;

import eu.releve.cloud.derive.DailyLevel;
import eu.releve.cloud.derive.Index;
import eu.releve.cloud.derive.LocalCalendar;
import eu.releve.cloud.derive.LocalPeriod;
import eu.releve.cloud.derive.Span;
import eu.releve.cloud.weather.Outdoor.Days;
import eu.releve.cloud.weather.Outdoor.Source;
import eu.releve.measure.Quality;
import eu.releve.measure.Quantity;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads how warm it was outside a building: from files, and from sensors of common points. */
public final class OutdoorTemperatures {
  /** A device error, out of range, saturated: no temperature. */
  private static final int NO_VALUE =
      Quality.DEVICE_ERROR.and(Quality.OUT_OF_RANGE).and(Quality.SATURATED).bits();

  /** A day's first and last value may be read so long before and after it. */
  private static final Duration AROUND = Duration.ofHours(2);

  private static final int SENSORS_MAX = 8;

  private final Connection connection;
  private final int building;
  private final ZoneId zone;

  /**
   * @param connection that shows what whoever asks may see.
   * @param building its key; whether it may be seen, the caller has found out.
   * @param zone where its days begin.
   */
  public OutdoorTemperatures(Connection connection, int building, ZoneId zone) {
    this.connection = connection;
    this.building = building;
    this.zone = zone;
  }

  /**
   * The temperatures for an answer, all of one source, and those of the days just before, which
   * some bases need.
   *
   * @param asked the days that the answer is about.
   */
  public Outdoor of(List<Days> asked) throws SQLException {
    List<Days> wider =
        asked.stream()
            .map(days -> new Days(days.from().minusDays(DegreeDayBase.DAYS_BEFORE), days.to()))
            .toList();
    return Outdoor.counting(files(wider), roof(wider), asked);
  }

  private Outdoor files(List<Days> wanted) throws SQLException {
    SortedMap<LocalDate, DayTemperature> found = new TreeMap<>();
    SortedMap<Integer, String> sources = new TreeMap<>();
    for (Days days : wanted) {
      try (PreparedStatement query =
          connection.prepareStatement(
              """
              select distinct on (d.day) d.day, d.mean, d.low, d.high, f.id, f.source
              from outdoor_day d join temperature_file f on f.id = d.file
              where f.building = ? and d.day >= ? and d.day < ? order by d.day, f.id desc""")) {
        query.setInt(1, building);
        query.setObject(2, days.from());
        query.setObject(3, days.to());
        try (ResultSet row = query.executeQuery()) {
          while (row.next()) {
            Optional<Integer> high = Optional.ofNullable(row.getObject(4, Integer.class));
            int low = row.getInt(3);
            found.put(
                row.getObject(1, LocalDate.class),
                new DayTemperature(
                    row.getInt(2), high.map(max -> new DayTemperature.Range(low, max))));
            sources.put(row.getInt(5), row.getString(6));
          }
        }
      }
    }
    return new Outdoor(Source.FILE, found, sources.values().stream().distinct().toList());
  }

  /** A register that tells how warm it is outside. */
  private record Sensor(int register, String point) {}

  /**
   * The sensors of the building itself, by the names of their points: of a day that two of them
   * know, the first one counts. What a dwelling measures on its balcony is the dwelling's.
   */
  private List<Sensor> sensors() throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select r.id, p.name from register r join meter m on m.id = r.meter
              join point p on p.id = m.point
            where m.building = ? and p.lot is null and r.quantity = ? and r.name = r.quantity
            order by p.name, r.id limit ?""")) {
      query.setInt(1, building);
      query.setString(2, Quantity.OUTDOOR_TEMPERATURE.id());
      query.setInt(3, SENSORS_MAX);
      List<Sensor> sensors = new ArrayList<>();
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          sensors.add(new Sensor(row.getInt(1), row.getString(2)));
        }
      }
      return sensors;
    }
  }

  private Outdoor roof(List<Days> wanted) throws SQLException {
    SortedMap<LocalDate, DayTemperature> found = new TreeMap<>();
    List<String> names = new ArrayList<>();
    for (Sensor sensor : sensors()) {
      Map<LocalDate, DayTemperature> own = new TreeMap<>();
      for (Days days : wanted) {
        own.putAll(measured(sensor.register, days));
      }
      own.keySet().removeAll(found.keySet());
      if (!own.isEmpty() && !names.contains(sensor.point)) {
        names.add(sensor.point);
      }
      found.putAll(own);
    }
    return new Outdoor(Source.ROOF, found, names);
  }

  /** The days of which a sensor knows at least nine tenths. */
  private Map<LocalDate, DayTemperature> measured(int register, Days days) throws SQLException {
    LocalCalendar calendar = LocalCalendar.of(zone);
    Map<LocalDate, DayTemperature> known = new TreeMap<>();
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select instant, value, batch from reading
            where register = ? and instant >= ? and instant <= ? and quality & ? = 0
            order by instant, batch""")) {
      query.setInt(1, register);
      query.setTimestamp(2, Timestamp.from(calendar.start(days.from()).minus(AROUND)));
      query.setTimestamp(3, Timestamp.from(calendar.start(days.to()).plus(AROUND)));
      query.setInt(4, NO_VALUE);
      query.setFetchSize(10_000);
      try (ResultSet row = query.executeQuery()) {
        Readings readings = new Readings(row);
        LocalDate date = days.from();
        while (date.isBefore(days.to()) && readings.isMore()) {
          LocalPeriod day = calendar.holding(Span.DAY, date).orElseThrow();
          temperature(day, readings.around(day)).ifPresent(t -> known.put(day.first(), t));
          date = date.plusDays(1);
        }
      }
    }
    return known;
  }

  private static Optional<DayTemperature> temperature(LocalPeriod day, List<Index> readings) {
    return DailyLevel.of(day, readings)
        .filter(level -> level.isOfAlmostAll(day))
        .filter(level -> DayTemperature.MIN <= level.min() && level.max() <= DayTemperature.MAX)
        .map(
            level ->
                new DayTemperature(
                    level.mean(), Optional.of(new DayTemperature.Range(level.min(), level.max()))));
  }

  /** Readings by rising instant, handed out day by day; only a day of them is held. */
  private final class Readings {
    private final ResultSet row;
    private final List<Index> held = new ArrayList<>();
    private long batch;
    private boolean isMore;

    Readings(ResultSet row) throws SQLException {
      this.row = row;
      this.isMore = row.next();
    }

    boolean isMore() {
      return isMore || held.size() > 1;
    }

    /** Those of a day, the last one before it and the first one after it. */
    List<Index> around(LocalPeriod day) throws SQLException {
      long from = day.from().toEpochMilli();
      long to = day.to().toEpochMilli();
      while (isMore && (held.isEmpty() || held.getLast().millis() < to)) {
        take();
      }
      while (isMore && row.getTimestamp(1).getTime() == held.getLast().millis()) {
        take();
      }
      while (held.size() > 1 && held.get(1).millis() <= from) {
        held.removeFirst();
      }
      return List.copyOf(held);
    }

    private void take() throws SQLException {
      Index next = new Index(row.getTimestamp(1).getTime(), row.getLong(2));
      long of = row.getLong(3);
      if (held.isEmpty() || held.getLast().millis() != next.millis()) {
        held.add(next);
        batch = of;
      } else if (held.getLast().value() != next.value() && committedLater(of, batch)) {
        held.set(held.size() - 1, next);
        batch = of;
      }
      isMore = row.next();
    }
  }

  /** Asked only for the rare instants of which two batches say two things. */
  private boolean committedLater(long batch, long than) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select batch from ledger where batch in (?, ?)
            order by committed_at desc, batch desc limit 1""")) {
      query.setLong(1, batch);
      query.setLong(2, than);
      try (ResultSet row = query.executeQuery()) {
        return row.next() ? row.getLong(1) == batch : batch > than;
      }
    }
  }
}
