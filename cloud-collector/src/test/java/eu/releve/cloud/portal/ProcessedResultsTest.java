package eu.releve.cloud.portal;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.cloud.SampleBuilding;
import eu.releve.cloud.account.Principal;
import eu.releve.cloud.account.Principal.Role;
import eu.releve.cloud.database.Database;
import eu.releve.cloud.database.Reach;
import eu.releve.cloud.database.TestDatabase;
import eu.releve.cloud.process.Findings.Finding;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the processors wrote, as of the day on which a page is opened. */
class ProcessedResultsTest {
  private Database database;
  private SampleBuilding flat;

  @BeforeEach
  void open() throws Exception {
    database = TestDatabase.fresh();
    flat = SampleBuilding.in(database, "tilleuls-12", "demo-syndic").dwelling("flat-3b");
    SampleBuilding.execute(
        database.ingest(),
        """
        insert into finding (point, kind, since, last_night, ongoing, nights, usual_ml,
          usual_nights, flow_ml, lost_ml, rule)
        values (?, 'leak', '2026-03-06', '2026-03-18', true, 13, 0, 28, 25000, 7800000, 'test')""",
        flat.point());
  }

  @AfterEach
  void close() {
    database.close();
  }

  private List<Finding> leaksOn(String day) throws Exception {
    Principal syndic = new Principal(1, "anne", Role.OPERATOR, 1);
    Inventory.Building building =
        new Inventory(database.api(Reach.EVERYTHING))
            .building(syndic, flat.building())
            .orElseThrow();
    Instant noon = Instant.parse(day + "T12:00:00Z");
    return new ProcessedResults(database.api(Reach.EVERYTHING), () -> noon).leaks(building);
  }

  @Test
  void aLeakThatNobodySawForThirtyDaysIsOneOfThePast() throws Exception {
    assertThat(leaksOn("2026-04-17")).extracting(each -> each.leak().ongoing()).containsOnly(true);
    assertThat(leaksOn("2026-04-18")).extracting(each -> each.leak().ongoing()).containsOnly(false);
    assertThat(leaksOn("2027-04-01")).isEmpty();
  }

  @Test
  void aLeakWhoseMeterIsGoneIsOneOfThePast() throws Exception {
    SampleBuilding.execute(
        database.ingest(),
        "update meter set installed_to = '2026-03-20' where point = ?",
        flat.point());
    assertThat(leaksOn("2026-03-19")).extracting(each -> each.leak().ongoing()).containsOnly(true);
    assertThat(leaksOn("2026-03-20")).extracting(each -> each.leak().ongoing()).containsOnly(false);
  }
}
