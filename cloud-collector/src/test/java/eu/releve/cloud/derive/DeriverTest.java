package eu.releve.cloud.derive;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.cloud.SampleBuilding;
import eu.releve.cloud.database.Database;
import eu.releve.cloud.database.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class DeriverTest {
  private static final int ROUNDS = Integer.getInteger("rounds", 1);
  private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");

  private Database database;
  private SampleBuilding building;
  private int energy;
  private long batch;

  @BeforeEach
  void start() throws Exception {
    database = TestDatabase.fresh();
    building = SampleBuilding.in(database, "tilleuls-12", "syndic");
    energy = building.register("active-energy-import", "active-energy-import", "Wh");
    batch = building.batch(1);
  }

  @AfterEach
  void stop() {
    database.close();
  }

  private void read(int register, Instant instant, long value) throws SQLException {
    building.reading(register, instant, value, batch);
    building.touch(register, instant, instant);
  }

  private void derive() throws SQLException {
    Deriver deriver = new Deriver(database.ingest());
    while (deriver.step() > 0) {}
  }

  @Test
  void aReadingOfAnotherCenturyCostsFewRowsAndTheOthersAreRight() throws Exception {
    int other = building.register("water-volume", "water-volume", "mL");
    read(energy, Instant.parse("2000-01-01T00:00:00Z"), 1_000);
    for (int i = 0; i < 20; i++) {
      read(energy, START.plus(Duration.ofMinutes(15L * i)), 50_000 + 100 * i);
      read(other, START.plus(Duration.ofMinutes(15L * i)), 7L * i);
    }
    derive();
    assertThat(number("select count(*) from quarter_hour where register = " + energy))
        .isLessThan(10_000);
    assertThat(number("select sum(consumption) from quarter_hour where register = " + energy))
        .isEqualTo(50_900);
    assertThat(number("select sum(consumption) from quarter_hour where register = " + other))
        .isEqualTo(19 * 7);
    // The gap is cut in two by a reading that came late.
    read(energy, Instant.parse("2013-06-06T10:07:00Z"), 20_000);
    derive();
    assertThat(number("select sum(consumption) from quarter_hour where register = " + energy))
        .isEqualTo(50_900);
    assertThat(
            number(
                "select sum(consumption) from quarter_hour where starts < '2013-06-06T10:15Z'"
                    + " and register = "
                    + energy))
        .isBetween(19_000L, 19_010L);
    assertThat(number("select count(*) from quarter_hour")).isLessThan(10_100);
  }

  @Test
  @DisplayName("A4: a reading 401 days late, and one of three years ago, change what they touch")
  void whatComesYearsLateChangesWhatItTouchesAndNothingElse() throws Exception {
    for (int day = -1_200; day <= 0; day++) {
      if (day != -1_096 && day != -401) {
        building.reading(energy, START.plus(Duration.ofDays(day)), 1_000_000 + 96L * day, batch);
      }
    }
    building.touch(energy, START.minus(Duration.ofDays(1_200)), START);
    derive();
    String before = rows(energy);
    read(energy, START.minus(Duration.ofDays(1_096)), 1_000_000 - 96 * 1_096 - 48);
    read(energy, START.minus(Duration.ofDays(401)), 1_000_000 - 96 * 401 + 48);
    derive();
    String after = rows(energy);
    Set<String> changed = new HashSet<>(List.of(after.split("\n")));
    changed.removeAll(Set.of(before.split("\n")));
    // Two days before and two after each of them.
    assertThat(changed).hasSize(4 * 96);
    SampleBuilding.execute(
        database.ingest(), "delete from quarter_hour where register = ?", energy);
    building.touch(energy, START.minus(Duration.ofDays(1_200)), START);
    derive();
    assertThat(rows(energy)).isEqualTo(after);
  }

  // What lies around a late batch was counted by rows once: two rows of one instant left a hole.
  @Test
  void aLateBatchBesideOnesThatCameTwiceLeavesNoHole() throws Exception {
    long again = building.batch(2);
    for (int i = 100; i < 300; i++) {
      Instant instant = START.plus(Duration.ofMinutes(15L * i));
      read(energy, instant, 10L * i);
      building.reading(energy, instant, 10L * i, again);
    }
    derive();
    for (int i = 0; i < 100; i++) {
      read(energy, START.plus(Duration.ofMinutes(15L * i)), 10L * i);
    }
    derive();
    assertThat(number("select count(*) from quarter_hour")).isEqualTo(299);
    assertThat(number("select sum(consumption) from quarter_hour")).isEqualTo(2_990);
  }

  // What is derived must not depend on the order of arrival, nor on how the work was cut.
  @Test
  void stepByStepGivesTheSameAsAllAtOnce() throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    for (int round = 0; round < 3; round++) {
      List<Index> readings = BelievedTest.wild(random, 300);
      int stepwise =
          building.register(
              "active-energy-import.t" + (2 * round + 1), "active-energy-import", "Wh");
      int atOnce =
          building.register(
              "active-energy-import.t" + (2 * round + 2), "active-energy-import", "Wh");
      for (Index reading : readings) {
        building.reading(atOnce, Instant.ofEpochMilli(reading.millis()), reading.value(), batch);
      }
      building.touch(
          atOnce,
          Instant.ofEpochMilli(readings.getFirst().millis()),
          Instant.ofEpochMilli(readings.getLast().millis()));
      derive();
      List<Index> shuffled = new ArrayList<>(readings);
      for (int i = 0; i + 5 < shuffled.size(); i += 5) {
        Collections.shuffle(shuffled.subList(i, i + 5), random);
      }
      for (int i = 0; i < shuffled.size(); i++) {
        Index reading = shuffled.get(i);
        read(stepwise, Instant.ofEpochMilli(reading.millis()), reading.value());
        if (random.nextInt(3) == 0) {
          derive();
        }
      }
      derive();
      assertThat(rows(stepwise)).as("seed %d round %d", seed, round).isEqualTo(rows(atOnce));
    }
  }

  // Twice, late, contradicted, and of a meter that was exchanged: step by step and all at once.
  @Test
  @DisplayName("G1, G2: what arrives shuffled, twice and late derives as a rebuild does")
  void g1AndG2WhatArrivesShuffledTwiceAndLateDerivesAsARebuildDoes() throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    for (int round = 0; round < ROUNDS; round++) {
      List<Index> readings = BelievedTest.wild(random, 100);
      List<Row> rows = new ArrayList<>();
      long later = building.batch(2 + round);
      for (Index reading : readings) {
        rows.add(new Row(reading, batch));
        switch (random.nextInt(10)) {
          case 0 -> rows.add(new Row(reading, later));
          case 1 -> rows.add(new Row(new Index(reading.millis(), reading.value() + 7), later));
          default -> {}
        }
      }
      Index exchange = readings.get(70 + random.nextInt(25));
      int atOnce = counter("once-" + round);
      for (Row row : rows) {
        building.reading(atOnce, row.instant(), row.reading.value(), row.batch);
      }
      remove(atOnce, exchange);
      touchAll(atOnce, readings);
      derive();
      int stepwise = counter("steps-" + round);
      Collections.shuffle(rows, random);
      int told = random.nextInt(rows.size());
      for (int i = 0; i < rows.size(); i++) {
        Row row = rows.get(i);
        building.reading(stepwise, row.instant(), row.reading.value(), row.batch);
        building.touch(stepwise, row.instant(), row.instant());
        if (i == told) {
          remove(stepwise, exchange);
          touchAll(stepwise, readings);
        }
        if (random.nextInt(10) == 0) {
          derive();
        }
      }
      derive();
      String which = "seed %d round %d".formatted(seed, round);
      String incremental = rows(stepwise);
      assertThat(incremental).as(which).isEqualTo(rows(atOnce));
      SampleBuilding.execute(
          database.ingest(), "delete from quarter_hour where register = ?", stepwise);
      touchAll(stepwise, readings);
      derive();
      assertThat(rows(stepwise)).as("rebuilt, %s", which).isEqualTo(incremental);
    }
  }

  private record Row(Index reading, long batch) {
    Instant instant() {
      return Instant.ofEpochMilli(reading.millis());
    }
  }

  /** A register of a meter of its own. */
  private int counter(String lot) throws SQLException {
    return building.dwelling(lot).register("active-energy-import", "active-energy-import", "Wh");
  }

  private void touchAll(int register, List<Index> readings) throws SQLException {
    building.touch(
        register,
        Instant.ofEpochMilli(readings.getFirst().millis()),
        Instant.ofEpochMilli(readings.getLast().millis()));
  }

  /** The meter was taken away just after that reading, and stood a little higher. */
  private void remove(int register, Index last) throws SQLException {
    SampleBuilding.execute(
        database.ingest(),
        """
        with gone as (update meter set removed_at = ?
          where id = (select meter from register where id = ?) returning id)
        insert into shown_index (meter, closing, register, value)
        select id, true, 'active-energy-import', ? from gone""",
        new Timestamp(last.millis() + 1_000),
        register,
        last.value());
  }

  // A display of six digits, in tens of Wh.
  @Test
  void g3ACounterThatRollsOverIsTold() throws Exception {
    for (int i = 0; i < 20; i++) {
      read(energy, START.plus(Duration.ofMinutes(15L * i)), (9_999_900 + 10L * i) % 10_000_000);
    }
    derive();
    assertThat(number("select sum(consumption) from quarter_hour where register = " + energy))
        .isEqualTo(190);
    assertThat(
            text(
                "select string_agg(distinct quality::text, ' ' order by quality::text)"
                    + " from quarter_hour"))
        .isEqualTo("0 10");
  }

  @Test
  void aRegisterThatCannotBeDerivedKeepsNobodyWaitingAndIsNoted() throws Exception {
    int other = building.register("water-volume", "water-volume", "mL");
    // Rows that no derivation wrote, and that the deriver cannot read.
    SampleBuilding.execute(
        database.ingest(),
        "insert into quarter_hour values (?, '2026-03-01T00:00Z', 1, 900000, 99)",
        energy);
    for (int i = 0; i < 20; i++) {
      read(energy, START.plus(Duration.ofMinutes(15L * i)), 100L * i);
      read(other, START.plus(Duration.ofMinutes(15L * i)), 7L * i);
    }
    derive();
    assertThat(number("select count(*) from touched")).isZero();
    assertThat(number("select sum(consumption) from quarter_hour where register = " + other))
        .isEqualTo(19 * 7);
    assertThat(number("select register from underived")).isEqualTo(energy);
    SampleBuilding.execute(database.ingest(), "delete from quarter_hour where quality = 99");
    read(energy, START.plus(Duration.ofHours(5)), 2_000);
    derive();
    assertThat(number("select count(*) from underived")).isZero();
    assertThat(number("select sum(consumption) from quarter_hour where register = " + energy))
        .isEqualTo(2_000);
  }

  @Test
  void onlyDaysThatChangedAreMarkedForTheProcessors() throws Exception {
    for (int i = 0; i < 60; i++) {
      read(energy, START.plus(Duration.ofDays(i)), 1_000L * i);
    }
    derive();
    SampleBuilding.execute(database.ingest(), "delete from touched_day");
    read(energy, START.plus(Duration.ofDays(60)), 60_000);
    derive();
    assertThat(number("select count(*) from touched_day")).isBetween(1L, 3L);
  }

  private String rows(int register) throws SQLException {
    return text(
        "select string_agg(starts || ' ' || consumption || ' ' || covered_millis || ' ' || quality"
            + " || ' ' || bracket_minutes, E'\n' order by starts) from quarter_hour where register = "
            + register);
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
