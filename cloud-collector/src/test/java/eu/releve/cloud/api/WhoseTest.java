package eu.releve.cloud.api;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.cloud.SampleBuilding;
import eu.releve.cloud.database.Database;
import eu.releve.cloud.database.Reach;
import eu.releve.cloud.database.TestDatabase;
import eu.releve.cloud.purpose.Households;
import java.sql.Connection;
import org.junit.jupiter.api.Test;

/** Whose use a point tells, from how a building's points stand below each other. */
class WhoseTest {
  private static final String ENERGY = "active-energy-import";

  private static Households of(Database database, SampleBuilding point) throws Exception {
    try (Connection connection = database.api(Reach.EVERYTHING).getConnection()) {
      return Whose.of(connection, point.building(), point.point());
    }
  }

  private static void below(Database database, SampleBuilding point, int above) throws Exception {
    SampleBuilding.execute(
        database.ingest(), "update point set parent = ? where id = ?", above, point.point());
  }

  @Test
  void aCommonPointAboveTenDwellingsAloneTellsOfThemAndAboveElevenOfNobody() throws Exception {
    try (Database database = TestDatabase.fresh()) {
      SampleBuilding main = SampleBuilding.in(database, "tilleuls-12", "demo-syndic");
      main.register(ENERGY, ENERGY, "Wh");
      main.register("active-power", "active-power", "mW");
      assertThat(of(database, main)).isEqualTo(Households.NONE);
      SampleBuilding flat = main;
      for (int i = 0; i < 10; i++) {
        flat = main.dwelling("flat-" + i);
        flat.register(ENERGY, ENERGY, "Wh");
        below(database, flat, main.point());
      }
      assertThat(of(database, flat)).isEqualTo(Households.ONE);
      assertThat(of(database, main)).isEqualTo(new Households(10, false));

      SampleBuilding lift = main.dwelling("lift");
      lift.register(ENERGY, ENERGY, "Wh");
      below(database, lift, main.point());
      assertThat(of(database, main).arePersonal()).isFalse();
      SampleBuilding.execute(
          database.ingest(), "update point set lot = null where id = ?", lift.point());
      assertThat(of(database, main)).isEqualTo(Households.NONE);
    }
  }

  @Test
  void aDwellingsMeterIsItsOwnWhateverItShows() throws Exception {
    try (Database database = TestDatabase.fresh()) {
      SampleBuilding main = SampleBuilding.in(database, "tilleuls-12", "demo-syndic");
      SampleBuilding flat = main.dwelling("flat-1");
      flat.register("voltage.l1", "voltage", "mV");
      assertThat(of(database, flat)).isEqualTo(Households.ONE);
    }
  }
}
