package eu.releve.cloud.purpose;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.cloud.SampleBuilding;
import eu.releve.cloud.database.Database;
import eu.releve.cloud.database.Reach;
import eu.releve.cloud.database.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How often an office may type of what it does not see. */
class EntriesTest {
  private static final Instant NOW = Instant.parse("2026-03-10T10:00:00Z");

  private Database database;
  private SampleBuilding building;
  private int register;
  private int organisation;

  @BeforeEach
  void start() throws Exception {
    database = TestDatabase.fresh();
    building = SampleBuilding.in(database, "tilleuls-12", "syndic");
    register = building.register("water-volume", "water-volume", "mL");
    try (Connection connection = database.ingest().getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select organisation from building")) {
      row.next();
      organisation = row.getInt(1);
    }
  }

  @AfterEach
  void stop() {
    database.close();
  }

  private boolean mayType(int of, Instant now) throws Exception {
    return new Entries(database.api(Reach.of(organisation))).mayType(of, "anne", now);
  }

  @Test
  void afterFiveOneHasToWaitThirtyDaysFromTheFirst() throws Exception {
    building.reading(register, NOW, 1, building.batch(1));
    for (int i = 0; i < Entries.ENTRIES_MAX; i++) {
      assertThat(mayType(register, NOW.plus(Duration.ofDays(i)))).isTrue();
    }
    assertThat(mayType(register, NOW.plus(Duration.ofDays(6)))).isFalse();
    assertThat(mayType(register, NOW.plus(Entries.WITHIN).minusMillis(1))).isFalse();
    assertThat(mayType(register, NOW.plus(Entries.WITHIN))).isTrue();
    assertThat(mayType(register, NOW.plus(Entries.WITHIN))).isFalse();
    int other = building.register("hot", "water-volume", "mL");
    building.reading(other, NOW, 1, building.batch(2));
    assertThat(mayType(other, NOW.plus(Duration.ofDays(6)))).isTrue();
  }

  // Who types the history of a building without a gateway guesses nothing.
  @Test
  void whatOnlyPeopleToldMayBeToldAsOftenAsTheyLike() throws Exception {
    building.reading(register, NOW, 1, building.batch(1));
    SampleBuilding.execute(
        database.ingest(),
        "update gateway set files_of = ? where id = 'gw-tilleuls-12'",
        building.building());
    for (int i = 0; i < 4 * Entries.ENTRIES_MAX; i++) {
      assertThat(mayType(register, NOW)).isTrue();
    }
  }
}
