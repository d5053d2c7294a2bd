package eu.releve.cloud.process;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.cloud.database.Database;
import eu.releve.cloud.database.Reach;
import eu.releve.cloud.database.TestDatabase;
import eu.releve.cloud.process.PurchaseGroup.Sheet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Of whom a purchase group's sheets are the sum, month after month, on a real PostgreSQL. */
class GroupRunTest {
  private static final LocalDate JANUARY = LocalDate.of(2026, 1, 1);
  private static final LocalDate MARCH = LocalDate.of(2026, 3, 1);
  private static final LocalDate APRIL = LocalDate.of(2026, 4, 1);
  private static final LocalDate MAY = LocalDate.of(2026, 5, 1);
  private static final LocalDate JUNE = LocalDate.of(2026, 6, 1);

  private Database database;
  private House house;
  private int group;

  @BeforeEach
  void open() throws Exception {
    database = TestDatabase.fresh();
    ReferenceTables.bring(database.ingest(), Reference.bundled());
    house = House.in(database, "tilleuls-12");
    group =
        groups()
            .make(house.number("select id from organisation where name = 'demo-syndic'"), "g", "g")
            .orElseThrow();
  }

  @AfterEach
  void close() {
    database.close();
  }

  /** On the first day of the year, before any month is over. */
  private Groups groups() {
    return new Groups(database.api(Reach.EVERYTHING), () -> Instant.parse("2026-01-01T08:00:00Z"));
  }

  /** A household that agreed from a day on, measured until the first of June and each quarter. */
  private int household(int number, LocalDate from) throws SQLException {
    int lot = house.lot("flat-" + number);
    int point = house.point("p-" + number, lot, 0);
    house.use(
        house.register(point, "active-energy-import", "Wh"),
        MARCH,
        JUNE.plusDays(1),
        10 + number % 3);
    agree(lot, from);
    return lot;
  }

  private void agree(int lot, LocalDate from) throws SQLException {
    assertThat(
            groups()
                .consent(
                    group, new Groups.Consent(lot, "Occupant", from, LocalDate.of(2028, 1, 1))))
        .isEqualTo(Groups.Noted.YES);
  }

  private void process() throws SQLException {
    house.touch(MARCH, JUNE.plusDays(1));
    house.process();
  }

  private Sheet sheet(LocalDate month) throws SQLException {
    return Optional.ofNullable(groups().sheets(group).get(YearMonth.from(month))).orElseThrow();
  }

  private static int households(Sheet sheet) {
    return sheet instanceof Sheet.Told told ? told.households() : 0;
  }

  @Test
  void neighbouringSheetsAreOfTheSameHouseholdsOrDifferInThree() throws Exception {
    int first = household(0, JANUARY);
    for (int i = 1; i < 15; i++) {
      household(i, i < 14 ? JANUARY : APRIL);
    }
    groups().withdraw(group, first, MAY);
    process();
    assertThat(households(sheet(MARCH))).isEqualTo(14);
    assertThat(households(sheet(APRIL))).as("who joins alone waits").isEqualTo(14);
    assertThat(households(sheet(MAY))).as("who leaves alone takes two along").isEqualTo(11);
  }

  @Test
  void aSheetBesideWhichOneHouseholdWouldShowIsWithheldAndSaysWhy() throws Exception {
    int leaving = household(0, JANUARY);
    for (int i = 1; i < 12; i++) {
      household(i, JANUARY);
    }
    groups().withdraw(group, leaving, APRIL);
    process();
    assertThat(households(sheet(MARCH))).isEqualTo(12);
    assertThat(sheet(APRIL))
        .isEqualTo(new Sheet.Withheld(PurchaseGroup.Reason.TOO_FEW_CHANGES, 9, 11, 11));
    String before = house.results();
    house.spoil(APRIL);
    process();
    assertThat(house.results()).isEqualTo(before);
  }

  @Test
  void aHouseholdsCurveIsThatOfMetersThatAreReadCloselyEachOnce() throws Exception {
    int first = household(0, JANUARY);
    for (int i = 1; i < 11; i++) {
      household(i, JANUARY);
    }
    int whole = house.number("select id from point where lot = ?", first);
    int boiler = house.register(house.point("boiler", first, whole), "active-energy-import", "Wh");
    house.use(boiler, MARCH, JUNE.plusDays(1), 4);
    int seldom = house.lot("seldom");
    int daily = house.register(house.point("seldom", seldom, 0), "active-energy-import", "Wh");
    house.use(daily, MARCH, JUNE.plusDays(1), 10, 24 * 60);
    agree(seldom, JANUARY);
    process();
    assertThat(sheet(MARCH))
        .isInstanceOfSatisfying(
            Sheet.Told.class,
            told -> {
              assertThat(told.households()).isEqualTo(11);
              assertThat(told.totalWh()).isEqualTo(120L * 4 * 743);
            });
  }

  @Test
  void aSheetBesideWhichFewFlatsAreMeasuredHasItsTotalAndNoCurve() throws Exception {
    for (int i = 0; i < 11; i++) {
      household(i, JANUARY);
    }
    household(11, APRIL);
    process();
    assertThat(sheet(MARCH))
        .isInstanceOfSatisfying(
            Sheet.Told.class,
            told -> {
              assertThat(told.beside()).isEqualTo(1);
              assertThat(told.curveWh()).isEmpty();
              assertThat(told.totalWh()).isEqualTo(120L * 4 * 743);
            });
    String before = house.results();
    house.spoil(MARCH);
    process();
    assertThat(house.results()).isEqualTo(before);
  }

  @Test
  void aSheetBesideWhichElevenFlatsOrNoneAreMeasuredHasACurve() throws Exception {
    for (int i = 0; i < 11; i++) {
      household(i, JANUARY);
    }
    for (int i = 11; i < 22; i++) {
      household(i, MAY);
    }
    process();
    assertThat(sheet(MARCH))
        .isInstanceOfSatisfying(
            Sheet.Told.class, told -> assertThat(told.curveWh()).containsOnly(120L));
    assertThat(sheet(MAY))
        .isInstanceOfSatisfying(
            Sheet.Told.class, told -> assertThat(told.curveWh()).containsOnly(241L));
  }

  @Test
  void flatsThatAreInNoSumOfTheBuildingKeepNoCurveBack() throws Exception {
    int main = house.point("meter", 0, 0);
    house.use(house.register(main, "active-energy-import", "Wh"), MARCH, JUNE.plusDays(1), 500);
    for (int i = 0; i < 11; i++) {
      household(i, JANUARY);
    }
    house.number("update point set parent = ? where lot is not null returning id", main);
    household(11, APRIL);
    process();
    assertThat(sheet(MARCH))
        .isInstanceOfSatisfying(
            Sheet.Told.class, told -> assertThat(told.curveWh()).containsOnly(120L));
  }
}
