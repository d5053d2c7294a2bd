package eu.releve.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import eu.releve.cloud.database.Database;
import eu.releve.cloud.database.TestDatabase;
import eu.releve.cloud.derive.Deriver;
import io.vertx.core.Vertx;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What nobody has measured is guessed from a standard profile, over HTTP, on a real PostgreSQL. */
class ExpectationsWebTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Instant NOW = Instant.parse("2026-03-10T10:00:00Z");
  private static final Instant NEW_YEAR = Instant.parse("2025-12-31T23:00:00Z");
  private static final String DAYS = "step=day&from=2026-02-28T23:00:00Z&to=2026-03-10T23:00:00Z";

  @TempDir static Path keys;
  static Vertx vertx;
  static Database database;
  static Web web;
  static WebClient syndic;

  @BeforeAll
  static void start() throws Exception {
    vertx = Vertx.vertx();
    database = TestDatabase.fresh();
    web =
        Web.start(
            vertx, InetSocketAddress.createUnresolved("127.0.0.1", 0), database, keys, () -> NOW);
    JsonNode first = JSON.readTree(Files.readString(keys.resolve("first-operator.json")));
    WebClient operator = new WebClient(web.port(), first.get("token").asText());
    SampleBuilding.execute(
        database.ingest(),
        "insert into organisation (name, title) values ('syndic-a', 'A') on conflict do nothing");
    syndic = new WebClient(web.port(), Points.syndic(operator, web.port(), "anne", "syndic-a"));
  }

  @AfterAll
  static void stop() {
    web.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
    database.close();
  }

  /** Twice as much by day, in UTC, as by night. */
  private static String year() {
    StringBuilder csv = new StringBuilder("starts;weight\n");
    for (int hour = 0; hour < 8_760; hour++) {
      Instant starts = NEW_YEAR.plus(Duration.ofHours(hour));
      csv.append(starts).append((hour + 23) % 24 >= 12 ? ";2\n" : ";1\n");
    }
    return csv.toString();
  }

  private static HttpResponse<String> bring(SampleBuilding building, String csv) throws Exception {
    ObjectNode body = JSON.createObjectNode().put("name", "rlp0n").put("csv", csv);
    return syndic.post("/buildings/%d/profiles".formatted(building.building()), body.toString());
  }

  private static HttpResponse<String> expect(SampleBuilding building, String annual, String from)
      throws Exception {
    ObjectNode body =
        JSON.createObjectNode()
            .put("quantity", "active-energy-import")
            .put("annual", annual)
            .put("profile", "rlp0n")
            .put("from", from);
    return syndic.post("/points/%d/expected-use".formatted(building.point()), body.toString());
  }

  private static JsonNode items(SampleBuilding building, String query) throws Exception {
    HttpResponse<String> answer =
        syndic.get("/points/%d/consumption?%s".formatted(building.point(), query));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JSON.readTree(answer.body()).at("/series/0/items");
  }

  @Test
  @DisplayName("A9.5: without history the profile times the year's use is guessed, never stored")
  void withoutHistoryTheProfileTellsUntilAReadingDoes() throws Exception {
    SampleBuilding building = SampleBuilding.in(database, "tilleuls-12", "syndic-a");
    assertThat(bring(building, year()).statusCode()).isEqualTo(200);
    assertThat(expect(building, "3650000", "2026-03-05").statusCode()).isEqualTo(200);

    assertThat(items(building, DAYS)).isEmpty();
    JsonNode guessed = items(building, DAYS + "&estimate=true");
    assertThat(guessed.findValuesAsText("date"))
        .startsWith("2026-03-05")
        .endsWith("2026-03-10")
        .hasSize(6);
    assertThat(guessed.get(0).get("value").asText()).isEqualTo("10000");
    assertThat(guessed.get(0).get("status").asText()).isEqualTo("estimated_full");
    assertThat(guessed.get(0).get("coverage").asText()).isEqualTo("0.0000");
    assertThat(guessed.get(0).get("estimated").asText()).isEqualTo("1.0000");

    // A first reading and one five hours later: too little for a day that others are like.
    int register = building.register("active-energy-import", "active-energy-import", "Wh");
    long batch = building.batch(1);
    Instant first = Instant.parse("2026-03-08T23:00:00Z");
    for (int quarter = 0; quarter <= 20; quarter++) {
      building.reading(
          register, first.plus(Duration.ofMinutes(15L * quarter)), 1_000 + quarter, batch);
    }
    building.touch(register, first, first.plus(Duration.ofHours(5)));
    Deriver deriver = new Deriver(database.ingest());
    while (deriver.step() > 0) {}
    JsonNode beside = items(building, DAYS + "&estimate=true");
    assertThat(beside.findValuesAsText("date")).containsExactly("2026-03-09", "2026-03-10");
    // 20 were measured; of the 10,000 a day, 6 of 36 parts lie in these hours.
    long rest = 10_000 - Math.round(10_000 * weights(5) / 36.0);
    assertThat(Long.parseLong(beside.get(0).get("value").asText())).isEqualTo(20 + rest);
    assertThat(items(building, DAYS).get(0).get("value").asText()).isEqualTo("20");
    JsonNode told =
        JSON.readTree(syndic.get("/points/%d/expected-use".formatted(building.point())).body());
    assertThat(told.at("/items/0/annual").asText()).isEqualTo("3650000");
    assertThat(told.at("/items/0/unit").asText()).isEqualTo("Wh");
    assertThat(
            JSON.readTree(
                    syndic.get("/buildings/%d/profiles".formatted(building.building())).body())
                .at("/items/0/steps")
                .asInt())
        .isEqualTo(8_760);
  }

  /** What the first hours of a local day in March weigh. */
  private static long weights(int hours) {
    long sum = 0;
    for (int hour = 0; hour < hours; hour++) {
      sum += (hour + 23) % 24 >= 12 ? 2 : 1;
    }
    return sum;
  }

  @Test
  void whatIsNoExpectationIsRefusedWithTheReason() throws Exception {
    SampleBuilding building = SampleBuilding.in(database, "chenes-3", "syndic-a");
    assertThat(expect(building, "1000", "2026-01-01").body())
        .contains("profile: wanted the name of a profile of the building, found 'rlp0n'");
    assertThat(bring(building, year()).statusCode()).isEqualTo(200);
    assertThat(bring(building, year()).statusCode()).isEqualTo(409);
    assertThat(bring(building, "nothing").body()).contains("line 1: wanted starts;weight");
    assertThat(expect(building, "0", "2026-01-01").body())
        .contains("annual: wanted a whole number");
    assertThat(expect(building, "1000", "soon").statusCode()).isEqualTo(400);
    // Of the year before there is no such profile.
    assertThat(expect(building, "1000", "2025-03-01").statusCode()).isEqualTo(200);
    assertThat(
            items(
                building,
                "step=day&from=2025-03-01T00:00:00Z&to=2025-04-01T00:00:00Z&estimate=true"))
        .isEmpty();
  }
}
