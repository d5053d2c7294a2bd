package eu.releve.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import eu.releve.cloud.database.Database;
import eu.releve.cloud.database.TestDatabase;
import io.vertx.core.Vertx;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Main meters beside the meters below them, over HTTP, on a real PostgreSQL. */
class BalanceWebTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Instant NOW = Instant.parse("2026-05-10T10:00:00Z");
  private static final Instant MARCH = Instant.parse("2026-02-28T23:00:00Z");
  private static final Instant APRIL = Instant.parse("2026-03-31T22:00:00Z");
  private static final AtomicInteger BUILDINGS = new AtomicInteger();

  @TempDir static Path keys;
  static Vertx vertx;
  static Database database;
  static Web web;
  static WebClient operator;
  static WebClient syndic;

  private SampleBuilding building;

  @BeforeAll
  static void start() throws Exception {
    vertx = Vertx.vertx();
    database = TestDatabase.fresh();
    web =
        Web.start(
            vertx, InetSocketAddress.createUnresolved("127.0.0.1", 0), database, keys, () -> NOW);
    JsonNode first = JSON.readTree(Files.readString(keys.resolve("first-operator.json")));
    operator = new WebClient(web.port(), first.get("token").asText());
    SampleBuilding.execute(
        database.ingest(),
        "insert into organisation (name, title) values ('syndic-a', 'A') on conflict do nothing");
    syndic = new WebClient(web.port(), Points.syndic(operator, web.port(), "anne", "syndic-a"));
  }

  @BeforeEach
  void aBuildingOfItsOwn() throws Exception {
    building = SampleBuilding.in(database, "tilleuls-" + BUILDINGS.incrementAndGet(), "syndic-a");
    Points.use(database, building, "water-volume", "mL", MARCH, APRIL, 1_000);
  }

  @AfterAll
  static void stop() {
    web.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
    database.close();
  }

  private SampleBuilding flat(int number) throws Exception {
    SampleBuilding flat = building.dwelling("flat-" + number);
    SampleBuilding.execute(
        database.ingest(),
        "update point set parent = ? where id = ?",
        building.point(),
        flat.point());
    return flat;
  }

  private void flats(int count, long each) throws Exception {
    for (int i = 1; i <= count; i++) {
      Points.use(database, flat(i), "water-volume", "mL", MARCH, APRIL, each);
    }
  }

  private JsonNode nodes(WebClient who, String question) throws Exception {
    HttpResponse<String> answer =
        who.get("/buildings/%d/balance?%s".formatted(building.building(), question));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JSON.readTree(answer.body()).get("nodes");
  }

  private JsonNode march(WebClient who) throws Exception {
    return nodes(who, "from=2026-03-01&to=2026-04-01").get(0).get("items").get(0);
  }

  private static String why(JsonNode item, int index) {
    JsonNode reason = item.get("reasons").get(index);
    return reason.get("why").asText() + reason.get("points");
  }

  @Test
  @DisplayName("G22: main less sub-meters of 12 percent is told with its limit, and nothing raised")
  void theMainMeterStandsBesideTheSumOfThoseBelowIt() throws Exception {
    flats(2, 440);
    JsonNode node = nodes(syndic, "from=2026-03-01&to=2026-04-01").get(0);
    assertThat(node.get("point").asText()).isEqualTo("main-elec");
    assertThat(node.get("limitPercent").asInt()).isEqualTo(5);
    assertThat(node.get("below").toString()).isEqualTo("[\"flat-1-elec\",\"flat-2-elec\"]");
    JsonNode item = node.get("items").get(0);
    assertThat(item.get("main").get("value").asText()).isEqualTo("2972000");
    assertThat(item.get("below").get("value").asText()).isEqualTo("2615360");
    assertThat(item.get("difference").asText()).isEqualTo("356640");
    assertThat(item.get("percent").asText()).isEqualTo("12.00");
    assertThat(item.get("compared").asBoolean()).isTrue();
    assertThat(item.get("reasons")).isEmpty();
  }

  // Main meter and sum of sub-meters never agree when one of them says nothing: that is no loss.
  @Test
  void aPeriodIsNotComparedWhereASideIsNotKnownAndTheReasonNamesThePoint() throws Exception {
    flats(1, 400);
    flat(2).register("water-volume", "water-volume", "mL");
    Points.use(
        database, flat(3), "water-volume", "mL", MARCH, Instant.parse("2026-03-20T00:00:00Z"), 100);
    JsonNode item = march(syndic);
    assertThat(item.get("compared").asBoolean()).isFalse();
    assertThat(item.has("difference")).isFalse();
    assertThat(item.get("below").has("value")).isFalse();
    assertThat(why(item, 0)).isEqualTo("without-readings[\"flat-2-elec\"]");
    assertThat(why(item, 1)).isEqualTo("incomplete[\"flat-3-elec\"]");
  }

  @Test
  void anExchangeAnEstimateAndAPointWithoutAMeterAreSaidBesideTheDifference() throws Exception {
    flats(1, 500);
    SampleBuilding.execute(
        database.ingest(),
        "update meter set installed_from = '2026-03-12' where point = ?",
        building.point());
    SampleBuilding.execute(
        database.ingest(),
        "insert into point (building, name, title, parent) values (?, 'garden', 'G', ?)",
        building.building(),
        building.point());
    SampleBuilding.execute(
        database.ingest(),
        "update quarter_hour set quality = 20 where starts >= '2026-03-31 12:00Z' and register in"
            + " (select r.id from register r join meter m on m.id = r.meter where m.name ="
            + " 'flat-1' and m.building = ?)",
        building.building());
    JsonNode item = march(syndic);
    assertThat(item.get("percent").asText()).isEqualTo("50.00");
    assertThat(why(item, 0)).isEqualTo("without-meter[\"garden\"]");
    assertThat(why(item, 1)).isEqualTo("exchanged[\"main-elec\"]");
    assertThat(why(item, 2)).isEqualTo("estimated[\"flat-1-elec\"]");
  }

  @Test
  void daysAreToldWhereTheyTellOfElevenDwellingsAndWithheldWhereOfFewer() throws Exception {
    flats(3, 100);
    SampleBuilding garden = flat(0);
    Points.use(database, garden, "water-volume", "mL", MARCH, APRIL, 1);
    SampleBuilding.execute(
        database.ingest(), "update point set lot = null where id = ?", garden.point());
    String days = "from=2026-03-28&to=2026-03-30&step=day";
    JsonNode node = nodes(syndic, days).get(0);
    assertThat(node.get("items")).isEmpty();
    assertThat(node.get("withheld").asText()).contains("'charges'");
    JsonNode items = nodes(operator, days).get(0).get("items");
    assertThat(items).hasSize(2);
    assertThat(items.get(1).get("main").get("value").asText()).isEqualTo("92000");
    assertThat(items.get(1).get("percent").asText()).isEqualTo("69.90");
    for (int i = 4; i <= 11; i++) {
      Points.use(database, flat(i), "water-volume", "mL", MARCH, APRIL, 10);
    }
    assertThat(nodes(syndic, days).get(0).get("items")).hasSize(2);
    // One more flat, not below the main meter: two sums that differ by it.
    Points.use(database, building.dwelling("flat-12"), "water-volume", "mL", MARCH, APRIL, 10);
    assertThat(nodes(syndic, days).get(0).has("withheld")).isTrue();
  }

  @Test
  void aRangeOrAStepThatCannotBeIsRefused() throws Exception {
    String path = "/buildings/%d/balance".formatted(building.building());
    assertThat(syndic.get(path + "?from=2026-03-01&to=2026-04-01&step=15m").body())
        .contains("step: wanted month or day, found '15m'");
    assertThat(syndic.get(path + "?from=2026-04-01&to=2026-04-01").body())
        .contains("wanted from before to");
    assertThat(syndic.get(path).body()).contains("from: wanted a day such as 2026-03-01");
    assertThat(syndic.get(path + "?from=1970-01-01&to=2026-04-01&step=day").body())
        .contains("wanted a range of at most 10000 figures");
  }
}
