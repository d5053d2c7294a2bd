package eu.releve.cloud.derive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.cloud.SampleBuilding;
import eu.releve.cloud.database.Database;
import eu.releve.cloud.database.TestDatabase;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * What is derived of a fixed building is the same to the byte on whatever database the tests run:
 * the constant below is that of plain PostgreSQL, and {@code RELEVE_TEST_DATABASE_URL} names
 * others.
 */
class SameOnEveryEditionTest {
  private static final String SHA_256 =
      "c7bd6fc5c5912dc2309c7fd91f88f432dd80036e72f94206b5f057190765e597";
  private static final long START = Instant.parse("2026-10-20T05:07:00Z").toEpochMilli();
  private static final int READINGS = 900;
  private static final List<String> TABLES =
      List.of(
          "quarter_hour",
          "local_day",
          "local_month",
          "quarter_level",
          "day_level",
          "month_level",
          "day_peak",
          "month_peak");

  // Twelve days around the day of 25 hours, over the end of a month, in an order of their own.
  @Test
  @DisplayName("G15: quarter-hours, days, months, levels and peaks have the same rows everywhere")
  void theRowsOfAFixedBuildingAreTheSameEverywhere() throws Exception {
    try (Database database = TestDatabase.fresh()) {
      SampleBuilding building = SampleBuilding.in(database, "tilleuls-12", "syndic");
      long batch = building.batch(1);
      fill(
          database,
          building,
          batch,
          building.register("active-energy-import", "active-energy-import", "Wh"),
          building.register("water-volume", "water-volume", "mL"),
          building.register("voltage.l1", "voltage", "mV"),
          building.register("active-power-demand", "active-power-demand", "mW"));
      Deriver deriver = new Deriver(database.ingest());
      while (deriver.step() > 0) {}
      assertThat(digest(database)).as("on %s", database.edition()).isEqualTo(SHA_256);
    }
  }

  private static void fill(Database database, SampleBuilding building, long batch, int... registers)
      throws Exception {
    Random random = new Random(42);
    List<long[]> readings = new ArrayList<>();
    long millis = START;
    long[] values = {999_500, 7, 230_000, 0};
    for (int i = 0; i < READINGS; i++) {
      millis += random.nextInt(60) == 0 ? 9_000_000 : 600_000 + random.nextInt(600_000);
      // A display that passes its end, a counter that begins anew, a gauge and a demand.
      values[0] = (values[0] + random.nextInt(9)) % 1_000_000;
      values[1] = i == 400 ? 3 : values[1] + random.nextInt(5_000);
      values[2] = 230_000L + random.nextInt(8_000);
      values[3] = random.nextInt(9_000);
      for (int register = 0; register < registers.length; register++) {
        readings.add(new long[] {registers[register], millis + register, values[register]});
      }
    }
    Collections.shuffle(readings, random);
    try (Connection connection = database.ingest().getConnection();
        PreparedStatement insert =
            connection.prepareStatement(
                "insert into reading (register, instant, value, quality, batch)"
                    + " values (?, ?, ?, 0, ?)")) {
      for (long[] reading : readings) {
        insert.setInt(1, (int) reading[0]);
        insert.setTimestamp(2, new Timestamp(reading[1]));
        insert.setLong(3, reading[2]);
        insert.setLong(4, batch);
        insert.addBatch();
      }
      insert.executeBatch();
    }
    for (int register : registers) {
      building.touch(register, Instant.ofEpochMilli(START), Instant.ofEpochMilli(millis + 9));
    }
  }

  private static String digest(Database database) throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    try (Connection connection = database.ingest().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("set timezone = 'UTC'");
      for (String table : TABLES) {
        List<String> rows = rows(statement, table);
        assertThat(rows).as(table).isNotEmpty();
        rows.sort(null);
        digest.update((table + "\n" + String.join("\n", rows) + "\n").getBytes(UTF_8));
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static List<String> rows(Statement statement, String table) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (ResultSet row = statement.executeQuery("select t::text from " + table + " t")) {
      while (row.next()) {
        rows.add(row.getString(1));
      }
    }
    return rows;
  }
}
