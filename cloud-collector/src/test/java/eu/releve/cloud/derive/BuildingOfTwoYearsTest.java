package eu.releve.cloud.derive;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.cloud.SampleBuilding;
import eu.releve.cloud.database.Database;
import eu.releve.cloud.database.TestDatabase;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
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
import org.junit.jupiter.api.Test;

/**
 * A building over two years in the store: three points, eight meters one after the other, some of
 * which pass the end of their digits, a gateway that is dead for a month, batches that come in any
 * order. What its years add up to is what was used, to the step.
 */
class BuildingOfTwoYearsTest {
  private static final LocalCalendar BRUSSELS = LocalCalendar.of("Europe/Brussels");
  private static final Instant BEGIN = BRUSSELS.start(LocalDate.parse("2026-01-01"));
  private static final Instant END = BRUSSELS.start(LocalDate.parse("2028-01-01"));
  private static final Instant DARK = Instant.parse("2026-08-10T06:40:00Z");
  private static final Instant LIGHT = Instant.parse("2026-09-10T14:05:00Z");
  private static final Duration EVERY = Duration.ofMinutes(15);
  private static final int COUNT = Math.toIntExact(Duration.between(BEGIN, END).dividedBy(EVERY));
  private static final int BATCHES = 40;

  /** A point, what is counted there, how much at most in a quarter-hour, and when meters change. */
  private record Place(String lot, String quantity, String step, int most, List<Instant> changes) {}

  private static final List<Place> PLACES =
      List.of(
          new Place(
              "lift",
              "active-energy-import",
              "Wh",
              900,
              List.of(
                  Instant.parse("2026-03-29T01:15:00Z"), Instant.parse("2026-08-20T09:30:00Z"))),
          new Place(
              "laundry",
              "water-volume",
              "mL",
              40_000,
              List.of(
                  Instant.parse("2026-10-25T00:45:00Z"), Instant.parse("2027-10-31T01:00:00Z"))),
          new Place(
              "boiler",
              "heat-energy",
              "J",
              90_000_000,
              List.of(Instant.parse("2027-02-02T13:30:00Z"))));

  private Database database;
  private SampleBuilding building;

  @BeforeEach
  void start() throws Exception {
    database = TestDatabase.fresh();
    building = SampleBuilding.in(database, "tilleuls-12", "syndic");
  }

  @AfterEach
  void stop() {
    database.close();
  }

  @Test
  void theYearsOfEveryPointAddUpToWhatWasUsedToTheStep() throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    List<Lived> lives = new ArrayList<>();
    for (Place place : PLACES) {
      lives.add(live(place, random));
    }
    arrive(lives, random);
    for (Lived lived : lives) {
      yearsAreTrue(lived, seed);
      monthsAreTrue(lived, seed);
    }
  }

  /** What was used until each quarter-hour, and the readings of it that were taken. */
  private record Lived(Place place, int point, long[] used, List<Taken> taken) {}

  private record Taken(int register, int at, long value) {}

  private Lived live(Place place, Random random) throws SQLException {
    long[] used = new long[COUNT + 1];
    for (int i = 1; i <= COUNT; i++) {
      used[i] = used[i - 1] + random.nextInt(place.most + 1);
    }
    SampleBuilding dwelling = building.dwelling(place.lot);
    List<Instant> moments = new ArrayList<>(List.of(BEGIN));
    moments.addAll(place.changes);
    moments.add(END);
    List<Taken> taken = new ArrayList<>();
    // Ends of digits are found by themselves: ten to a power, times the register's resolution.
    long digits = 10_000_000L * (place.step.equals("J") ? 100_000 : 10);
    for (int i = 0; i + 1 < moments.size(); i++) {
      int from = step(moments.get(i));
      int to = step(moments.get(i + 1));
      long opening = digits - 3_000L * place.most + random.nextInt(1_000);
      int register =
          i == 0
              ? dwelling.register(place.quantity, place.quantity, place.step)
              : next(dwelling, place, i);
      if (i > 0) {
        shown(register, place, false, moments.get(i), opening);
      }
      if (i + 2 < moments.size()) {
        shown(
            register, place, true, moments.get(i + 1), (opening + used[to] - used[from]) % digits);
      }
      for (int at = from; at <= to; at++) {
        Instant instant = BEGIN.plus(EVERY.multipliedBy(at));
        if (instant.isBefore(DARK) || instant.isAfter(LIGHT)) {
          taken.add(new Taken(register, at, (opening + used[at] - used[from]) % digits));
        }
      }
    }
    return new Lived(place, dwelling.point(), used, taken);
  }

  /** In batches, some of them late, and twice; derived after each. */
  private void arrive(List<Lived> lives, Random random) throws SQLException {
    List<List<Taken>> parts = new ArrayList<>();
    for (Lived lived : lives) {
      int length = lived.taken.size() / BATCHES + 1;
      for (int i = 0; i < lived.taken.size(); i += length) {
        parts.add(lived.taken.subList(i, Math.min(lived.taken.size(), i + length)));
      }
    }
    parts.addAll(List.copyOf(parts.subList(5, 8)));
    Collections.shuffle(parts, random);
    Deriver deriver = new Deriver(database.ingest());
    long seq = 0;
    for (List<Taken> part : parts) {
      store(part, building.batch(++seq));
      if (random.nextInt(4) == 0) {
        while (deriver.step() > 0) {}
      }
    }
    while (deriver.step() > 0) {}
  }

  private void store(List<Taken> part, long batch) throws SQLException {
    try (Connection connection = database.ingest().getConnection();
        PreparedStatement insert =
            connection.prepareStatement(
                """
                insert into reading (register, instant, value, quality, batch)
                select r, i, v, 0, ? from unnest(?, ?, ?) as t (r, i, v)\
                """)) {
      insert.setLong(1, batch);
      insert.setArray(
          2, connection.createArrayOf("integer", part.stream().map(Taken::register).toArray()));
      insert.setArray(
          3,
          connection.createArrayOf(
              "timestamptz",
              part.stream()
                  .map(taken -> Timestamp.from(BEGIN.plus(EVERY.multipliedBy(taken.at))))
                  .toArray()));
      insert.setArray(
          4, connection.createArrayOf("bigint", part.stream().map(Taken::value).toArray()));
      insert.executeUpdate();
      if (!connection.getAutoCommit()) {
        connection.commit();
      }
    }
    for (int register : part.stream().mapToInt(Taken::register).distinct().toArray()) {
      int first =
          part.stream().filter(t -> t.register == register).mapToInt(Taken::at).min().orElseThrow();
      int last =
          part.stream().filter(t -> t.register == register).mapToInt(Taken::at).max().orElseThrow();
      building.touch(
          register, BEGIN.plus(EVERY.multipliedBy(first)), BEGIN.plus(EVERY.multipliedBy(last)));
    }
  }

  private void yearsAreTrue(Lived lived, long seed) throws SQLException {
    List<LocalPeriod> years = BRUSSELS.periods(Span.YEAR, BEGIN, END);
    List<Figure> figures = figures(lived, years);
    List<Figure> months = figures(lived, BRUSSELS.periods(Span.MONTH, BEGIN, END));
    for (int i = 0; i < years.size(); i++) {
      LocalPeriod year = years.get(i);
      String which = "%s of %s, seed %d".formatted(year.name(), lived.place.lot, seed);
      BigInteger used =
          BigInteger.valueOf(lived.used[step(year.to())] - lived.used[step(year.from())]);
      assertThat(figures.get(i).consumption()).as(which).isEqualTo(used);
      assertThat(figures.get(i).enclosedMillis()).as(which).isGreaterThanOrEqualTo(year.millis());
      assertThat(
              months.subList(12 * i, 12 * i + 12).stream()
                  .map(Figure::consumption)
                  .reduce(BigInteger.ZERO, BigInteger::add))
          .as(which)
          .isEqualTo(used);
    }
  }

  private void monthsAreTrue(Lived lived, long seed) throws SQLException {
    List<LocalPeriod> months = BRUSSELS.periods(Span.MONTH, BEGIN, END);
    List<Figure> figures = figures(lived, months);
    for (int i = 0; i < months.size(); i++) {
      LocalPeriod month = months.get(i);
      String which = "%s of %s, seed %d".formatted(month.name(), lived.place.lot, seed);
      boolean dark = month.from().isBefore(LIGHT) && DARK.isBefore(month.to());
      assertThat(figures.get(i).isComparable()).as(which).isEqualTo(!dark);
      if (!dark) {
        assertThat(figures.get(i).consumption())
            .as(which)
            .isEqualTo(
                BigInteger.valueOf(lived.used[step(month.to())] - lived.used[step(month.from())]));
      }
    }
  }

  private List<Figure> figures(Lived lived, List<LocalPeriod> periods) throws SQLException {
    try (Connection connection = database.ingest().getConnection()) {
      List<PointFigures.Course> courses =
          PointFigures.of(
              connection,
              lived.point,
              periods.stream()
                  .map(
                      period ->
                          new Stretch(period.from().toEpochMilli(), period.to().toEpochMilli()))
                  .toList());
      assertThat(courses).hasSize(1);
      return courses.getFirst().figures();
    }
  }

  private static int step(Instant at) {
    return Math.toIntExact(Duration.between(BEGIN, at).dividedBy(EVERY));
  }

  /** The meter that was put in place of the one before it. */
  private int next(SampleBuilding dwelling, Place place, int which) throws SQLException {
    return key(
        """
        with came as (insert into meter (building, name, point) values (?, ?, ?) returning id)
        insert into register
          (meter, name, quantity, step, resolution_mantissa, resolution_exponent, source_unit)
        select id, ?, ?, ?, 1, ?, 'kWh' from came returning id\
        """,
        building.building(),
        place.lot + "-" + which,
        dwelling.point(),
        place.quantity,
        place.quantity,
        place.step,
        1);
  }

  private void shown(int register, Place place, boolean closing, Instant at, long value)
      throws SQLException {
    key(
        """
        with its as (update meter set %s = ?
          where id = (select meter from register where id = ?) returning id)
        insert into shown_index (meter, closing, register, value)
        select id, ?, ?, ? from its returning meter\
        """
            .formatted(closing ? "removed_at" : "installed_at"),
        Timestamp.from(at),
        register,
        closing,
        place.quantity,
        value);
  }

  private int key(String statement, Object... values) throws SQLException {
    try (Connection connection = database.ingest().getConnection();
        PreparedStatement insert = connection.prepareStatement(statement)) {
      for (int i = 0; i < values.length; i++) {
        insert.setObject(i + 1, values[i]);
      }
      try (ResultSet row = insert.executeQuery()) {
        row.next();
        int key = row.getInt(1);
        if (!connection.getAutoCommit()) {
          connection.commit();
        }
        return key;
      }
    }
  }
}
