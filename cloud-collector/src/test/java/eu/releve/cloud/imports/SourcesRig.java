package eu.releve.cloud.imports;

import eu.releve.cloud.database.Database;
import eu.releve.cloud.database.TestDatabase;
import eu.releve.cloud.derive.Deriver;
import eu.releve.cloud.store.Store;
import eu.releve.measure.RegisterName;
import eu.releve.measure.SiteId;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A building without a gateway in a real store, and what people bring for it. */
abstract class SourcesRig {
  static final Instant NOW = Instant.parse("2026-06-01T10:00:00Z");
  static final ZoneId BRUSSELS = ZoneId.of("Europe/Brussels");
  static final Imports.Wish LOOK = new Imports.Wish(false, false, false);
  static final Imports.Wish STORE = new Imports.Wish(true, false, false);
  static final Imports.Wish PARTIAL = new Imports.Wish(true, true, false);
  static final String SUB_METERING =
      "meter_number;meter_type;location;reading_date;reading_value;previous_value;unit;estimated\n";

  Database database;
  Imports imports;
  int building;

  @BeforeEach
  void start() throws Exception {
    database = TestDatabase.fresh();
    Store store = new Store(database.ingest(), database.store(), () -> NOW);
    imports = new Imports(database.ingest(), store, () -> NOW, new SecureRandom());
    number("insert into organisation (name, title) values ('syndic-a', 'A') returning id");
    building = imports.make(new SiteId("tilleuls-12"), BRUSSELS, organisation()).orElseThrow();
  }

  @AfterEach
  void stop() {
    database.close();
  }

  int organisation() throws SQLException {
    return (int) number("select id from organisation where name = 'syndic-a'");
  }

  Imports.Answer take(String text, Imports.Wish wish) throws Exception {
    return take(text, Optional.empty(), wish);
  }

  Imports.Answer take(String text, Optional<String> mapping, Imports.Wish wish) throws Exception {
    return imports.take(
        new Imports.Brought(
            building, "file.csv", text.getBytes(StandardCharsets.UTF_8), "anne", mapping),
        wish);
  }

  /** A cubic metre reading of a water meter, typed. */
  TypedReading typed(String serial, String at, String value) {
    return new TypedReading(
        building,
        new TypedReading.Which.Bearing(serial),
        RegisterName.parse("water-volume"),
        Instant.parse(at),
        new BigDecimal(value),
        "m3",
        false,
        false,
        Optional.empty(),
        true,
        "anne",
        "");
  }

  void derive() throws SQLException {
    Deriver deriver = new Deriver(database.ingest());
    while (deriver.step() > 0) {}
  }

  long number(String query) throws SQLException {
    return Long.parseLong(text(query));
  }

  String text(String query) throws SQLException {
    try (Connection connection = database.ingest().getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      return row.next() ? String.valueOf(row.getString(1)) : "0";
    }
  }

  /** All that is derived, in one text. */
  String figures() throws SQLException {
    return text(
        """
        select coalesce(string_agg(concat_ws(' ', m.name, r.name, q.starts, q.consumption,
          q.covered_millis, q.quality, q.bracket_minutes), ';'
          order by m.name, r.name, q.starts), 'none')
        from quarter_hour q join register r on r.id = q.register join meter m on m.id = r.meter\
        """);
  }
}
