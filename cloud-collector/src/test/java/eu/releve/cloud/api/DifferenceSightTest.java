package eu.releve.cloud.api;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.cloud.SampleBuilding;
import eu.releve.cloud.account.Principal;
import eu.releve.cloud.database.Database;
import eu.releve.cloud.database.Reach;
import eu.releve.cloud.database.TestDatabase;
import java.sql.Connection;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** A difference tells what was measured: of a dwelling only months that are over. */
class DifferenceSightTest {
  private static final Instant NOW = Instant.parse("2026-06-01T10:00:00Z");
  private static final Instant MAY = Instant.parse("2026-04-30T22:00:00Z");
  private static final Instant MAY_2 = Instant.parse("2026-05-01T22:00:00Z");
  private static final Instant JUNE = Instant.parse("2026-05-31T22:00:00Z");
  private static final Instant JULY = Instant.parse("2026-06-30T22:00:00Z");

  @Test
  void anOfficeSeesDaysOfCommonPartsAndOnlyMonthsOfDwellings() throws Exception {
    try (Database database = TestDatabase.fresh()) {
      SampleBuilding whole = SampleBuilding.in(database, "chenes-3", "syndic-a");
      whole.register("water-volume", "water-volume", "mL");
      SampleBuilding flat = whole.dwelling("flat-1");
      flat.register("active-energy-import", "active-energy-import", "Wh");
      try (Connection connection = database.api(Reach.EVERYTHING).getConnection()) {
        DifferenceSight office = sight(connection, whole, Principal.Role.SYNDIC);
        assertThat(office.shows(whole.point(), MAY, MAY_2)).as("a common day").isTrue();
        assertThat(office.shows(flat.point(), MAY, MAY_2)).as("a dwelling's day").isFalse();
        assertThat(office.shows(flat.point(), MAY, JUNE)).as("a dwelling's month").isTrue();
        assertThat(office.shows(flat.point(), JUNE, JULY)).as("not over").isFalse();
        DifferenceSight operators = sight(connection, whole, Principal.Role.OPERATOR);
        assertThat(operators.shows(flat.point(), MAY, MAY_2)).isTrue();
      }
    }
  }

  private static DifferenceSight sight(
      Connection connection, SampleBuilding building, Principal.Role role) {
    return new DifferenceSight(
        connection, new Principal(1, "anne", role, 1), building.building(), NOW);
  }
}
