package eu.releve.cloud.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eu.releve.cloud.SampleBuilding;
import eu.releve.cloud.account.Principal.Role;
import eu.releve.cloud.database.Database;
import eu.releve.cloud.database.Reach;
import eu.releve.cloud.database.TestDatabase;
import eu.releve.cloud.derive.Deriver;
import eu.releve.cloud.process.EmissionFactor.Activity;
import eu.releve.cloud.process.PurchaseGroup.Sheet;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The three processors through the touched ranges, on a real PostgreSQL. */
class ProcessingTest {
  private static final LocalDate JANUARY = LocalDate.of(2026, 1, 1);
  private static final LocalDate MARCH = LocalDate.of(2026, 3, 1);
  private static final LocalDate APRIL = LocalDate.of(2026, 4, 1);
  private static final YearMonth IN_MARCH = YearMonth.of(2026, 3);

  private Database database;
  private House house;

  @BeforeEach
  void open() throws Exception {
    database = TestDatabase.fresh();
    ReferenceTables.bring(database.ingest(), Reference.bundled());
    house = House.in(database, "tilleuls-12");
  }

  @AfterEach
  void close() {
    database.close();
  }

  private List<Carbon.Statement> statements() throws SQLException {
    return new Emissions(database.api(Reach.EVERYTHING))
        .of(house.building(), YearMonth.of(2020, 1), YearMonth.of(2030, 1));
  }

  @Test
  void aMonthsCarbonCountsWhatComesInOnceAndNamesItsFactors() throws Exception {
    int main = house.point("main", 0, 0);
    int mainEnergy = house.register(main, "active-energy-import", "Wh");
    int flat = house.point("flat", house.lot("flat"), main);
    int flatEnergy = house.register(flat, "active-energy-import", "Wh");
    int water = house.register(house.point("water", 0, 0), "water-volume", "mL");
    int heat = house.register(house.point("heat", house.lot("b"), 0), "heat-energy", "J");
    house.plan("  - { id: heat, bought: false }");
    for (int register : List.of(mainEnergy, flatEnergy, heat)) {
      house.use(register, MARCH, APRIL, 250);
    }
    house.use(water, MARCH, APRIL.minusDays(1), 1_000);
    house.touch(MARCH, APRIL);
    house.process();

    Carbon.Statement march = statements().getFirst();
    assertThat(march.month()).isEqualTo(IN_MARCH);
    assertThat(march.complete()).isTrue();
    Carbon.Line electricity = march.lines().getFirst();
    // One kilowatt through the 743 hours of that month; the flat is in the main meter.
    assertThat(electricity.use().amount()).isEqualByComparingTo("743");
    assertThat(electricity.use().coverage()).isEqualByComparingTo("1");
    assertThat(electricity.factor().orElseThrow().id()).isEqualTo("electricity-be-2026-1");
    assertThat(electricity.kg()).contains(new BigDecimal("133.740"));
    Carbon.Line cold = march.lines().get(1);
    // 719 hours in 30 days, one of which has 23, are 0.9676 of 743.
    assertThat(cold.use().coverage()).isEqualByComparingTo("0.9676");
    assertThat(cold.factor().orElseThrow().confirmed()).isFalse();
    assertThat(march.kg()).isEqualByComparingTo("134.120");
    assertThat(march.lines()).hasSize(2);
  }

  @Test
  void aFlatBesideTheCommonMeterHidesTheMonthThatRunsFromASyndic() throws Exception {
    int main = house.register(house.point("main", 0, 0), "active-energy-import", "Wh");
    int flat = house.point("flat", house.lot("flat"), 0);
    house.use(main, MARCH, APRIL, 250);
    house.use(house.register(flat, "active-energy-import", "Wh"), MARCH, APRIL, 250);
    house.touch(MARCH, APRIL);
    house.process();
    Emissions emissions = new Emissions(database.api(Reach.EVERYTHING));
    Instant running = Instant.parse("2026-03-20T10:00:00Z");
    assertThat(emissions.seenBy(Role.SYNDIC, house.building(), IN_MARCH, IN_MARCH, running))
        .isEmpty();
    assertThat(emissions.seenBy(Role.OPERATOR, house.building(), IN_MARCH, IN_MARCH, running))
        .hasSize(1);
    Instant over = Instant.parse("2026-04-01T10:00:00Z");
    assertThat(emissions.seenBy(Role.SYNDIC, house.building(), IN_MARCH, IN_MARCH, over))
        .hasSize(1);
  }

  @Test
  void aLeakingFlatIsFoundOnceWithLitresEurosAndSinceWhen() throws Exception {
    int main = house.register(house.point("main", 0, 0), "water-volume", "mL");
    int mainPoint =
        house.number(
            "select point from meter m, register r where r.meter = m.id" + " and r.id = ?", main);
    int leaking = water("flat-a", mainPoint);
    int tight = water("flat-b", mainPoint);
    LocalDate begin = MARCH.plusDays(12);
    house.use(tight, MARCH, APRIL, 0);
    house.use(leaking, MARCH, begin, 0);
    house.use(leaking, begin, APRIL, 6_250);
    house.use(main, MARCH, begin, 100);
    house.use(main, begin, APRIL, 6_350);
    house.touch(MARCH, APRIL);
    house.process();

    List<Findings.Finding> findings =
        new Findings(database.api(Reach.EVERYTHING)).of(house.building());
    assertThat(findings).hasSize(1);
    Findings.Finding leak = findings.getFirst();
    assertThat(leak.pointName()).isEqualTo("Le flat-a");
    assertThat(leak.lot()).contains("flat-a");
    assertThat(leak.leak().since()).isEqualTo(begin);
    assertThat(leak.leak().last()).isEqualTo(APRIL.minusDays(1));
    assertThat(leak.leak().ongoing()).isTrue();
    assertThat(leak.leak().litresPerHour()).isEqualByComparingTo("25.0");
    assertThat(leak.leak().litres()).isEqualByComparingTo("11400");
    assertThat(leak.cost()).contains(new BigDecimal("51.30"));
    assertThat(leak.price().orElseThrow().confirmed()).isFalse();

    // Tight again: the finding stays with its end, and is not going on.
    house.use(leaking, APRIL, APRIL.plusDays(1), 0);
    house.use(tight, APRIL, APRIL.plusDays(1), 0);
    house.use(main, APRIL, APRIL.plusDays(1), 100);
    house.touch(APRIL, APRIL.plusDays(1));
    house.process();
    Findings.Finding ended =
        new Findings(database.api(Reach.EVERYTHING)).of(house.building()).getFirst();
    assertThat(ended.leak().ongoing()).isFalse();
    assertThat(ended.leak().since()).isEqualTo(begin);
    assertThat(ended.leak().cleanOn()).contains(APRIL);
  }

  private int water(String name, int parent) throws SQLException {
    return house.register(house.point(name, house.lot(name), parent), "water-volume", "mL");
  }

  @Test
  void aLeakBetweenTheMetersIsTheBuildings() throws Exception {
    int mainPoint = house.point("main", 0, 0);
    int main = house.register(mainPoint, "water-volume", "mL");
    int flat = water("flat-a", mainPoint);
    house.use(flat, MARCH, MARCH.plusDays(10), 0);
    house.use(main, MARCH, MARCH.plusDays(5), 0);
    house.use(main, MARCH.plusDays(5), MARCH.plusDays(10), 10_000);
    house.touch(MARCH, MARCH.plusDays(10));
    house.process();
    List<Findings.Finding> findings =
        new Findings(database.api(Reach.EVERYTHING)).of(house.building());
    assertThat(findings).extracting(Findings.Finding::pointName).containsExactly("Le main");
    assertThat(findings.getFirst().lot()).isEmpty();
  }

  /** On the first day of the year, before any month is over. */
  private Groups groups() {
    return new Groups(database.api(Reach.EVERYTHING), () -> Instant.parse("2026-01-01T08:00:00Z"));
  }

  private int group(String name) throws SQLException {
    return groups()
        .make(house.number("select id from organisation where name = 'demo-syndic'"), name, name)
        .orElseThrow();
  }

  private List<Integer> households(int count) throws SQLException {
    List<Integer> lots = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int lot = house.lot("flat-" + i);
      lots.add(lot);
      int register = house.register(house.point("p-" + i, lot, 0), "active-energy-import", "Wh");
      house.use(register, MARCH, APRIL.plusDays(1), 10 + i % 3);
    }
    return lots;
  }

  private void consent(int group, int lot, LocalDate from, LocalDate to) throws SQLException {
    assertThat(groups().consent(group, new Groups.Consent(lot, "Occupant", from, to)))
        .isEqualTo(Groups.Noted.YES);
  }

  @Test
  void aGroupIsToldFromElevenHouseholdsOnAndSaysWhyNotBelow() throws Exception {
    int group = group("elec");
    List<Integer> lots = households(12);
    for (int lot : lots.subList(0, 10)) {
      consent(group, lot, JANUARY, LocalDate.of(2028, 1, 1));
    }
    // Two agreed to less than the month.
    consent(group, lots.get(10), MARCH.plusDays(1), APRIL.plusYears(1));
    consent(group, lots.get(11), JANUARY, APRIL.minusDays(1));
    house.touch(MARCH, APRIL.plusDays(1));
    house.process();
    Groups groups = groups();
    assertThat(groups.sheets(group).get(IN_MARCH))
        .isEqualTo(new Sheet.Withheld(PurchaseGroup.Reason.TOO_FEW_HOUSEHOLDS, 10, 11, 10));

    consent(group, lots.get(10), JANUARY, APRIL.plusYears(1));
    house.process();
    assertThat(groups.sheets(group).get(IN_MARCH))
        .isInstanceOfSatisfying(
            Sheet.Told.class,
            told -> {
              assertThat(told.households()).isEqualTo(11);
              assertThat(told.beside()).as("the twelfth is measured and is not in it").isEqualTo(1);
              assertThat(told.totalWh()).isEqualTo(743L * 4 * 120);
            });
    assertThat(groups.sheets(group)).doesNotContainKey(YearMonth.of(2026, 4));
  }

  @Test
  void whoWithdrawsLeavesTheMonthsThatAreNotOverAndNoOther() throws Exception {
    int group = group("elec");
    List<Integer> lots = households(11);
    for (int lot : lots) {
      consent(group, lot, JANUARY, LocalDate.of(2028, 1, 1));
    }
    Groups groups = groups();
    groups.withdraw(group, lots.getFirst(), APRIL);
    house.touch(MARCH, APRIL.plusDays(1));
    house.process();
    assertThat(groups.sheets(group).get(IN_MARCH)).isInstanceOf(Sheet.Told.class);
    Sheet told = groups.sheets(group).get(IN_MARCH);

    // Whatever is withdrawn or read later: the difference to what was told would be a household's.
    groups.withdraw(group, lots.get(1), MARCH.plusDays(30));
    house.use(
        house.register(house.point("late", lots.get(2), 0), "active-energy-import", "Wh"),
        MARCH,
        APRIL,
        500);
    house.touch(MARCH, APRIL);
    house.process();
    assertThat(groups.sheets(group).get(IN_MARCH)).isEqualTo(told);
  }

  @Test
  void nobodyAgreesOrWithdrawsInThePastAndAShopIsNoHousehold() throws Exception {
    int group = group("elec");
    int flat = house.lot("flat");
    int shop = house.lot("shop", "shop");
    Groups later =
        new Groups(database.api(Reach.EVERYTHING), () -> Instant.parse("2026-03-31T22:30:00Z"));
    Groups.Consent yesterday = new Groups.Consent(flat, "x", APRIL.minusDays(1), APRIL);
    assertThat(later.consent(group, yesterday))
        .as("it is the first of April in Brussels")
        .isEqualTo(Groups.Noted.IN_THE_PAST);
    assertThat(later.consent(group, new Groups.Consent(shop, "x", APRIL, APRIL.plusDays(1))))
        .isEqualTo(Groups.Noted.NOT_A_DWELLING);
    assertThat(later.consentGivenEarlier(group, yesterday)).isEqualTo(Groups.Noted.YES);
    assertThat(later.withdraw(group, flat, APRIL.minusDays(1)))
        .isEqualTo(Groups.Withdrawn.IN_THE_PAST);
    assertThat(later.withdraw(group, flat, APRIL.plusMonths(1))).isEqualTo(Groups.Withdrawn.YES);
    assertThat(later.withdraw(group, flat, APRIL))
        .as("who meant to leave later may leave now")
        .isEqualTo(Groups.Withdrawn.YES);
    assertThat(later.withdraw(group, flat, APRIL)).isEqualTo(Groups.Withdrawn.NO_CONSENT);
  }

  @Test
  void aLotThatIsBeingAskedKeepsNoBuildingOfTheSameNumberWaiting() throws Exception {
    int main = house.register(house.point("main", 0, 0), "water-volume", "mL");
    house.use(main, MARCH, MARCH.plusDays(1), 0);
    house.touch(MARCH, MARCH.plusDays(1));
    try (Connection asking = database.api(Reach.EVERYTHING).getConnection()) {
      asking.setAutoCommit(false);
      asking
          .createStatement()
          .execute("select pg_advisory_xact_lock(1918986356, %d)".formatted(house.building()));
      assertThat(new Processing(database.ingest()).step()).isEqualTo(1);
      asking.rollback();
    }
  }

  @Test
  void aGapOfDaysIsNoLeakAndHourlyReadingsDoKnowTheNight() throws Exception {
    int flat = water("flat-a", 0);
    house.use(flat, MARCH, MARCH.plusDays(10), 0);
    // Five days without a reading: their mean flow is 20 litres an hour, by day and by night.
    house.use(flat, MARCH.plusDays(10), MARCH.plusDays(15), 5_000, 5 * 24 * 60);
    house.use(flat, MARCH.plusDays(15), MARCH.plusDays(20), 0);
    house.touch(MARCH, MARCH.plusDays(20));
    house.process();
    assertThat(new Findings(database.api(Reach.EVERYTHING)).of(house.building())).isEmpty();

    house.use(flat, MARCH.plusDays(20), MARCH.plusDays(25), 5_000, 60);
    house.touch(MARCH.plusDays(20), MARCH.plusDays(25));
    house.process();
    assertThat(new Findings(database.api(Reach.EVERYTHING)).of(house.building()))
        .extracting(finding -> finding.leak().since())
        .containsExactly(MARCH.plusDays(20));
  }

  @Test
  void theFloorCountsEveryDwellingOfThePlanOnce() throws Exception {
    int main = house.register(house.point("main", 0, 0), "water-volume", "mL");
    // Ten dwellings without a meter: 5 + 10 x 0.3 = 8 litres an hour; 7 are no leak.
    for (int i = 0; i < 10; i++) {
      house.lot("flat-" + i);
    }
    house.use(main, MARCH, MARCH.plusDays(5), 7_000 / 4);
    house.touch(MARCH, MARCH.plusDays(5));
    house.process();
    assertThat(new Findings(database.api(Reach.EVERYTHING)).of(house.building())).isEmpty();
  }

  @Test
  void nightsGoAfterThirtyDaysUnlessALeakShowsInThem() throws Exception {
    int tight = house.point("tight", house.lot("a"), 0);
    int leaking = house.point("leaking", house.lot("b"), 0);
    house.use(house.register(tight, "water-volume", "mL"), JANUARY, APRIL, 0);
    int register = house.register(leaking, "water-volume", "mL");
    house.use(register, JANUARY, JANUARY.plusDays(20), 0);
    house.use(register, JANUARY.plusDays(20), APRIL, 5_000);
    house.touch(JANUARY, APRIL);
    house.process();
    assertThat(house.nightsKept(tight)).isEqualTo(31);
    assertThat(house.nightsKept(leaking)).isEqualTo(70);
    String all = house.results();

    // One day at a time, and one of long ago: the same to the byte.
    for (LocalDate day : List.of(APRIL.minusDays(1), MARCH, JANUARY.plusDays(3))) {
      house.touch(day, day.plusDays(1));
      house.process();
      assertThat(house.results()).as("after " + day).isEqualTo(all);
    }
  }

  @Test
  void gasCountsHeatOnlyWhereThePlanSaysThatItIsBoughtAndARoofNever() throws Exception {
    int heat = house.register(house.point("heat", 0, 0), "heat-energy", "J");
    int gas = house.register(house.point("gas", 0, 0), "gas-energy", "J");
    int main = house.register(house.point("main", 0, 0), "active-energy-import", "Wh");
    int roofPoint = house.point("roof", 0, 0);
    int roof = house.register(roofPoint, "active-energy-import", "Wh");
    int given =
        house.number(
            """
            insert into register (meter, name, quantity, step, resolution_mantissa,
              resolution_exponent, source_unit)
            select id, 'active-energy-export', 'active-energy-export', 'Wh', 1, 1, 'x'
            from meter where point = ? returning id""",
            roofPoint);
    for (int register : List.of(heat, gas)) {
      house.use(register, MARCH, APRIL, 900_000);
    }
    house.use(main, MARCH, APRIL, 250);
    house.use(roof, MARCH, APRIL, 1);
    house.use(given, MARCH, APRIL, 500);
    house.touch(MARCH, APRIL);
    house.process();
    Carbon.Statement unsaid = statements().getFirst();
    assertThat(unsaid.complete()).isFalse();
    assertThat(unsaid.lines())
        .extracting(line -> line.use().activity())
        .containsExactly(Activity.ELECTRICITY, Activity.GAS, Activity.HEAT);
    assertThat(unsaid.lines().getFirst().use().amount()).isEqualByComparingTo("743");
    assertThat(unsaid.lines().get(1).use().amount()).isEqualByComparingTo("743");
    assertThat(unsaid.lines().get(2).kg()).isEmpty();

    house.plan("  - { id: heat, bought: false }");
    house.touch(MARCH, APRIL);
    house.process();
    assertThat(statements().getFirst().complete()).isTrue();
    assertThat(statements().getFirst().lines()).hasSize(2);

    house.plan("  - { id: heat, bought: true }");
    house.touch(MARCH, APRIL);
    house.process();
    assertThat(statements().getFirst().lines().getLast().use().activity())
        .isEqualTo(Activity.DISTRICT_HEAT);
    assertThat(statements().getFirst().complete()).as("no Belgian network has a factor").isFalse();
  }

  @Test
  void anyMonthRunAgainGivesTheSameToTheByte() throws Exception {
    int mainPoint = house.point("main", 0, 0);
    int main = house.register(mainPoint, "water-volume", "mL");
    int leaking = water("flat-x", mainPoint);
    for (int register : List.of(main, leaking)) {
      house.use(register, JANUARY, APRIL.plusDays(1), 5_000);
    }
    int group = group("elec");
    for (int lot : households(11)) {
      consent(group, lot, JANUARY, LocalDate.of(2028, 1, 1));
    }
    house.touch(JANUARY, APRIL.plusDays(1));
    house.process();
    String first = house.results();
    assertThat(first).contains(",leak,", ",told,", ",water,");
    for (LocalDate month = JANUARY; month.isBefore(APRIL); month = month.plusMonths(1)) {
      house.spoil(month);
      assertThat(house.results()).isNotEqualTo(first);
      house.touch(month, month.plusMonths(1));
      house.process();
      assertThat(house.results()).as("after a rerun of " + month).isEqualTo(first);
    }
    house.touch(JANUARY, APRIL.plusDays(1));
    house.process();
    assertThat(house.results()).isEqualTo(first);
  }

  @Test
  void derivationMarksTheLocalDaysThatItRewrites() throws Exception {
    SampleBuilding building = SampleBuilding.in(database, "chenes-3", "demo-syndic");
    int register = building.register("active-energy-import", "active-energy-import", "Wh");
    long batch = building.batch(1);
    Instant evening = Instant.parse("2026-03-10T22:30:00Z");
    building.reading(register, evening, 1_000, batch);
    building.reading(register, evening.plusSeconds(3_600), 5_000, batch);
    building.touch(register, evening, evening.plusSeconds(3_600));
    assertThat(new Deriver(database.ingest()).step()).isEqualTo(1);
    assertThat(new Processing(database.ingest()).step()).isEqualTo(2);
    List<Carbon.Statement> statements =
        new Emissions(database.api(Reach.EVERYTHING)).of(building.building(), IN_MARCH, IN_MARCH);
    assertThat(statements.getFirst().kg()).isEqualByComparingTo("0.720");
    assertThat(new Processing(database.ingest()).step()).isZero();
  }

  @Test
  void referenceDataIsNeverChangedInPlace() throws Exception {
    Reference bundled = Reference.bundled();
    ReferenceTables.bring(database.ingest(), bundled);
    Price old = bundled.prices().getFirst();
    Price changed =
        new Price(
            old.id(),
            old.what(),
            old.region(),
            new BigDecimal("5.10"),
            old.currency(),
            old.basis(),
            old.boundary(),
            old.source(),
            old.confirmed(),
            old.from(),
            old.to());
    Reference other = new Reference("f", bundled.factors(), "p", List.of(changed));
    assertThatThrownBy(() -> ReferenceTables.bring(database.ingest(), other))
        .hasMessageContaining("wanted a new id for")
        .hasMessageContaining(old.id());
  }
}
