package eu.releve.cloud.derive;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.cloud.SampleBuilding;
import eu.releve.cloud.database.Database;
import eu.releve.cloud.database.TestDatabase;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RollupsTest {
  private static final LocalCalendar BRUSSELS = LocalCalendar.of("Europe/Brussels");
  private static final List<String> KEPT = List.of("quarter_hour", "local_day", "local_month");

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

  // Resets, dips, spikes, rollovers and gaps, in any order, over a change of the clocks; two meters
  // of one point.
  @Test
  @DisplayName("G12: what is kept says what the quarter-hours say, in every span")
  void whatIsKeptSaysWhatTheQuarterHoursSay() throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    Instant start = Instant.parse("2026-03-20T11:07:00Z");
    for (int meter = 0; meter < 2; meter++) {
      int register = second(meter);
      List<Index> readings = new ArrayList<>(BelievedTest.wild(random, 300));
      long first = readings.getFirst().millis();
      Collections.shuffle(readings, random);
      for (Index reading : readings) {
        // Stretched: some days.
        Instant at =
            start
                .plus(Duration.ofDays(9L * meter))
                .plusMillis((reading.millis() - first) * 9 + random.nextInt(9));
        building.reading(register, at, reading.value(), batch);
        building.touch(register, at, at);
        if (random.nextInt(20) == 0) {
          derive();
        }
      }
      derive();
    }
    assertThat(number("select count(*) from local_day")).as("seed %d", seed).isGreaterThan(10);
    assertBothWaysAgree(seed, "2026-01-01T00:00:00Z", "2027-12-01T00:00:00Z");
  }

  @Test
  void aGapOfYearsWhoseFiguresAreDaysOfUtcIsCutTheSameBothWays() throws Exception {
    int register = second(0);
    read(register, Instant.parse("2023-02-03T04:05:06Z"), 1_000);
    read(register, Instant.parse("2023-02-03T04:35:06Z"), 1_010);
    read(register, Instant.parse("2026-05-03T04:35:06Z"), 99_000);
    read(register, Instant.parse("2026-05-03T05:05:06Z"), 99_020);
    derive();
    assertThat(number("select max(covered_millis) from quarter_hour")).isEqualTo(86_400_000);
    assertBothWaysAgree(0, "2022-12-31T23:00:00Z", "2026-12-31T23:00:00Z");
    assertThat(
            figures(periods(Span.YEAR, "2022-12-31T23:00:00Z", "2026-12-31T23:00:00Z")).stream()
                .flatMap(course -> course.figures().stream())
                .map(Figure::consumption)
                .reduce(BigInteger.ZERO, BigInteger::add))
        .isEqualTo(98_020);
  }

  @Test
  void aDayThatDidNotChangeKeepsItsRow() throws Exception {
    int register = second(0);
    Instant start = Instant.parse("2026-04-01T00:00:00Z");
    for (int i = 0; i < 10 * 48; i++) {
      read(register, start.plus(Duration.ofMinutes(30L * i)), 10L * i);
    }
    derive();
    String before = text("select string_agg(xmin::text, ' ' order by day) from local_day");
    read(register, start.plus(Duration.ofDays(10)), 4_900);
    derive();
    String after = text("select string_agg(xmin::text, ' ' order by day) from local_day");
    assertThat(after.split(" ")).hasSize(11);
    assertThat(List.of(after.split(" ")).subList(0, 9))
        .isEqualTo(List.of(before.split(" ")).subList(0, 9));
  }

  @Test
  void daysWhoseReadingsCountNoMoreAreGone() throws Exception {
    int register = second(0);
    Instant start = Instant.parse("2026-04-20T22:00:00Z");
    for (int day = 0; day < 20; day++) {
      read(register, start.plus(Duration.ofDays(day)), 100L * day);
    }
    derive();
    assertThat(number("select count(*) from local_month")).isEqualTo(2);
    SampleBuilding.execute(
        database.ingest(),
        "update meter set removed_at = ? where id = (select meter from register where id = ?)",
        Timestamp.from(start.plus(Duration.ofDays(5))),
        register);
    building.touch(register, start, start.plus(Duration.ofDays(20)));
    derive();
    assertThat(number("select count(*) from local_day")).isEqualTo(5);
    assertThat(number("select sum(consumption) from local_month")).isEqualTo(500);
    assertThat(number("select count(*) from local_month")).isEqualTo(1);
  }

  @Test
  void inAnotherZoneTheDaysAreOthersAtOnceAndThenTheKeptOnesToo() throws Exception {
    int register = second(0);
    Instant start = Instant.parse("2026-04-01T00:00:00Z");
    for (int i = 0; i < 4 * 24; i++) {
      read(register, start.plus(Duration.ofHours(i)), (long) i * i);
    }
    derive();
    SampleBuilding.execute(
        database.ingest(),
        "update building set zone = 'Asia/Tokyo' where id = ?",
        building.building());
    LocalCalendar tokyo = LocalCalendar.of("Asia/Tokyo");
    List<Stretch> days = stretches(tokyo.periods(Span.DAY, start, start.plus(Duration.ofDays(5))));
    List<PointFigures.Course> before = figures(days);
    assertThat(mark()).isEqualTo(1);
    derive();
    assertThat(figures(days)).isEqualTo(before);
    assertThat(text("select zone from rolled_up")).isEqualTo("Asia/Tokyo");
    assertThat(number("select sum(consumption) from local_day")).isEqualTo(95 * 95);
    assertThat(text("select min(day) from local_day")).isEqualTo("2026-04-01");
    assertThat(text("select max(day) from local_day")).isEqualTo("2026-04-05");
  }

  @Test
  void derivedAgainEachRowIsTheSame() throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    int register = second(0);
    for (Index reading : BelievedTest.wild(random, 400)) {
      read(register, Instant.ofEpochMilli(reading.millis()), reading.value());
      if (random.nextInt(30) == 0) {
        derive();
      }
    }
    derive();
    List<String> before = rows();
    for (String table : KEPT) {
      SampleBuilding.execute(database.ingest(), "delete from " + table);
    }
    SampleBuilding.execute(database.ingest(), "delete from rolled_up");
    assertThat(mark()).isEqualTo(1);
    derive();
    assertThat(rows()).as("seed %d", seed).isEqualTo(before);
  }

  private List<String> rows() throws SQLException {
    List<String> rows = new ArrayList<>();
    for (String table : KEPT) {
      rows.add(text("select string_agg(t::text, E'\n' order by t::text) from " + table + " t"));
    }
    return rows;
  }

  private int mark() throws SQLException {
    try (Connection connection = database.ingest().getConnection()) {
      return Again.mark(connection, building.building());
    }
  }

  /** Of every span, from what is kept and from quarter-hours. */
  private void assertBothWaysAgree(long seed, String from, String to) throws SQLException {
    List<List<PointFigures.Course>> kept = new ArrayList<>();
    for (Span span : Span.values()) {
      kept.add(figures(periods(span, from, to)));
    }
    SampleBuilding.execute(database.ingest(), "delete from rolled_up");
    for (Span span : Span.values()) {
      assertThat(figures(periods(span, from, to)))
          .as("seed %d, %s", seed, span)
          .isEqualTo(kept.get(span.ordinal()));
    }
  }

  private static List<Stretch> periods(Span span, String from, String to) {
    return stretches(BRUSSELS.periods(span, Instant.parse(from), Instant.parse(to)));
  }

  private static List<Stretch> stretches(List<LocalPeriod> periods) {
    return periods.stream()
        .map(period -> new Stretch(period.from().toEpochMilli(), period.to().toEpochMilli()))
        .toList();
  }

  private List<PointFigures.Course> figures(List<Stretch> periods) throws SQLException {
    try (Connection connection = database.ingest().getConnection()) {
      connection.setAutoCommit(false);
      List<PointFigures.Course> courses = PointFigures.of(connection, building.point(), periods);
      connection.rollback();
      return courses;
    }
  }

  /** A register of one more meter of the point. */
  private int second(int number) throws SQLException {
    SampleBuilding.execute(
        database.ingest(),
        "insert into meter (building, name, point) values (?, ?, ?)",
        building.building(),
        "meter-" + number,
        building.point());
    SampleBuilding.execute(
        database.ingest(),
        """
        insert into register
          (meter, name, quantity, step, resolution_mantissa, resolution_exponent, source_unit)
        select id, 'active-energy-import', 'active-energy-import', 'Wh', 1, 1, 'kWh'
        from meter where name = ?""",
        "meter-" + number);
    return (int) number("select max(id) from register");
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
