package eu.releve.cloud.derive;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.cloud.SampleBuilding;
import eu.releve.cloud.database.Reach;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Gaps whose course others of the building tell: a check meter, and how cold it was. */
class OtherGapsTest extends StoredCounters {
  private static final int ROUNDS = Integer.getInteger("rounds", 2);
  private static final LocalCalendar BRUSSELS = LocalCalendar.of("Europe/Brussels");
  private static final LocalDate FIRST = BRUSSELS.day(START);

  private int heat(String name) throws SQLException {
    return building.dwelling(name).register("heat-energy", "heat-energy", "Wh");
  }

  private int electricity(SampleBuilding of) throws SQLException {
    return of.register("active-energy-import", "active-energy-import", "Wh");
  }

  private void check(SampleBuilding checked, SampleBuilding by) throws SQLException {
    try (Connection connection = database.ingest().getConnection()) {
      connection.setAutoCommit(false);
      SampleBuilding.execute(
          database.ingest(),
          """
          insert into point_check (building, point, checked_by, reason, author, at)
          values (?, ?, ?, 'why', 'who', now())\
          """,
          building.building(),
          checked.point(),
          by.point());
      int unused = new GapsAgain(connection, building.building()).ofPoint(checked.point());
      connection.commit();
    }
  }

  /** The same consumption elsewhere: each reading twice as high, a minute later. */
  private static List<Index> twice(List<Index> readings) {
    return readings.stream().map(r -> new Index(r.millis(), 2 * r.value())).toList();
  }

  @Test
  @DisplayName("A9.1: a gap takes the course that a check meter measured, and its total stays")
  void aGapTakesTheCourseOfItsCheckMeter() throws Exception {
    SampleBuilding flat = building.dwelling("flat-1");
    SampleBuilding other = building.dwelling("check-1");
    int register = electricity(flat);
    int check = electricity(other);
    List<Index> whole = weeks(new Random(3), 4);
    read(register, without(whole, 20 * 48 + 1, 23 * 48), batch);
    derive();
    assertThat(statuses(register)).isEqualTo("0 40");
    check(flat, other);
    derive();
    assertThat(statuses(register)).as("nothing measured there").isEqualTo("0 40");
    read(check, without(twice(whole), 21 * 48 + 1, 22 * 48), building.batch(2));
    derive();
    assertThat(statuses(register)).as("the check meter has a gap, too").isEqualTo("0 40");
    read(check, twice(whole).subList(21 * 48, 22 * 48 + 1), building.batch(3));
    derive();
    assertThat(statuses(register)).isEqualTo("0 30");
    assertThat(
            number(
                "select count(*) from quarter_hour q join quarter_hour c on c.starts = q.starts"
                    + " where q.register = %d and c.register = %d".formatted(register, check)
                    + " and q.quality = 30 and abs(2 * q.consumption - c.consumption) <= 2"))
        .isEqualTo(3 * 96);
    assertThat(
            number(
                "select sum(consumption) from quarter_hour where quality = 30 and register = "
                    + register))
        .isEqualTo(whole.get(23 * 48).value() - whole.get(20 * 48).value());
    assertThat(number("select max(consumption) from local_day where register = " + register))
        .isEqualTo(
            number(
                """
                select max(day) from (select sum(consumption) as day from quarter_hour
                  where register = %d group by (starts at time zone 'Europe/Brussels')::date) d\
                """
                    .formatted(register)));
    assertThat(remembered(register)).isEqualTo(rows(register));
  }

  @Test
  @DisplayName("A9.1: readings of both meters in any order, and who checks whom, give one course")
  void bothMetersInAnyOrderGiveOneCourse() throws Exception {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    long substituted = 0;
    for (int round = 0; round < ROUNDS; round++) {
      String which = "seed %d round %d".formatted(seed, round);
      List<Index> whole = weeks(random, 5);
      List<List<Index>> own = parts(random, withGaps(random, whole));
      List<List<Index>> checks = parts(random, withGaps(random, twice(whole)));
      SampleBuilding once = building.dwelling("once-" + round);
      SampleBuilding onceCheck = building.dwelling("once-check-" + round);
      int register = electricity(once);
      int check = electricity(onceCheck);
      own.forEach(part -> asBatch(register, part));
      checks.forEach(part -> asBatch(check, part));
      check(once, onceCheck);
      derive();
      SampleBuilding steps = building.dwelling("steps-" + round);
      SampleBuilding stepsCheck = building.dwelling("steps-check-" + round);
      int stepwise = electricity(steps);
      int stepwiseCheck = electricity(stepsCheck);
      List<Runnable> deeds = new ArrayList<>();
      own.forEach(part -> deeds.add(() -> asBatch(stepwise, part)));
      checks.forEach(part -> deeds.add(() -> asBatch(stepwiseCheck, part)));
      deeds.add(() -> unchecked(() -> check(steps, stepsCheck)));
      inAnyOrder(deeds, random);
      assertThat(rows(stepwise)).as(which).isEqualTo(rows(register));
      assertThat(remembered(stepwise)).as("in memory, %s", which).isEqualTo(rows(stepwise));
      assertThat(remembered(database.api(office()), stepwise))
          .as("as an office is told, %s", which)
          .isEqualTo(rows(stepwise));
      assertThat(rebuilt(stepwise, whole)).as("rebuilt, %s", which).isEqualTo(rows(register));
      substituted += number("select count(*) from quarter_hour where quality = 30");
    }
    assertThat(substituted).as("seed %d", seed).isPositive();
  }

  @Test
  @DisplayName("A9.3: degree days of a file or of the roof, whenever they come, give one course")
  void howColdItWasGivesOneCourseWheneverItIsTold() throws Exception {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    for (int round = 0; round < ROUNDS; round++) {
      String which = "seed %d round %d".formatted(seed, round);
      building = SampleBuilding.in(database, "chenes-" + round, "syndic");
      batch = building.batch(1);
      List<Index> whole = weeks(random, 5);
      List<List<Index>> parts = parts(random, withGaps(random, whole));
      int plain = heat("plain-" + round);
      parts.forEach(part -> asBatch(plain, part));
      derive();
      String without = rows(plain);
      int stepwise = heat("steps-" + round);
      List<Runnable> deeds = new ArrayList<>();
      parts.forEach(part -> deeds.add(() -> asBatch(stepwise, part)));
      if (round % 2 == 0) {
        int roof = building.register("outdoor-temperature", "outdoor-temperature", "mdegC");
        parts(random, temperatures(random)).forEach(part -> deeds.add(() -> asBatch(roof, part)));
      } else {
        for (int file = 0; file < 5; file++) {
          LocalDate first = FIRST.plusDays(7L * file);
          deeds.add(() -> unchecked(() -> file(first, 7)));
        }
      }
      inAnyOrder(deeds, random);
      // What was derived before anything was known of the weather has followed.
      assertThat(rows(plain)).as(which).isNotEqualTo(without).isEqualTo(rows(stepwise));
      assertThat(remembered(stepwise)).as("in memory, %s", which).isEqualTo(rows(stepwise));
      assertThat(remembered(database.api(office()), stepwise))
          .as("as an office is told, %s", which)
          .isEqualTo(rows(stepwise));
      assertThat(rebuilt(stepwise, whole)).as("rebuilt, %s", which).isEqualTo(rows(plain));
    }
  }

  @Test
  void warmthOfDaysThatNoGapRestsOnLeavesAllAsItIs() throws Exception {
    int register = heat("flat-1");
    List<Index> whole = weeks(new Random(4), 5);
    read(register, without(whole, 20 * 48 + 1, 23 * 48), batch);
    int electric = electricity(building.dwelling("flat-2"));
    read(electric, without(whole, 20 * 48 + 1, 23 * 48), batch);
    derive();
    String heat = rows(register);
    String electricity = rows(electric);
    file(FIRST.plusDays(30), 5);
    derive();
    assertThat(rows(register)).isEqualTo(heat);
    file(FIRST, 30);
    derive();
    assertThat(rows(register)).isNotEqualTo(heat);
    assertThat(rows(electric)).isEqualTo(electricity);
  }

  private Reach office() throws SQLException {
    return Reach.of(Math.toIntExact(number("select id from organisation where name = 'syndic'")));
  }

  private void asBatch(int register, List<Index> readings) {
    unchecked(() -> read(register, readings, batch));
  }

  /** Something that happens in the store. */
  @FunctionalInterface
  private interface Deed {
    void run() throws SQLException;
  }

  private static void unchecked(Deed deed) {
    try {
      deed.run();
    } catch (SQLException failed) {
      throw new AssertionError(failed);
    }
  }

  private void inAnyOrder(List<Runnable> deeds, Random random) throws SQLException {
    Collections.shuffle(deeds, random);
    for (Runnable deed : deeds) {
      deed.run();
      if (random.nextInt(3) == 0) {
        derive();
      }
    }
    derive();
  }

  private String rebuilt(int register, List<Index> whole) throws SQLException {
    SampleBuilding.execute(
        database.ingest(), "delete from quarter_hour where register = ?", register);
    building.touch(
        register,
        Instant.ofEpochMilli(whole.getFirst().millis()),
        Instant.ofEpochMilli(whole.getLast().millis()));
    derive();
    return rows(register);
  }

  private static List<List<Index>> parts(Random random, List<Index> readings) {
    List<List<Index>> parts = new ArrayList<>();
    int from = 0;
    while (from < readings.size()) {
      int to = Math.min(readings.size(), from + 1 + random.nextInt(300));
      parts.add(List.copyOf(readings.subList(from, to)));
      from = to;
    }
    return parts;
  }

  private static List<Index> withGaps(Random random, List<Index> whole) {
    List<Index> read = new ArrayList<>(whole);
    for (int i = 0; i < 3; i++) {
      int from = random.nextInt(read.size() - 400);
      int length = random.nextBoolean() ? 6 + random.nextInt(20) : 48 + random.nextInt(150);
      read.subList(from + 1, from + length).clear();
    }
    return read;
  }

  /** From 5 to 15 degrees, each day another, for five weeks. */
  private static List<Index> temperatures(Random random) {
    List<Index> readings = new ArrayList<>();
    int today = 10_000;
    for (int i = 0; i <= 5 * 7 * 48; i++) {
      today = i % 48 == 0 ? 5_000 + random.nextInt(10_000) : today;
      readings.add(new Index(START.plus(EVERY.multipliedBy(i)).toEpochMilli(), today));
    }
    return readings;
  }

  private void file(LocalDate first, int days) throws SQLException {
    try (Connection connection = database.ingest().getConnection()) {
      connection.setAutoCommit(false);
      SampleBuilding.execute(
          database.ingest(),
          """
          with brought as (insert into temperature_file (building, source, sha256, first_day,
              last_day, days, brought_at, brought_by)
            values (?, 'station', encode(sha256(convert_to(?::text, 'UTF8')), 'hex'), ?, ?, ?,
              now(), 'who')
            returning id)
          insert into outdoor_day (file, day, mean)
          select id, ?::date + i, 3000 + 977 * (?::int + i) % 9000
          from brought, generate_series(0, ? - 1) i\
          """,
          building.building(),
          first.toString() + days,
          first,
          first.plusDays(days - 1L),
          days,
          first,
          first.getDayOfYear(),
          days);
      int unused =
          new GapsAgain(connection, building.building()).ofHeat(first, first.plusDays(days - 1L));
      connection.commit();
    }
  }

  private String statuses(int register) throws SQLException {
    return text(
        "select string_agg(distinct quality::text, ' ' order by quality::text) from quarter_hour"
            + " where register = "
            + register);
  }
}
