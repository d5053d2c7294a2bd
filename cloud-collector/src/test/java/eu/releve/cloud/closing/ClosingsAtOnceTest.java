package eu.releve.cloud.closing;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.cloud.closing.Closings.Outcome;
import eu.releve.cloud.database.Database;
import eu.releve.cloud.database.TestDatabase;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** People who close a building's days at the same moment. */
class ClosingsAtOnceTest {
  private static final LocalDate END = LocalDate.of(2027, 1, 1);

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

  @Test
  void ofTwoWhoCloseTheSameDaysAtOnceOneDoes() throws Exception {
    int water = building.water("3b", "1");
    building.read(water, "2025-12-31T23:00:00Z", 0);
    building.read(water, "2026-12-31T23:00:00Z", 1_000);
    building.derive();
    List<Outcome> outcomes = Collections.synchronizedList(new ArrayList<>());
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      LocalDate first = LocalDate.of(2026, 1 + i, 1);
      threads.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    try {
                      outcomes.add(building.tried(building.place(), new Period(first, END)));
                    } catch (SQLException failed) {
                      throw new IllegalStateException(failed);
                    }
                  }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(outcomes).hasSize(4);
    assertThat(outcomes).filteredOn(outcome -> outcome instanceof Outcome.Closed).hasSize(1);
    assertThat(outcomes).filteredOn(outcome -> outcome instanceof Outcome.Overlaps).hasSize(3);
    assertThat(building.number("select count(*) from closing")).isEqualTo(1);
  }
}
