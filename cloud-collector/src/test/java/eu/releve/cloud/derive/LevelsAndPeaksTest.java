package eu.releve.cloud.derive;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.cloud.SampleBuilding;
import eu.releve.cloud.database.Database;
import eu.releve.cloud.database.TestDatabase;
import eu.releve.measure.Quality;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Gauges and demands, as the deriver keeps them. */
class LevelsAndPeaksTest {
  private static final Instant START = Instant.parse("2026-03-28T20:00:00Z");
  private static final LocalCalendar BRUSSELS = LocalCalendar.of("Europe/Brussels");
  private static final List<String> KEPT =
      List.of("level_window", "day_level", "month_level", "day_peak", "month_peak", "rolled_up");

  private Database database;
  private SampleBuilding building;
  private long batch;

  @BeforeEach
  void start() throws Exception {
    database = TestDatabase.fresh();
    building = SampleBuilding.in(database, "tilleuls-12", "syndic");
    batch = building.batch(1);
  }

  @AfterEach
  void stop() {
    database.close();
  }

  // Holes, contradictions and late readings over the spring change of the clocks.
  @Test
  @DisplayName("A3: a gauge shuffled, late and contradicted is what the pure function makes of it")
  void aGaugeInAnyOrderIsWhatThePureFunctionMakesOfIt() throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    int gauge = building.register("voltage", "voltage", "mV");
    List<Index> readings = new ArrayList<>();
    long millis = START.toEpochMilli();
    for (int i = 0; i < 300; i++) {
      millis += 1 + random.nextInt(random.nextInt(8) == 0 ? 4_000_000 : 900_000);
      long value = random.nextInt(40) == 0 ? -1L << 42 : random.nextInt(300_000);
      readings.add(new Index(millis, value));
    }
    List<Index> arriving = new ArrayList<>(readings);
    Collections.shuffle(arriving, random);
    long before = batch;
    batch = building.batch(2);
    for (Index reading : arriving) {
      if (random.nextInt(10) == 0) {
        building.reading(gauge, instant(reading), reading.value() + 7, before);
      }
      read(gauge, instant(reading), reading.value());
      if (random.nextInt(40) == 0) {
        derive();
      }
    }
    derive();
    List<Level> pure =
        new Gauge(readings, Duration.ofMinutes(15))
            .quarterHours(
                QuarterHour.floor(START.toEpochMilli()),
                QuarterHour.floor(millis) + QuarterHour.MILLIS);
    assertThat(quarters(gauge)).as("seed %d", seed).isEqualTo(pure);
    Instant end = instant(readings.getLast());
    for (LocalPeriod day : BRUSSELS.periods(Span.DAY, Instant.parse("2026-03-27T23:00:00Z"), end)) {
      assertThat(kept("day_level", "day", day.first()))
          .as("seed %d, %s", seed, day.name())
          .isEqualTo(together(pure, day));
    }
    for (LocalPeriod month :
        BRUSSELS.periods(Span.MONTH, Instant.parse("2026-02-28T23:00:00Z"), end)) {
      assertThat(kept("month_level", "month", month.first()))
          .as("seed %d, %s", seed, month.name())
          .isEqualTo(together(pure, month));
    }
    assertThatAllIsTheSameAgain(seed);
  }

  @Test
  void whatADeviceSaysToBeNoValueIsInNoLevelAndNoPeak() throws Exception {
    int gauge = building.register("voltage", "voltage", "mV");
    int demand = building.register("active-power-demand", "active-power-demand", "mW");
    for (int i = 0; i < 5; i++) {
      int quality = i == 2 ? Quality.DEVICE_ERROR.bits() : i == 3 ? Quality.OUT_OF_RANGE.bits() : 0;
      for (int register : new int[] {gauge, demand}) {
        Instant at = START.plus(Duration.ofMinutes(10L * i));
        building.reading(register, at, quality == 0 ? 230_000 + i : 9_999_999, quality, batch);
        building.touch(register, at, at);
      }
    }
    derive();
    assertThat(number("select high from day_level")).isEqualTo(230_004);
    assertThat(number("select value from day_peak")).isEqualTo(230_004);
  }

  // The last quarter-hour of March and the first of April, in Brussels.
  @Test
  @DisplayName("A1: the peak of a day and of a month is the first highest demand, with its time")
  void thePeakIsTheFirstHighestDemandOfTheLocalDay() throws Exception {
    int demand = building.register("active-power-demand", "active-power-demand", "mW");
    read(demand, Instant.parse("2026-03-31T21:45:00Z"), 5_000);
    read(demand, Instant.parse("2026-03-31T22:00:00Z"), 7_000);
    read(demand, Instant.parse("2026-04-01T10:00:00Z"), 8_000);
    read(demand, Instant.parse("2026-04-02T10:00:00Z"), 8_000);
    derive();
    assertThat(text("select string_agg(day || ' ' || value, ', ' order by day) from day_peak"))
        .isEqualTo("2026-03-31 5000, 2026-04-01 8000, 2026-04-02 8000");
    assertThat(
            text(
                "select string_agg(month || ' ' || value || ' ' || to_char(at at time zone 'UTC',"
                    + " 'DD HH24:MI'), ', ' order by month) from month_peak"))
        .isEqualTo("2026-03-01 5000 31 21:45, 2026-04-01 8000 01 10:00");
    read(demand, Instant.parse("2026-04-01T09:45:00Z"), 8_000);
    derive();
    assertThat(
            text(
                "select to_char(at at time zone 'UTC', 'HH24:MI') from month_peak"
                    + " where value = 8000"))
        .isEqualTo("09:45");
    assertThatAllIsTheSameAgain(0);
  }

  @Test
  void aMeterThatIsReadEachHourHasLevelsBetweenItsReadings() throws Exception {
    int gauge = building.register("voltage", "voltage", "mV");
    for (int i = 0; i < 5; i++) {
      read(gauge, START.plus(Duration.ofHours(i)), 230_000);
    }
    derive();
    assertThat(number("select count(*) from quarter_level")).isZero();
    SampleBuilding.execute(database.ingest(), "update meter set period_seconds = 3600");
    again();
    assertThat(number("select count(*) from quarter_level")).isEqualTo(16);
  }

  @Test
  void anotherMetersReadingsUnderThisOnesNameAreInNoLevel() throws Exception {
    int gauge = building.register("voltage", "voltage", "mV");
    for (int i = 0; i < 40; i++) {
      read(gauge, START.plus(Duration.ofMinutes(15L * i)), 230_000 + i);
    }
    derive();
    SampleBuilding.execute(
        database.ingest(),
        "update meter set installed_at = ?, removed_at = ?",
        Timestamp.from(START.plus(Duration.ofMinutes(151))),
        Timestamp.from(START.plus(Duration.ofMinutes(301))));
    building.touch(gauge, START.plus(Duration.ofMinutes(151)), START.plus(Duration.ofHours(10)));
    derive();
    assertThat(number("select min(low) from quarter_level")).isEqualTo(230_011);
    assertThat(number("select max(high) from quarter_level")).isEqualTo(230_020);
    assertThat(number("select max(high) from month_level")).isEqualTo(230_020);
  }

  @Test
  void aReadingAtMidnightThatEndsABatchIsTheNextDaysPeak() throws Exception {
    int demand = building.register("active-power-demand", "active-power-demand", "mW");
    Instant eve = Instant.parse("2026-03-31T21:45:00Z");
    Instant midnight = Instant.parse("2026-03-31T22:00:00Z");
    building.reading(demand, eve, 5_000, batch);
    building.reading(demand, midnight, 7_000, batch);
    building.touch(demand, eve, midnight);
    derive();
    assertThat(text("select string_agg(day || ' ' || value, ', ' order by day) from day_peak"))
        .isEqualTo("2026-03-31 5000, 2026-04-01 7000");
  }

  @Test
  void whatIsBeyondAllThatABuildingTakesIsNoPeak() throws Exception {
    int demand = building.register("active-power-demand", "active-power-demand", "mW");
    read(demand, START, 5_000);
    read(demand, START.plus(Duration.ofMinutes(15)), ReadingsOf.HIGHEST + 1);
    derive();
    assertThat(number("select value from day_peak")).isEqualTo(5_000);
  }

  @Test
  void anotherMetersDemandUnderThisOnesNameIsNoPeak() throws Exception {
    int demand = building.register("active-power-demand", "active-power-demand", "mW");
    for (int i = 0; i < 5; i++) {
      read(demand, START.plus(Duration.ofDays(i)), 9_000 - i);
    }
    derive();
    Instant came = START.plus(Duration.ofHours(60));
    SampleBuilding.execute(
        database.ingest(), "update meter set installed_at = ?", Timestamp.from(came));
    building.touch(demand, came, START.plus(Duration.ofDays(4)));
    derive();
    assertThat(number("select count(*) from day_peak")).isEqualTo(2);
    assertThat(number("select value from month_peak where month = '2026-04-01'")).isEqualTo(8_996);
    assertThatAllIsTheSameAgain(0);
  }

  @Test
  void theDaysOfALateReadingThatIsNoCountersAreProcessedAgain() throws Exception {
    int gauge = building.register("voltage", "voltage", "mV");
    read(gauge, START, 230_000);
    derive();
    assertThat(text("select string_agg(day::text, ', ' order by day) from touched_day"))
        .isEqualTo("2026-03-28");
  }

  private void assertThatAllIsTheSameAgain(long seed) throws SQLException {
    List<String> before = rows();
    for (String table : KEPT) {
      SampleBuilding.execute(database.ingest(), "delete from " + table);
    }
    again();
    assertThat(rows()).as("seed %d", seed).isEqualTo(before);
  }

  private void again() throws SQLException {
    try (Connection connection = database.ingest().getConnection()) {
      assertThat(Again.mark(connection, building.building())).isPositive();
    }
    derive();
  }

  private List<String> rows() throws SQLException {
    List<String> rows = new ArrayList<>();
    for (String table : KEPT) {
      rows.add(text("select string_agg(t::text, E'\n' order by t::text) from " + table + " t"));
    }
    return rows;
  }

  private static List<String> together(List<Level> quarters, LocalPeriod period) {
    return quarters.stream()
        .filter(level -> level.over().fromMillis() >= period.from().toEpochMilli())
        .filter(level -> level.over().fromMillis() < period.to().toEpochMilli())
        .reduce(Level::and)
        .map(
            level ->
                List.of(
                    level.doubledArea().toString(),
                    Long.toString(level.coveredMillis()),
                    Long.toString(level.min()),
                    Long.toString(level.max())))
        .orElse(List.of());
  }

  private List<String> kept(String table, String date, LocalDate of) throws SQLException {
    try (Connection connection = database.ingest().getConnection();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "select doubled_area, covered_millis, low, high from %s where %s = '%s'"
                    .formatted(table, date, of))) {
      return row.next()
          ? List.of(row.getString(1), row.getString(2), row.getString(3), row.getString(4))
          : List.of();
    }
  }

  private List<Level> quarters(int register) throws SQLException {
    List<Level> levels = new ArrayList<>();
    try (Connection connection = database.ingest().getConnection();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "select starts, doubled_area, covered_millis, low, high from quarter_level"
                    + " where register = "
                    + register
                    + " order by starts")) {
      while (row.next()) {
        long start = row.getTimestamp(1).getTime();
        levels.add(
            new Level(
                new Stretch(start, start + QuarterHour.MILLIS),
                row.getBigDecimal(2).toBigIntegerExact(),
                row.getLong(3),
                row.getLong(4),
                row.getLong(5)));
      }
    }
    return levels;
  }

  private static Instant instant(Index reading) {
    return Instant.ofEpochMilli(reading.millis());
  }

  private void read(int register, Instant instant, long value) throws SQLException {
    building.reading(register, instant, value, batch);
    building.touch(register, instant, instant);
  }

  private void derive() throws SQLException {
    Deriver deriver = new Deriver(database.ingest());
    while (deriver.step() > 0) {}
  }

  private long number(String query) throws SQLException {
    return Long.parseLong(text(query));
  }

  private String text(String query) throws SQLException {
    try (Connection connection = database.ingest().getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return String.valueOf(row.getString(1));
    }
  }
}
