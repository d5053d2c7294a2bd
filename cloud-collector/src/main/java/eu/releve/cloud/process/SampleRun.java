package eu.releve.cloud.process;

import eu.releve.cloud.validate.ElectricRules;
import eu.releve.cloud.validate.Limits;
import eu.releve.cloud.validate.Remark;
import eu.releve.cloud.validate.Rule;
import eu.releve.cloud.validate.Sample;
import eu.releve.cloud.validate.SampleRules;
import eu.releve.cloud.validate.Verdict;
import eu.releve.measure.Quality;
import eu.releve.measure.Quantity;
import eu.releve.measure.Resolution;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Judges some days that follow each other by the rules that look at readings. */
final class SampleRun {
  private static final Set<Quantity> GAUGES =
      Set.of(
          Quantity.VOLTAGE,
          Quantity.CURRENT,
          Quantity.ACTIVE_POWER,
          Quantity.THERMAL_POWER,
          Quantity.VOLUME_FLOW,
          Quantity.SUPPLY_TEMPERATURE,
          Quantity.RETURN_TEMPERATURE,
          Quantity.MEDIUM_TEMPERATURE,
          Quantity.OUTDOOR_TEMPERATURE,
          Quantity.PRESSURE);
  private static final int RANGE_BITS = Quality.OUT_OF_RANGE.and(Quality.SATURATED).bits();

  private final Connection connection;
  private final Site site;
  private final Limits limits;
  private final List<LocalDate> days;
  private final Verdicts verdicts = new Verdicts();

  /**
   * @param days that follow each other.
   */
  SampleRun(Connection connection, Site site, Limits limits, List<LocalDate> days) {
    this.connection = connection;
    this.site = site;
    this.limits = limits;
    this.days = days;
  }

  /** A register that is read, and what it can tell. */
  private record Gauge(int register, int meter, int point, String name, BigDecimal resolution) {
    /** {@code voltage} of {@code voltage.l2}. */
    String quantity() {
      return name.replaceFirst("\\..*", "");
    }

    boolean isPhase(Quantity quantity) {
      return name.matches(quantity.id() + "\\.l[123]");
    }
  }

  List<Remark.Day> judge() throws SQLException {
    marks();
    Map<Integer, List<Gauge>> meters =
        gauges().stream()
            .collect(Collectors.groupingBy(Gauge::meter, TreeMap::new, Collectors.toList()));
    for (List<Gauge> meter : meters.values()) {
      Map<String, NavigableMap<Long, Long>> phases = new TreeMap<>();
      for (Gauge gauge : meter) {
        NavigableMap<Long, Long> readings = readings(gauge.register());
        gauge(gauge, readings);
        if (gauge.isPhase(Quantity.VOLTAGE) || gauge.isPhase(Quantity.CURRENT)) {
          phases.put(gauge.name(), readings);
        }
      }
      phases(meter.getFirst().point(), phases);
    }
    return verdicts.days();
  }

  private void gauge(Gauge gauge, NavigableMap<Long, Long> readings) {
    for (LocalDate day : days) {
      List<Sample> samples = of(readings, day, day);
      boolean clock = gauge.quantity().equals(Quantity.METER_CLOCK.id());
      if (!samples.isEmpty()) {
        verdicts.add(
            Optional.of(gauge.point()),
            gauge.name(),
            clock ? Rule.CLOCK : Rule.STUCK,
            day,
            clock
                ? SampleRules.clock(samples, site.zone(), limits.on(day))
                : SampleRules.stuck(samples, gauge.resolution(), limits.on(day)));
      }
    }
  }

  private void phases(int point, Map<String, NavigableMap<Long, Long>> phases) {
    for (Quantity quantity : List.of(Quantity.VOLTAGE, Quantity.CURRENT)) {
      for (LocalDate day : days) {
        Map<String, List<Sample>> samples = new TreeMap<>();
        phases.forEach(
            (name, readings) -> {
              if (name.startsWith(quantity.id() + ".")) {
                samples.put(name, of(readings, day.minusDays(1), day));
              }
            });
        if (samples.values().stream().anyMatch(each -> !each.isEmpty())) {
          long begin = site.start(day).getTime();
          Verdict verdict =
              quantity == Quantity.VOLTAGE
                  ? ElectricRules.voltage(samples, begin, limits.on(day))
                  : ElectricRules.current(samples, begin, limits.on(day));
          verdicts.add(Optional.of(point), quantity.id(), Rule.PHASE, day, verdict);
        }
      }
    }
  }

  private List<Sample> of(NavigableMap<Long, Long> readings, LocalDate first, LocalDate last) {
    List<Sample> samples = new ArrayList<>();
    readings
        .subMap(site.start(first).getTime(), site.start(last.plusDays(1)).getTime())
        .forEach((millis, value) -> samples.add(new Sample(millis, value)));
    return samples;
  }

  private List<Gauge> gauges() throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select r.id, m.id, m.point, r.name, r.resolution_mantissa, r.resolution_exponent
            from meter m join register r on r.meter = m.id
            where m.building = ? and m.point is not null and (r.quantity = any (?) or r.name = ?)
            order by m.point, m.id, r.name\
            """)) {
      query.setInt(1, site.building());
      query.setArray(
          2, connection.createArrayOf("text", GAUGES.stream().map(Quantity::id).toArray()));
      query.setString(3, Quantity.METER_CLOCK.id());
      List<Gauge> gauges = new ArrayList<>();
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          gauges.add(
              new Gauge(
                  row.getInt(1),
                  row.getInt(2),
                  row.getInt(3),
                  row.getString(4),
                  new Resolution(row.getInt(5), row.getInt(6)).inSteps()));
        }
      }
      return gauges;
    }
  }

  /** What a register showed on those days and the one before; the later batch counts. */
  private NavigableMap<Long, Long> readings(int register) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select d.instant, d.value from counted d left join ledger l on l.batch = d.batch
            where d.register = ? and d.instant >= ? and d.instant < ? and d.quality & ? = 0
            order by d.instant, l.committed_at nulls first, d.batch\
            """)) {
      query.setInt(1, register);
      query.setTimestamp(2, site.start(days.getFirst().minusDays(1)));
      query.setTimestamp(3, site.start(days.getLast().plusDays(1)));
      query.setInt(4, RANGE_BITS | Quality.DEVICE_ERROR.bits());
      query.setFetchSize(10_000);
      NavigableMap<Long, Long> readings = new TreeMap<>();
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          readings.put(row.getTimestamp(1).getTime(), row.getLong(2));
        }
      }
      return readings;
    }
  }

  /** What decoders and meters themselves said against their values. */
  private void marks() throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select m.point, r.name, (d.instant at time zone ?)::date as day,
              count(*) filter (where d.quality & ? <> 0), count(*) filter (where d.quality & ? <> 0)
            from meter m join register r on r.meter = m.id
              join counted d on d.register = r.id and d.instant >= ? and d.instant < ?
            where m.building = ? and m.point is not null and d.quality & ? <> 0
            group by m.point, r.name, day order by m.point, r.name, day\
            """)) {
      query.setString(1, site.zone().getId());
      query.setInt(2, RANGE_BITS);
      query.setInt(3, Quality.DEVICE_ERROR.bits());
      query.setTimestamp(4, site.start(days.getFirst()));
      query.setTimestamp(5, site.start(days.getLast().plusDays(1)));
      query.setInt(6, site.building());
      query.setInt(7, RANGE_BITS | Quality.DEVICE_ERROR.bits());
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          Optional<Integer> point = Optional.of(row.getInt(1));
          LocalDate day = row.getObject(3, LocalDate.class);
          Limits.On on = limits.on(day);
          String name = row.getString(2);
          verdicts.add(point, name, Rule.RANGE, day, SampleRules.range(row.getLong(4), on));
          verdicts.add(point, name, Rule.DEVICE, day, SampleRules.device(row.getLong(5), on));
        }
      }
    }
  }
}
