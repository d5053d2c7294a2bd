package eu.releve.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Figures of longer periods, levels and peaks over HTTP, on a real PostgreSQL. */
class DerivedWebTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Instant NOW = Instant.parse("2026-11-10T10:00:00Z");
  // Midnight in Brussels.
  private static final Instant START = Instant.parse("2026-02-28T23:00:00Z");

  @TempDir static Path keys;
  static Vertx vertx;
  static Database database;
  static Web web;
  static WebClient client;
  static SampleBuilding building;

  @BeforeAll
  static void start() throws Exception {
    vertx = Vertx.vertx();
    database = TestDatabase.fresh();
    web =
        Web.start(
            vertx, InetSocketAddress.createUnresolved("127.0.0.1", 0), database, keys, () -> NOW);
    JsonNode first = JSON.readTree(Files.readString(keys.resolve("first-operator.json")));
    client = new WebClient(web.port(), first.get("token").asText());
    building = SampleBuilding.in(database, "tilleuls-12", "demo-syndic");
    long batch = building.batch(1);
    int energy = building.register("active-energy-import", "active-energy-import", "Wh");
    int voltage = building.register("voltage.l1", "voltage", "mV");
    int demand = building.register("active-power-demand", "active-power-demand", "mW");
    // 1 kW, each hour of eight months; hours are further apart than what measures.
    Instant end = Instant.parse("2026-11-01T00:00:00Z");
    long hours = Duration.between(START, end).toHours();
    for (long hour = 0; hour <= hours; hour++) {
      building.reading(energy, START.plus(Duration.ofHours(hour)), 1_000 * hour, batch);
    }
    building.touch(energy, START, end);
    for (int i = 0; i <= 8; i++) {
      Instant at = START.plus(Duration.ofMinutes(15L * i));
      building.reading(voltage, at, 230_000 + 1_000L * i, batch);
      building.reading(demand, at, i == 3 ? 9_000 : 1_000L * i, batch);
    }
    building.touch(voltage, START, START.plus(Duration.ofHours(2)));
    building.touch(demand, START, START.plus(Duration.ofHours(2)));
    derive();
  }

  @AfterAll
  static void stop() {
    web.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
    database.close();
  }

  private static void derive() throws Exception {
    Deriver deriver = new Deriver(database.ingest());
    while (deriver.step() > 0) {}
  }

  private static JsonNode items(String path) throws Exception {
    HttpResponse<String> answer = client.get("/points/" + building.point() + path);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JSON.readTree(answer.body()).get("series").get(0).get("items");
  }

  private static List<String> texts(JsonNode items, String field) {
    List<String> texts = new ArrayList<>();
    items.forEach(item -> texts.add(item.get(field).asText()));
    return texts;
  }

  @Test
  @DisplayName("G12: months at 1 kW are 743 and 745 kWh, and days, weeks and months add up alike")
  void daysWeeksAndMonthsAddUpAlike() throws Exception {
    JsonNode months = items("/consumption?step=month");
    assertThat(texts(months, "date")).startsWith("2026-03").contains("2026-10");
    assertThat(texts(months, "value")).startsWith("743000", "720000").contains("745000");
    long all = texts(months, "value").stream().mapToLong(Long::parseLong).sum();
    for (String step : List.of("day", "week", "year")) {
      JsonNode items = items("/consumption?step=" + step);
      assertThat(texts(items, "value").stream().mapToLong(Long::parseLong).sum())
          .as(step)
          .isEqualTo(all);
    }
    assertThat(texts(items("/consumption?step=week"), "date")).startsWith("2026-W09", "2026-W10");
    assertThat(texts(items("/consumption?step=season"), "date"))
        .containsExactly("2025-2026", "2026-2027");
  }

  // An hour is known as a whole: its quarters were not measured.
  @Test
  @DisplayName("A7: what lies between readings an hour apart is estimated and does not cover")
  void whatLiesBetweenReadingsFarApartIsEstimated() throws Exception {
    JsonNode month = items("/consumption?step=month").get(1);
    assertThat(month.get("status").asText()).isEqualTo("interpolated");
    assertThat(month.get("coverage").asText()).isEqualTo("0.0000");
    assertThat(month.get("estimated").asText()).isEqualTo("1.0000");
    JsonNode quarter = items("/consumption?step=15m&to=2026-03-01T00:00:00Z").get(0);
    assertThat(quarter.get("estimated").asText()).isEqualTo("1.0000");
    assertThat(quarter.get("value").asText()).isEqualTo("250");
  }

  @Test
  void aGaugeHasMeanLowestAndHighestByQuarterHourDayAndMonth() throws Exception {
    JsonNode quarters = items("/levels?step=15m&quantity=voltage");
    assertThat(texts(quarters, "mean")).hasSize(8).startsWith("230500", "231500");
    assertThat(texts(quarters, "coverage")).containsOnly("1.0000");
    for (String step : List.of("day", "month")) {
      JsonNode items = items("/levels?step=" + step);
      assertThat(texts(items, "mean")).as(step).containsExactly("234000");
      assertThat(texts(items, "min")).containsExactly("230000");
      assertThat(texts(items, "max")).containsExactly("238000");
    }
    assertThat(texts(items("/levels"), "coverage")).containsExactly("0.0833");
    assertThat(texts(items("/levels"), "date")).containsExactly("2026-03-01");
  }

  @Test
  void aDemandHasItsPeakWithItsMoment() throws Exception {
    for (String step : List.of("day", "month")) {
      JsonNode peak = items("/peaks?step=" + step).get(0);
      assertThat(peak.get("value").asText()).isEqualTo("9000");
      assertThat(peak.get("at").asText()).isEqualTo("2026-02-28T23:45:00Z");
      assertThat(peak.get("from").asText()).isEqualTo("2026-02-28T23:00:00Z");
    }
  }

  @Test
  void anOperatorHasABuildingDerivedAgainAndItComesOutTheSame() throws Exception {
    JsonNode before = items("/consumption?step=month");
    SampleBuilding.execute(
        database.ingest(), "delete from quarter_hour where starts < '2026-06-01'");
    HttpResponse<String> answer =
        client.post("/buildings/" + building.building() + "/derivations", "{}");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(JSON.readTree(answer.body()).get("registers").asInt()).isEqualTo(3);
    derive();
    assertThat(items("/consumption?step=month")).isEqualTo(before);
    assertThat(texts(items("/consumption?step=15m&to=2026-03-01T00:00:00Z"), "value")).hasSize(4);
  }
}
