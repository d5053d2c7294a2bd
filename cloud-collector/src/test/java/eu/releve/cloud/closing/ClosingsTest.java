package eu.releve.cloud.closing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eu.releve.cloud.SampleBuilding;
import eu.releve.cloud.closing.Closings.Outcome;
import eu.releve.cloud.closing.Line.Remark;
import eu.releve.cloud.database.Database;
import eu.releve.cloud.database.Reach;
import eu.releve.cloud.database.TestDatabase;
import eu.releve.cloud.derive.DisplayIndex.How;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Lists of indexes and closed periods on a real PostgreSQL, seen as the API sees it. */
class ClosingsTest {
  private static final Period YEAR = period("2026-01-01", "2027-01-01");

  private Database database;
  private ClosedBuilding building;

  @BeforeEach
  void start() throws Exception {
    database = TestDatabase.fresh();
    building = new ClosedBuilding(database, "tilleuls-12");
  }

  @AfterEach
  void stop() {
    database.close();
  }

  private static Period period(String first, String end) {
    return new Period(LocalDate.parse(first), LocalDate.parse(end));
  }

  private Closing look(Period period) throws SQLException {
    return building.look(period);
  }

  private Outcome tried(Closing.Place place, Period period) throws SQLException {
    return building.tried(place, period);
  }

  private Closing closed(Closing.Place place, Period period) throws SQLException {
    return building.closed(place, period);
  }

  private Closing found(Closing closing) throws SQLException {
    return building.found(closing);
  }

  private Closings.Since since(Closing closing) throws SQLException {
    return building.since(closing);
  }

  private static Line line(Closing closing, String meter) {
    return ClosedBuilding.line(closing, meter);
  }

  private static BigInteger steps(long steps) {
    return BigInteger.valueOf(steps);
  }

  // Midnight in Brussels is 23:00 UTC on New Year's Eve.
  @Test
  @DisplayName("A3, G13: a year's end between 23:52 and 00:07 shows 1001.6, and the rest counts")
  void aYearBeginsWithTheIndexOfItsFirstMidnight() throws Exception {
    int water = building.water("3b", "12345678");
    building.number(
        "update register set resolution_exponent = 5 where id = " + water + " returning id");
    building.read(water, "2025-12-31T22:52:00Z", 1_000_000_000);
    building.read(water, "2025-12-31T23:07:00Z", 1_003_000_000);
    building.read(water, "2026-12-31T22:59:00Z", 1_100_000_000);
    building.read(water, "2026-12-31T23:01:00Z", 1_100_000_000);
    building.derive();
    Line line = line(look(YEAR), "3b");
    assertThat(line.meter().serial()).contains("12345678");
    assertThat(line.meter().unit()).isEqualTo("m3");
    assertThat(line.meter().shown(steps(line.opening().steps().orElseThrow())))
        .isEqualByComparingTo("1001.6");
    assertThat(line.opening().how()).isEqualTo(How.MEASURED);
    assertThat(line.opening().at()).isEqualTo("2025-12-31T23:00:00Z");
    assertThat(line.opening().before()).contains(Instant.parse("2025-12-31T22:52:00Z"));
    assertThat(line.opening().after()).contains(Instant.parse("2025-12-31T23:07:00Z"));
    assertThat(line.closing().at()).isEqualTo("2026-12-31T23:00:00Z");
    assertThat(line.used()).contains(steps(98_400_000));
    assertThat(line.shown()).contains(new BigDecimal("98.4"));
    assertThat(line.remark()).isEqualTo(Remark.NONE);
    assertThat(line.quality())
        .as("a gap within hides nothing of the total")
        .isEqualTo(How.MEASURED);
    assertThat(line.estimated()).isEqualByComparingTo("0");
  }

  @Test
  @DisplayName("A2, G4: an exchange 98,765 -> 98,812 and 3 -> 45 are two rows of 47 and 42: 89")
  void anExchangeIsTwoRowsEachWithItsOwnIndexes() throws Exception {
    int old = building.water("3b", "OLD-1");
    int next =
        building.register(Integer.toString(building.meter("3b-2", "3b")), "water-volume", "mL", 6);
    Instant at = Instant.parse("2026-06-15T08:07:00Z");
    building.number("update register set resolution_exponent = 6 returning id");
    building.read(old, "2025-12-31T23:00:00Z", 98_765_000_000L);
    building.read(next, "2026-12-31T23:00:00Z", 45_000_000L);
    building.handover("3b", true, at, "water-volume", 98_812_000_000L);
    building.handover("3b-2", false, at, "water-volume", 3_000_000L);
    building.sample().touch(old, Instant.parse("2025-12-31T23:00:00Z"), at);
    building.sample().touch(next, at, Instant.parse("2026-12-31T23:00:00Z"));
    building.derive();
    Closing list = look(YEAR);
    assertThat(list.lines()).extracting(line -> line.meter().meter()).containsExactly("3b", "3b-2");
    Line first = line(list, "3b");
    assertThat(first.closing().at()).isEqualTo(at);
    assertThat(first.closing().how()).isEqualTo(How.READ);
    assertThat(first.shown()).contains(new BigDecimal("47"));
    Line second = line(list, "3b-2");
    assertThat(second.opening().steps()).contains(3_000_000L);
    assertThat(second.opening().how()).isEqualTo(How.READ);
    assertThat(second.shown()).contains(new BigDecimal("42"));
    assertThat(list.totals())
        .singleElement()
        .satisfies(total -> assertThat(total.sum()).isEqualByComparingTo("89"));
  }

  @Test
  @DisplayName("A2, G3: over the end of its digits what was used is more by one turn")
  void aRolloverIsSaid() throws Exception {
    int water = building.water("3b", "1");
    building.read(water, "2025-12-31T23:00:00Z", 9_999_990_000L);
    building.read(water, "2026-02-01T00:00:00Z", 9_999_998_000L);
    building.read(water, "2026-02-01T00:15:00Z", 2_000L);
    building.read(water, "2026-12-31T23:00:00Z", 15_000L);
    building.derive();
    Line line = line(look(YEAR), "3b");
    assertThat(line.used()).contains(steps(25_000));
    assertThat(line.shown()).contains(new BigDecimal("0.025"));
    assertThat(line.remark()).isEqualTo(Remark.ROLLOVER);
  }

  @Test
  @DisplayName("A2: a restart is uncertain, and what was used is not the difference")
  void aRestartIsSaid() throws Exception {
    int water = building.water("3b", "1");
    building.read(water, "2025-12-31T23:00:00Z", 120_000_000L);
    building.read(water, "2026-02-01T00:00:00Z", 120_345_000L);
    building.read(water, "2026-02-01T00:15:00Z", 12_000L);
    building.read(water, "2026-12-31T23:00:00Z", 100_000L);
    building.derive();
    Line line = line(look(YEAR), "3b");
    assertThat(line.used()).contains(steps(345_000 + 100_000));
    assertThat(line.shown()).contains(new BigDecimal("0.445"));
    assertThat(line.remark()).isEqualTo(Remark.NOT_THE_DIFFERENCE);
    assertThat(line.quality()).isEqualTo(How.UNCERTAIN);
  }

  @Test
  void whatIsNotKnownIsMissingAndTheNearestReadingIsTold() throws Exception {
    int water = building.water("3b", "1");
    building.water("4a", "2");
    building.read(water, "2026-03-01T00:00:00Z", 5_000_000);
    building.read(water, "2026-03-01T05:00:00Z", 6_000_000);
    building.derive();
    Line line = line(look(YEAR), "3b");
    assertThat(line.opening().how()).isEqualTo(How.MISSING);
    assertThat(line.opening().steps()).isEmpty();
    assertThat(line.opening().known()).contains(5_000_000L);
    assertThat(line.opening().after()).contains(Instant.parse("2026-03-01T00:00:00Z"));
    assertThat(line.closing().known()).contains(6_000_000L);
    assertThat(line.used()).contains(steps(1_000_000));
    assertThat(line.remark()).isEqualTo(Remark.PARTIAL);
    Line unread = line(look(YEAR), "4a");
    assertThat(unread.used()).isEmpty();
    assertThat(unread.quality()).isEqualTo(How.MISSING);
    assertThat(look(YEAR).totals()).extracting(Total::complete).containsExactly(false, false);
    // A month that lies between two readings far apart is an estimate as a whole.
    building.read(water, "2026-06-01T00:00:00Z", 9_000_000);
    building.derive();
    Line april = line(look(period("2026-04-01", "2026-05-01")), "3b");
    assertThat(april.quality()).isEqualTo(How.ESTIMATED);
    assertThat(april.estimated()).isEqualByComparingTo("1");
  }

  @Test
  @DisplayName("G19: units of heat-cost allocators stand apart from energy, and units never mix")
  void sumsAreMadePerLotAndQuantity() throws Exception {
    int water = building.water("3b", "1");
    building.water("4a", "2");
    int allocator =
        building.register(Integer.toString(building.meter("hca-1", "3b")), "allocation", "1", 0);
    int heat =
        building.register(Integer.toString(building.meter("heat-1", "3b")), "heat-energy", "J", 7);
    int other =
        building.register(Integer.toString(building.meter("hca-2", "3b")), "allocation", "1", 0);
    for (int register : List.of(water, allocator, heat, other)) {
      building.read(register, "2025-12-31T23:00:00Z", 0);
    }
    building.read(water, "2026-12-31T23:00:00Z", 42_000_000);
    building.read(allocator, "2026-12-31T23:00:00Z", 100);
    building.read(other, "2026-12-31T23:00:00Z", 11);
    building.read(heat, "2026-12-31T23:00:00Z", 7_200_000_000L);
    building.derive();
    assertThat(look(YEAR).totals())
        .filteredOn(total -> total.lot().equals(Optional.of("3b")))
        .extracting(
            total ->
                total.quantity().id()
                    + " "
                    + total.sum().stripTrailingZeros().toPlainString()
                    + " "
                    + total.unit())
        .containsExactly("water-volume 42 m3", "allocation 111 1", "heat-energy 2 MWh");
  }

  @Test
  void aDayThatIsClosedIsNotClosedAgainInTheSameScope() throws Exception {
    int water = building.water("3b", "1");
    building.read(water, "2025-12-31T23:00:00Z", 0);
    building.read(water, "2026-12-31T23:00:00Z", 1_000);
    building.derive();
    Closing first = closed(building.place(), YEAR);
    Outcome again = tried(building.place(), period("2026-12-31", "2027-02-01"));
    assertThat(again).isInstanceOf(Outcome.Overlaps.class);
    assertThat(((Outcome.Overlaps) again).other().id()).isEqualTo(first.made().orElseThrow().id());
    assertThat(closed(building.place("3b"), period("2026-01-01", "2026-05-10")).lines())
        .as("a lot by itself is another scope")
        .hasSize(1);
    closed(building.place("3b"), period("2026-05-10", "2026-05-20"));
    closed(building.place("3b"), period("2026-05-20", "2026-05-30"));
    assertThat(tried(building.place("3b"), period("2026-05-30", "2026-06-05")))
        .as("days one by one")
        .isInstanceOf(Outcome.TooShort.class);
    assertThat(building.number("select count(*) from audit where what = 'closed'")).isEqualTo(4);
  }

  @Test
  void aFrozenListStaysAsItWasShownWhateverArrives() throws Exception {
    int water = building.water("3b", "12345678");
    building.read(water, "2025-12-31T22:00:00Z", 100_000_000);
    building.read(water, "2026-01-01T00:00:00Z", 102_000_000);
    building.read(water, "2026-12-31T20:00:00Z", 150_000_000);
    building.derive();
    Closing closed = closed(building.place(), YEAR);
    assertThat(line(closed, "3b").closing().how()).isEqualTo(How.MISSING);
    assertThat(found(closed)).isEqualTo(closed);
    building.read(water, "2027-01-01T02:00:00Z", 156_000_000);
    building.derive();
    assertThat(found(closed)).as("as it was shown").isEqualTo(closed);
    assertThat(line(look(YEAR), "3b").used()).contains(steps(52_000_000));
    assertThat(since(closed).pending())
        .singleElement()
        .satisfies(
            adjustment -> {
              assertThat(adjustment.before()).isEqualTo(steps(49_000_000));
              assertThat(adjustment.now()).isEqualTo(steps(52_000_000));
              assertThat(adjustment.shown()).isEqualTo("3.000");
            });
    for (String change :
        List.of("update closing_line set consumption = 0", "delete from closing")) {
      assertThatThrownBy(() -> SampleBuilding.execute(database.ingest(), change))
          .hasMessageContaining("permission denied");
      assertThatThrownBy(() -> SampleBuilding.execute(database.api(Reach.EVERYTHING), change))
          .hasMessageContaining("permission denied");
    }
  }

  // The closed lists and what they book add up to what the figures say, whatever came late.
  @Test
  void closingsAndTheirAdjustmentsAddUpToTheDerivationAndEachIsBookedOnce() throws Exception {
    int old = building.water("3b", "OLD-1");
    building.read(old, "2023-12-31T23:00:00Z", 0);
    building.read(old, "2024-12-31T23:30:00Z", 40_000_000);
    building.read(old, "2025-12-31T22:10:00Z", 91_234_567);
    building.derive();
    Closing first = closed(building.place(), period("2024-01-01", "2025-01-01"));
    // A reading late, at the very end of the closed year.
    building.read(old, "2024-12-31T22:50:00Z", 39_000_001);
    building.derive();
    Closing second = closed(building.place(), period("2025-01-01", "2026-01-01"));
    assertThat(second.earlier())
        .singleElement()
        .satisfies(one -> assertThat(one.closed()).isEqualTo(first.made().orElseThrow().id()));
    assertThat(since(first).pending()).as("booked, and not again").isEmpty();
    assertThat(since(first).booked())
        .singleElement()
        .satisfies(booked -> assertThat(booked.by()).isEqualTo(second.made().orElseThrow().id()));
    // An exchange noted afterwards, in the middle of the second year.
    Instant at = Instant.parse("2025-07-01T10:00:00Z");
    int next =
        building.register(Integer.toString(building.meter("3b-2", "3b")), "water-volume", "mL", 3);
    building.read(next, "2026-12-31T23:00:00Z", 70_000_000);
    building.handover("3b", true, at, "water-volume", 60_000_000);
    building.handover("3b-2", false, at, "water-volume", 1_000_000);
    building
        .sample()
        .touch(old, Instant.parse("2024-12-31T22:00:00Z"), Instant.parse("2026-01-01T00:00:00Z"));
    building.sample().touch(next, at, Instant.parse("2026-12-31T23:00:00Z"));
    building.derive();
    Closing third = closed(building.place(), YEAR);
    assertThat(third.earlier())
        .extracting(one -> one.meter().meter())
        .as("the meter that was there all along is one of them")
        .contains("3b", "3b-2");
    BigInteger closed = BigInteger.ZERO;
    for (Closing closing : List.of(first, second, third)) {
      for (Line line : found(closing).lines()) {
        closed = closed.add(line.used().orElse(BigInteger.ZERO));
      }
      for (Adjustment adjustment : found(closing).earlier()) {
        closed = closed.add(adjustment.difference());
      }
      assertThat(since(closing).pending()).isEmpty();
    }
    assertThat(closed).isEqualTo(steps(60_000_000 + 69_000_000));
    assertThat(closed)
        .isEqualTo(steps(building.number("select sum(consumption) from quarter_hour")));
  }

  @Test
  @DisplayName("A4, G11: a month over a change of clocks begins and ends at local midnight")
  void monthsOverBothChangesOfClocksMeet() throws Exception {
    int water = building.water("3b", "1");
    // A litre an hour, read each hour for a year.
    SampleBuilding.execute(
        database.ingest(),
        """
        insert into reading (register, instant, value, quality, batch)
        select ?, at, extract(epoch from at - '2026-01-01')::bigint / 3600 * 1000 + 10000000, 0, ?
        from generate_series(timestamptz '2025-12-31 20:00Z', '2027-01-01 02:00Z', '1 hour') at\
        """,
        water,
        building.sample().batch(99));
    building
        .sample()
        .touch(water, Instant.parse("2025-12-31T20:00:00Z"), Instant.parse("2027-01-01T02:00:00Z"));
    building.derive();
    assertThat(line(look(period("2026-03-01", "2026-04-01")), "3b").shown())
        .contains(new BigDecimal("0.743"));
    assertThat(line(look(period("2026-10-01", "2026-11-01")), "3b").shown())
        .contains(new BigDecimal("0.745"));
    BigDecimal months = BigDecimal.ZERO;
    Optional<Long> before = Optional.empty();
    for (int month = 0; month < 12; month++) {
      LocalDate first = LocalDate.of(2026, 1, 1).plusMonths(month);
      Line line = line(look(new Period(first, first.plusMonths(1))), "3b");
      assertThat(before.isEmpty() || before.equals(line.opening().steps())).isTrue();
      before = line.closing().steps();
      months = months.add(line.shown().orElseThrow());
    }
    assertThat(months).isEqualByComparingTo("8.760");
    assertThat(line(look(YEAR), "3b").shown()).contains(new BigDecimal("8.760"));
  }

  @Test
  void whatSomebodyTypedInAtMidnightIsRead() throws Exception {
    int water = building.water("3b", "1");
    building
        .sample()
        .reading(
            water, Instant.parse("2025-12-31T23:00:00Z"), 5_000_000, 8, building.sample().batch(1));
    building
        .sample()
        .reading(
            water, Instant.parse("2026-12-31T23:00:00Z"), 9_000_000, 0, building.sample().batch(2));
    building
        .sample()
        .touch(water, Instant.parse("2025-12-31T23:00:00Z"), Instant.parse("2026-12-31T23:00:00Z"));
    building.derive();
    Line line = line(look(YEAR), "3b");
    assertThat(line.opening().how()).isEqualTo(How.READ);
    assertThat(line.closing().how()).isEqualTo(How.MEASURED);
  }

  @Test
  @DisplayName("G23: an index that somebody edited at the year's end is read, and no estimate")
  void whatSomebodyEditedAtMidnightIsReadAndNoEstimate() throws Exception {
    int water = building.water("3b", "1");
    building.read(water, "2025-12-31T23:00:00Z", 5_000_000);
    building.read(water, "2026-12-31T22:50:00Z", 9_000_000);
    building.read(water, "2026-12-31T23:05:00Z", 9_003_000);
    building.number(
        "insert into edit (register, kind, instant, value, reason, made_by) values ("
            + water
            + ", 'index', '2026-12-31T23:00:00Z', 9002000, 'seen', 'anne') returning id");
    building
        .sample()
        .touch(water, Instant.parse("2026-12-31T22:50:00Z"), Instant.parse("2026-12-31T23:05:00Z"));
    building.derive();
    Line line = line(look(YEAR), "3b");
    assertThat(line.closing().how()).isEqualTo(How.READ);
    assertThat(line.used()).contains(steps(4_002_000));
    assertThat(line.quality()).isEqualTo(How.MEASURED);
    assertThat(line.estimated()).isEqualByComparingTo("0");
  }

  @Test
  void tariffsHaveTheirLinesAndAmountsOfAnOperatorHaveNoIndex() throws Exception {
    building.water("3b", "1");
    String meter = Integer.toString(building.meter("elec-3b", "3b"));
    int total = building.register(meter, "active-energy-import", "Wh", 1);
    building.number("update register set per = '15m' where id = " + total + " returning id");
    int night = building.register(meter, "active-energy-export", "Wh", 1);
    building.number(
        "update register set name = 'active-energy-import.t2', quantity ="
            + " 'active-energy-import' where id = "
            + night
            + " returning id");
    building.register(meter, "operating-time", "s", 0);
    building.read(total, "2026-03-01T00:15:00Z", 250);
    building.read(total, "2026-03-01T00:30:00Z", 750);
    building.read(night, "2025-12-31T23:00:00Z", 10_000);
    building.read(night, "2026-12-31T23:00:00Z", 10_400);
    building.derive();
    List<Line> lines =
        look(YEAR).lines().stream().filter(line -> line.meter().meter().equals("elec-3b")).toList();
    assertThat(lines)
        .extracting(
            line ->
                line.meter().name().toString()
                    + " "
                    + line.shown().orElseThrow()
                    + " "
                    + line.remark().label())
        .containsExactly("active-energy-import 1.00 amounts", "active-energy-import.t2 0.40 none");
    assertThat(lines.getFirst().opening().steps()).isEmpty();
    assertThat(look(YEAR).totals())
        .filteredOn(sum -> sum.unit().equals("kWh"))
        .singleElement()
        .satisfies(sum -> assertThat(sum.sum()).isEqualByComparingTo("1"));
  }

  // Readings come late, in any order, with restarts and dips among them, while months are closed.
  @Test
  void whateverComesWhenTheClosedMonthsAndTheirAdjustmentsAddUpToTheDerivation() throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    int water = building.water("3b", "1");
    List<Map.Entry<Instant, Long>> readings = new ArrayList<>();
    Instant at = Instant.parse("2025-12-31T20:00:00Z");
    long value = 5_000_000;
    while (at.isBefore(Instant.parse("2027-01-02T00:00:00Z"))) {
      readings.add(Map.entry(at, value));
      at = at.plusSeconds(600 + random.nextInt(400_000));
      value = random.nextInt(40) == 0 ? random.nextInt(1_000) : value + random.nextInt(200_000);
    }
    Collections.shuffle(readings, random);
    List<Closing> closings = new ArrayList<>();
    for (int month = 0; month < 12; month++) {
      int some = month == 11 ? readings.size() : readings.size() / (12 - month);
      for (Map.Entry<Instant, Long> reading : readings.subList(0, some)) {
        building.read(water, reading.getKey().toString(), reading.getValue());
      }
      readings.subList(0, some).clear();
      building.derive();
      LocalDate first = LocalDate.of(2026, 1, 1).plusMonths(month);
      closings.add(closed(building.place(), new Period(first, first.plusMonths(1))));
    }
    BigInteger sum = BigInteger.ZERO;
    for (Closing closing : closings) {
      sum = sum.add(closing.lines().getFirst().used().orElse(BigInteger.ZERO));
      for (Adjustment adjustment : closing.earlier()) {
        sum = sum.add(adjustment.difference());
      }
      assertThat(found(closing)).as("seed %d", seed).isEqualTo(closing);
      assertThat(since(closing).pending()).as("seed %d", seed).isEmpty();
    }
    assertThat(sum).as("seed %d", seed).isEqualTo(line(look(YEAR), "3b").used().orElseThrow());
  }
}
