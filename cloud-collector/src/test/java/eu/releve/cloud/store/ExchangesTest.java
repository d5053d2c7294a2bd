package eu.releve.cloud.store;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.cloud.SampleBuilding;
import eu.releve.cloud.account.Principal;
import eu.releve.cloud.api.Consumption;
import eu.releve.cloud.database.Database;
import eu.releve.cloud.database.Reach;
import eu.releve.cloud.database.TestDatabase;
import eu.releve.cloud.derive.Deriver;
import eu.releve.provisioning.site.SitePlans;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A meter is exchanged, and its point's consumption has neither a jump nor a hole. */
class ExchangesTest {
  private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
  private static final Instant AT = START.plus(Duration.ofMinutes(65));

  private static final String BEFORE =
      """
      site: tilleuls-12
      zone: Europe/Brussels
      buses:
        - { id: cellar, modbus-tcp: "10.0.0.8:502" }
      points:
        - { id: main-elec, name: "Communs" }
      meters:
        - { id: main, point: main-elec, bus: cellar, unit: 1, profile: any, from: 2026-01-01%s }
      """;

  private static final String NEXT =
      """
        - { id: main-2, point: main-elec, bus: cellar, unit: 1, profile: any, from: 2026-03-01,
            installed: { at: "%s", indexes: [ { is: active-energy-import, index: 3, unit: kWh } ] } }
      """
          .formatted(AT);

  private Database database;
  private SampleBuilding building;
  private int old;
  private int next;
  private long batch;

  @BeforeEach
  void start() throws Exception {
    database = TestDatabase.fresh();
    building = SampleBuilding.in(database, "tilleuls-12", "syndic");
    old = building.register("active-energy-import", "active-energy-import", "Wh");
    batch = building.batch(1);
  }

  @AfterEach
  void stop() {
    database.close();
  }

  // The old one stood at 100,400 Wh at its last reading and at 100,500 when it was taken off; the
  // new one began at 3,000 and stood at 3,040 when it was first read.
  @Test
  void whatIsUsedAcrossAnExchangeIsClosingLessLastAndNextLessOpening() throws Exception {
    readings();
    follow(BEFORE.formatted(closing("index: 100.5, unit: kWh")) + NEXT);
    next();
    derive();
    assertThat(total()).isEqualTo(100_500 - 100_000 + 3_240 - 3_000);
    assertThat(value(AT.minus(Duration.ofMinutes(20)))).isEqualTo("100");
    JsonObject changing = item(Instant.parse("2026-03-01T13:00:00Z"));
    // 100 Wh in the five minutes before, 40 in the ten minutes after.
    assertThat(changing.getString("value")).isEqualTo("140");
    assertThat(changing.getString("coverage")).isEqualTo("1.0000");
    assertThat(changing.getString("status")).isEqualTo("measured");
  }

  // Until its plan was in force the gateway read the new meter under the old one's name.
  @Test
  void whatWasReadOfTheNewMeterUnderTheOldOnesNameCountsNowhere() throws Exception {
    readings();
    building.reading(old, AT.plus(Duration.ofMinutes(3)), 3_010, batch);
    building.reading(old, AT.plus(Duration.ofMinutes(26)), 3_100, batch);
    building.touch(old, START, AT.plus(Duration.ofMinutes(26)));
    derive();
    assertThat(total()).as("a restart, as long as nobody said anything").isEqualTo(400 + 3_100);
    follow(BEFORE.formatted(closing("index: 100.5, unit: kWh")) + NEXT);
    next();
    derive();
    assertThat(total()).isEqualTo(500 + 240);
    assertThat(number("select count(*) from reading where register = " + old)).isEqualTo(7);
  }

  @Test
  void aMeterThatNobodyCouldReadEndsWithItsLastReadingAndSaysThatThisIsUncertain()
      throws Exception {
    readings();
    follow(
        BEFORE.formatted(
                ", to: 2026-03-01, removed: { at: \"%s\", unreadable: \"dark\" }".formatted(AT))
            + NEXT);
    next();
    derive();
    assertThat(total()).isEqualTo(400 + 240);
    JsonObject changing = item(Instant.parse("2026-03-01T13:00:00Z"));
    assertThat(changing.getString("value")).isEqualTo("40");
    assertThat(changing.getString("status")).isEqualTo("uncertain");
  }

  @Test
  void anIndexThatIsCorrectedLaterCountsFromThenOnAndOneThatIsTakenBackNoMore() throws Exception {
    readings();
    follow(BEFORE.formatted(closing("index: 100.9, unit: kWh")) + NEXT);
    next();
    derive();
    assertThat(total()).isEqualTo(900 + 240);
    follow(BEFORE.formatted(closing("index: 100.5, unit: kWh")) + NEXT);
    derive();
    assertThat(total()).isEqualTo(500 + 240);
    follow(BEFORE.formatted(""));
    derive();
    assertThat(number("select sum(consumption) from quarter_hour where register = " + old))
        .isEqualTo(400);
    assertThat(number("select count(*) from shown_index")).isEqualTo(1);
  }

  private static String closing(String index) {
    return ", to: 2026-03-01, removed: { at: \"%s\", indexes: [ { is: active-energy-import, %s } ] }"
        .formatted(AT, index);
  }

  private void readings() throws Exception {
    for (int i = 0; i < 5; i++) {
      building.reading(old, START.plus(Duration.ofMinutes(15L * i)), 100_000 + 100L * i, batch);
    }
    building.touch(old, START, START.plus(Duration.ofHours(1)));
    derive();
  }

  private void next() throws Exception {
    next =
        number(
            """
            insert into register (meter, name, quantity, step, resolution_mantissa,
              resolution_exponent, source_unit)
            select id, 'active-energy-import', 'active-energy-import', 'Wh', 1, 1, 'kWh'
            from meter where name = 'main-2' returning id\
            """);
    Instant first = AT.plus(Duration.ofMinutes(10));
    building.reading(next, first, 3_040, batch);
    building.reading(next, first.plus(Duration.ofMinutes(15)), 3_240, batch);
    building.touch(next, first, first.plus(Duration.ofMinutes(15)));
  }

  private void follow(String plan) throws Exception {
    try (Connection connection = database.ingest().getConnection()) {
      connection.setAutoCommit(false);
      new PlanWriter(connection, building.building()).write(SitePlans.describe("plan", plan));
      connection.commit();
    }
  }

  private void derive() throws Exception {
    Deriver deriver = new Deriver(database.ingest());
    while (deriver.step() > 0) {}
  }

  private JsonArray items() throws Exception {
    Principal operator = new Principal(1, "op", Principal.Role.OPERATOR, 1);
    return new Consumption(database.api(Reach.EVERYTHING), () -> START.plus(Duration.ofDays(9)))
        .ofPoint(
            operator,
            building.point(),
            Consumption.Step.QUARTER_HOUR,
            START.minus(Duration.ofHours(1)),
            START.plus(Duration.ofHours(9)))
        .getJsonArray("series")
        .getJsonObject(0)
        .getJsonArray("items");
  }

  private JsonObject item(Instant start) throws Exception {
    JsonArray items = items();
    for (int i = 0; i < items.size(); i++) {
      if (items.getJsonObject(i).getString("from").equals(start.toString())) {
        return items.getJsonObject(i);
      }
    }
    throw new AssertionError("no figure begins at " + start + " in " + items);
  }

  private String value(Instant at) throws Exception {
    return item(Instant.ofEpochMilli(at.toEpochMilli() / 900_000 * 900_000)).getString("value");
  }

  private int total() throws Exception {
    return number("select sum(consumption) from quarter_hour");
  }

  private int number(String query) throws Exception {
    try (Connection connection = database.ingest().getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getInt(1);
    }
  }
}
