package eu.releve.cloud.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eu.releve.cloud.SampleBuilding;
import eu.releve.cloud.database.Database;
import eu.releve.cloud.database.Reach;
import eu.releve.cloud.database.TestDatabase;
import eu.releve.cloud.validate.Remark;
import eu.releve.cloud.validate.Remarks;
import eu.releve.cloud.validate.Rule;
import eu.releve.measure.Quantity;
import eu.releve.measure.Unit;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The rules that look at gauges beside counters, on a real PostgreSQL. */
class DevicesTest {
  private static final ZoneId BRUSSELS = ZoneId.of("Europe/Brussels");
  private static final LocalDate JANUARY = LocalDate.of(2026, 1, 1);
  private static final LocalDate END = JANUARY.plusDays(6);

  private Database database;
  private House house;

  @BeforeEach
  void open() throws Exception {
    database = TestDatabase.fresh();
    house = House.in(database, "tilleuls-12");
  }

  @AfterEach
  void close() {
    database.close();
  }

  private List<String> told(Rule rule) throws SQLException {
    try (Connection connection = database.api(Reach.EVERYTHING).getConnection()) {
      return new Remarks(connection, house.building())
          .of(JANUARY.minusYears(5), JANUARY.plusYears(5), 1_000).stream()
              .map(Remarks.Named::remark)
              .filter(remark -> remark.subject().rule() == rule)
              .map(DevicesTest::told)
              .toList();
    }
  }

  private static String told(Remark remark) {
    return "%s %s %s %s"
        .formatted(
            remark.subject().about(),
            remark.since(),
            remark.days(),
            remark.shown().measured().toPlainString());
  }

  private void process() throws Exception {
    house.touch(JANUARY, END);
    house.process();
  }

  private int gauge(int point, String name, String quantity) throws SQLException {
    return house.number(
        """
        insert into register
          (meter, name, quantity, step, resolution_mantissa, resolution_exponent, source_unit)
        select id, ?, ?, 'x', 1, 2, 'x' from meter where point = ? returning id\
        """,
        name,
        quantity,
        point);
  }

  /** Readings of each five minutes of some local days. */
  private void read(int register, LocalDate from, LocalDate to, String value) throws SQLException {
    SampleBuilding.execute(
        database.ingest(),
        """
        insert into reading select ?, i, %s, 0, 1
        from generate_series(?::timestamptz, ?::timestamptz - interval '1 second',
          interval '5 minutes') as i\
        """
            .formatted(value),
        register,
        from.atStartOfDay(BRUSSELS).toInstant().toString(),
        to.atStartOfDay(BRUSSELS).toInstant().toString());
  }

  @Test
  @DisplayName("G18, V21b: a heat meter that counts 20 % less than its flow and temperatures")
  void aHeatMeterThatDoesNotFitItsFlowIsRemarked() throws Exception {
    int point = house.point("boiler", 0, 0);
    int heat = house.register(point, "heat-energy", "J");
    long fits = Math.round(232.6 * 900_000);
    LocalDate wrong = JANUARY.plusDays(3);
    house.use(heat, JANUARY, wrong, fits);
    house.use(heat, wrong, END, fits * 80 / 100);
    read(gauge(point, "volume-flow", "volume-flow"), JANUARY, END, "10000000");
    read(gauge(point, "supply-temperature", "supply-temperature"), JANUARY, END, "70000");
    read(gauge(point, "return-temperature", "return-temperature"), JANUARY, END, "50000");
    process();
    assertThat(told(Rule.HEAT_METER)).containsExactly("heat-energy 2026-01-04 2 20.0");
  }

  @Test
  @DisplayName("V16, V14: a phase that is lost, and a gauge that never moves")
  void aLostPhaseAndAStuckGaugeAreRemarked() throws Exception {
    int point = house.point("main", 0, 0);
    house.use(house.register(point, "active-energy-import", "Wh"), JANUARY, END, 250);
    String moves = "230000 + (extract(epoch from i)::bigint / 300 % 7) * 100";
    read(gauge(point, "voltage.l1", "voltage"), JANUARY, END, moves);
    read(gauge(point, "voltage.l2", "voltage"), JANUARY, END, "231400");
    read(
        gauge(point, "voltage.l3", "voltage"),
        JANUARY,
        END,
        "case when i >= '2026-01-03T10:00:00Z' and i < '2026-01-03T11:00:00Z' then 3000 else "
            + moves
            + " end");
    process();
    assertThat(told(Rule.PHASE)).containsExactly("voltage 2026-01-03 1 55.0");
    assertThat(told(Rule.STUCK)).containsExactly("voltage.l2 2026-01-01 5 23.9");
  }

  @Test
  @DisplayName("V15: reactive energy without active energy")
  void wiringThatCannotBeIsRemarked() throws Exception {
    int point = house.point("lift", 0, 0);
    house.use(house.register(point, "active-energy-import", "Wh"), JANUARY, END, 10);
    int reactive =
        house.number(
            """
            insert into register
              (meter, name, quantity, step, resolution_mantissa, resolution_exponent, source_unit)
            select id, 'reactive-energy-import', 'reactive-energy-import', 'varh', 1, 0, 'x'
            from meter where point = ? returning id\
            """,
            point);
    house.use(reactive, JANUARY, JANUARY.plusDays(2), 3);
    house.use(reactive, JANUARY.plusDays(2), END, 600);
    process();
    assertThat(told(Rule.REACTIVE)).containsExactly("reactive-energy 2026-01-03 3 96.0");
  }

  @Test
  @DisplayName("V21: heat that the boiler makes, above the gas that it takes")
  void heatAboveItsGasIsRemarked() throws Exception {
    int heat = house.register(house.point("heat", 0, 0), "heat-energy", "J");
    int gas = house.register(house.point("gas", 0, 0), "gas-energy", "J");
    house.use(gas, JANUARY, END, 1_000_000);
    house.use(heat, JANUARY, JANUARY.plusDays(3), 900_000);
    house.use(heat, JANUARY.plusDays(3), END, 1_100_000);
    process();
    // The plan does not say that the heat is made of the gas.
    assertThat(told(Rule.CROSS_ENERGY)).isEmpty();
    house.plan("  - { id: heat, bought: false }");
    process();
    assertThat(told(Rule.CROSS_ENERGY)).containsExactly("heat-energy 2026-01-04 2 110.0");
  }

  @Test
  @DisplayName("V12: a common meter without anything for two days, and a flat that nobody is in")
  void aCommonMeterThatCountsNothingIsRemarkedAndAFlatIsNot() throws Exception {
    int main = house.register(house.point("main", 0, 0), "active-energy-import", "Wh");
    int flat = house.register(house.point("flat", house.lot("a"), 0), "active-energy-import", "Wh");
    for (int register : List.of(main, flat)) {
      house.use(register, JANUARY, JANUARY.plusDays(3), 250);
      house.use(register, JANUARY.plusDays(3), END, 0);
    }
    process();
    assertThat(told(Rule.ZERO)).containsExactly("active-energy-import 2026-01-04 2 48.0");
  }

  @Test
  @DisplayName("V03: a unit that is not one of the quantity is refused before it is a reading")
  void aUnitOfAnotherQuantityIsRefused() {
    Unit unit = Unit.of("kWh").orElseThrow();
    assertThat(unit.measures(Quantity.ACTIVE_ENERGY_IMPORT)).isTrue();
    assertThat(unit.measures(Quantity.WATER_VOLUME)).isFalse();
    assertThatThrownBy(() -> unit.stepsOf(Quantity.WATER_VOLUME))
        .hasMessageContaining("kWh is not a unit of water-volume");
    assertThat(Rule.UNIT.where()).contains("decoding");
  }
}
