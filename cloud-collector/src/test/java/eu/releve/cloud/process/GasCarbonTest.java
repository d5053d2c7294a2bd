package eu.releve.cloud.process;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.cloud.SampleBuilding;
import eu.releve.cloud.database.Database;
import eu.releve.cloud.database.Reach;
import eu.releve.cloud.database.TestDatabase;
import eu.releve.cloud.gas.CalorificValue;
import eu.releve.cloud.gas.CalorificValues;
import eu.releve.cloud.gas.CalorificValues.Added;
import eu.releve.cloud.process.EmissionFactor.Activity;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What gas in cubic metres emits, on a real PostgreSQL; and what is no energy at all. */
class GasCarbonTest {
  private static final LocalDate MARCH = LocalDate.of(2026, 3, 1);
  private static final LocalDate APRIL = LocalDate.of(2026, 4, 1);

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

  /** 10 L of gas in each quarter-hour of March at a common point that is supplied at the sea. */
  private int gas(String quantity) throws SQLException {
    int point = house.point(quantity, 0, 0);
    house.use(house.register(point, quantity, "mL"), MARCH, APRIL, 10_000);
    house.touch(MARCH, APRIL);
    return point;
  }

  private void supplied(int point) throws SQLException {
    SampleBuilding.execute(
        database.ingest(),
        """
        insert into gas_supply (point, first_day, zone, normal, altitude_m, delivery_pa,
          temperature_mdeg, compressibility, source, made_at, made_by)
        values (?, '2026-01-01', 'GOS 12', false, 0, 2100, 15000, 1, 's', now(), 'anne')\
        """,
        point);
  }

  private void told(String kwh) throws SQLException {
    try (Connection connection = database.api(Reach.EVERYTHING).getConnection()) {
      Added added =
          new CalorificValues(connection)
              .add(
                  new CalorificValues.New(
                      Optional.empty(),
                      "GOS 12",
                      new CalorificValue(MARCH, APRIL, new BigDecimal(kwh), "Fluvius"),
                      false,
                      true,
                      Instant.parse("2026-05-02T10:00:00Z"),
                      "anne"));
      assertThat(added).isInstanceOf(Added.Counts.class);
      connection.commit();
    }
  }

  @Test
  @DisplayName("G17: carbon follows a revised calorific value and names it, and nothing is alarmed")
  void carbonCountsGasByItsCalorificValueAndFollowsARevision() throws Exception {
    supplied(gas("gas-volume"));
    house.process();
    Carbon.Line fixed = statements().getFirst().lines().getFirst();
    assertThat(fixed.use().activity()).isEqualTo(Activity.GAS_VOLUME);
    // 2,972 quarter-hours of 10 L, at a fixed factor for a cubic metre.
    assertThat(fixed.use().amount()).isEqualByComparingTo("29.72");
    assertThat(fixed.use().calorific()).isEmpty();
    told("11.50");
    house.process();
    Carbon.Line first = statements().getFirst().lines().getFirst();
    assertThat(first.use().activity()).isEqualTo(Activity.GAS);
    assertThat(first.use().amount()).isEqualByComparingTo("330.703356");
    assertThat(first.use().coverage()).isEqualByComparingTo("1");
    assertThat(first.use().calorific())
        .containsExactly("GOS 12 2026-03-01..2026-04-01: 11.5000 kWh/m3(n), version 1");
    told("11.62");
    house.process();
    Carbon.Line second = statements().getFirst().lines().getFirst();
    assertThat(statements().getFirst().lines()).hasSize(1);
    assertThat(second.use().amount()).isEqualByComparingTo("334.153848");
    assertThat(second.use().calorific()).first().asString().endsWith("version 2");
    assertThat(house.number("select count(*)::int from finding")).isZero();
  }

  @Test
  void gasOfSeveralMetersIsInOneLineAndWhatNobodyToldAnythingOfInAnother() throws Exception {
    supplied(gas("gas-volume"));
    int corrected = gas("gas-volume-corrected");
    int energy = house.register(house.point("gas-energy", 0, 0), "gas-energy", "J");
    house.use(energy, MARCH, APRIL, 900_000);
    told("11.50");
    house.process();
    List<Carbon.Line> lines = statements().getFirst().lines();
    // 743 kWh that a meter counted, 330.703356 by the calorific value; no supply of the third.
    assertThat(lines)
        .extracting(line -> line.use().activity())
        .containsExactly(Activity.GAS, Activity.GAS_VOLUME);
    assertThat(lines.getFirst().use().amount()).isEqualByComparingTo("1073.703356");
    assertThat(lines.get(1).use().amount()).isEqualByComparingTo("29.72");
    supplied(corrected);
    house.touch(MARCH, APRIL);
    house.process();
    assertThat(statements().getFirst().lines()).hasSize(1);
    assertThat(statements().getFirst().lines().getFirst().use().amount())
        .isEqualByComparingTo("1404.406712");
  }

  @Test
  @DisplayName("G19: units of heat-cost allocators enter no carbon statement and no purchase group")
  void unitsOfHeatCostAllocatorsEnterNoStatement() throws Exception {
    int main = house.point("main", 0, 0);
    house.use(house.register(main, "active-energy-import", "Wh"), MARCH, APRIL, 250);
    house.touch(MARCH, APRIL);
    house.process();
    String without = house.results();
    for (String lot : List.of("a", "b")) {
      int point = house.point("radiator-" + lot, house.lot(lot), 0);
      house.use(house.register(point, "allocation", "1"), MARCH, APRIL, 1_000_000);
    }
    int common = house.point("radiator-hall", 0, 0);
    house.use(house.register(common, "allocation", "1"), MARCH, APRIL, 1_000_000);
    house.touch(MARCH, APRIL);
    house.process();
    assertThat(house.results()).isEqualTo(without);
    assertThat(without).contains("electricity");
  }
}
