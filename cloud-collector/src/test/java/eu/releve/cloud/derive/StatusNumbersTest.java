package eu.releve.cloud.derive;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.cloud.SampleBuilding;
import eu.releve.cloud.database.Database;
import eu.releve.cloud.database.TestDatabase;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The migration that gave the states of quarter-hours other numbers. */
class StatusNumbersTest {
  private static final String MIGRATION = "/db/migration/V21__how_a_figure_was_come_by.sql";
  private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");

  // A display of six digits passed its end after ten quarter-hours, and was taken for a restart.
  @Test
  void whatWasDerivedBeforeKeepsItsStateAndRestartsAreDerivedAgain() throws Exception {
    String url = TestDatabase.freshUrl();
    try (Database database = Database.external(url)) {
      SampleBuilding building = SampleBuilding.in(database, "tilleuls-12", "syndic");
      int register = building.register("active-energy-import", "active-energy-import", "Wh");
      long batch = building.batch(1);
      for (int i = 0; i < 20; i++) {
        building.reading(
            register,
            START.plus(Duration.ofMinutes(15L * i)),
            (9_999_900 + 10L * i) % 10_000_000,
            batch);
      }
      SampleBuilding.execute(
          database.ingest(),
          """
          insert into quarter_hour (register, starts, consumption, covered_millis, quality,
            bracket_minutes)
          select ?, timestamptz '2026-03-01Z' + i * interval '15 minutes',
            case i when 9 then 0 else 10 end, 900000, case i when 9 then 2 else 0 end, 15
          from generate_series(0, 18) i
          union all select ?, '2026-01-01Z', 7, 900000, 1, 600""",
          register,
          register);
      migrate(url);
      assertThat(qualities(database)).isEqualTo("0 20 70");
      Deriver deriver = new Deriver(database.ingest());
      while (deriver.step() > 0) {}
      assertThat(qualities(database)).isEqualTo("0 10 20");
      assertThat(text(database, "select sum(consumption) from quarter_hour where quality < 20"))
          .isEqualTo("190");
    }
  }

  private static String qualities(Database database) throws Exception {
    return text(
        database,
        "select string_agg(q::text, ' ' order by q) from (select distinct quality as q"
            + " from quarter_hour) d");
  }

  private static void migrate(String url) throws Exception {
    try (InputStream file =
            Objects.requireNonNull(StatusNumbersTest.class.getResourceAsStream(MIGRATION));
        Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      statement.execute("set role releve_owner");
      statement.execute("set search_path = releve");
      statement.execute(new String(file.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  private static String text(Database database, String query) throws Exception {
    try (Connection connection = database.ingest().getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return String.valueOf(row.getString(1));
    }
  }
}
