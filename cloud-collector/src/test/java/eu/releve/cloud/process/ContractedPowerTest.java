package eu.releve.cloud.process;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.cloud.SampleBuilding;
import eu.releve.cloud.cost.Charge;
import eu.releve.cloud.cost.Contract;
import eu.releve.cloud.cost.Contracts;
import eu.releve.cloud.cost.Line;
import eu.releve.cloud.cost.Medium;
import eu.releve.cloud.cost.Per;
import eu.releve.cloud.cost.Reference;
import eu.releve.cloud.database.Database;
import eu.releve.cloud.database.Reach;
import eu.releve.cloud.database.TestDatabase;
import eu.releve.cloud.validate.Remarks;
import eu.releve.cloud.validate.Rule;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A peak is one beside the power that was contracted, on a real PostgreSQL. */
class ContractedPowerTest {
  private static final LocalDate JANUARY = LocalDate.of(2026, 1, 1);
  private static final LocalDate PEAK = LocalDate.of(2026, 1, 20);

  private Database database;
  private House house;
  private int point;

  @BeforeEach
  void open() throws Exception {
    database = TestDatabase.fresh();
    house = House.in(database, "tilleuls-12");
    point = house.point("main", 0, 0);
    int register = house.register(point, "active-energy-import", "Wh");
    house.use(register, JANUARY, JANUARY.plusMonths(1), 250);
    // 16 kW for a quarter of an hour, beside 1 kW.
    SampleBuilding.execute(
        database.ingest(),
        "update quarter_hour set consumption = 4000 where register = ? and starts ="
            + " '2026-01-20T11:00:00Z'",
        register);
    house.touch(JANUARY, JANUARY.plusMonths(1));
    house.process();
  }

  @AfterEach
  void close() {
    database.close();
  }

  private List<LocalDate> peaks() throws SQLException {
    try (Connection connection = database.api(Reach.EVERYTHING).getConnection()) {
      return new Remarks(connection, house.building())
          .of(JANUARY, JANUARY.plusYears(1), 1_000).stream()
              .map(Remarks.Named::remark)
              .filter(remark -> remark.subject().rule() == Rule.SPIKE)
              .map(remark -> remark.since())
              .toList();
    }
  }

  private static Contract of(String kilowatts) {
    return new Contract(
        Medium.ELECTRICITY,
        "a supplier",
        new Reference("541448820050357916"),
        JANUARY,
        Optional.empty(),
        List.of(
            new Line(
                "power",
                Line.Kind.CAPACITY,
                "Puissance",
                new Charge.PerPower(new BigDecimal(kilowatts), Per.YEAR),
                new BigDecimal("1"),
                new BigDecimal("21"),
                JANUARY,
                Optional.empty())));
  }

  /** What somebody does with contracts, in a transaction of its own. */
  @FunctionalInterface
  private interface Writing {
    Contracts.Kept in(Contracts contracts) throws SQLException;
  }

  private Contracts.Kept write(Writing writing) throws SQLException {
    Contracts.Kept kept;
    try (Connection connection = database.api(Reach.EVERYTHING).getConnection()) {
      kept = writing.in(new Contracts(connection));
      connection.commit();
    }
    house.process();
    return kept;
  }

  @Test
  @DisplayName("V08: a peak is told above a fifth of the contracted power, and again without it")
  void aPeakIsToldAboveAFifthOfTheContractedPower() throws Exception {
    assertThat(peaks()).containsExactly(PEAK);
    Contracts.Deed deed = new Contracts.Deed(Instant.parse("2026-02-01T10:00:00Z"), "anne", "r");
    Contracts.Kept kept =
        write(contracts -> contracts.add(house.building(), Optional.of(point), of("100"), deed));
    assertThat(peaks()).as("16 kW of 100").isEmpty();
    Contracts.Kept first = kept;
    kept = write(contracts -> contracts.supersede(first, of("70"), false, deed));
    assertThat(peaks()).as("16 kW of 70").containsExactly(PEAK);
    Contracts.Kept second = kept;
    kept = write(contracts -> contracts.supersede(second, of("100"), false, deed));
    assertThat(peaks()).as("16 kW of 100 again").isEmpty();
    Contracts.Kept third = kept;
    kept = write(contracts -> contracts.supersede(third, third.terms(), true, deed));
    assertThat(kept.withdrawn()).isTrue();
    assertThat(peaks()).as("withdrawn").containsExactly(PEAK);
  }
}
