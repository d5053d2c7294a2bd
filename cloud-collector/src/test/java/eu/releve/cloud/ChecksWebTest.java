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
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who checks whom, as an office says it over HTTP, on a real PostgreSQL. */
class ChecksWebTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Instant NOW = Instant.parse("2026-05-10T10:00:00Z");
  private static final Instant FIRST = Instant.parse("2026-03-02T00:00:00Z");
  private static final int QUARTER_SECONDS = 900;

  @TempDir static Path keys;
  static Vertx vertx;
  static Database database;
  static Web web;
  static WebClient syndic;
  static SampleBuilding building;

  @BeforeAll
  static void start() throws Exception {
    vertx = Vertx.vertx();
    database = TestDatabase.fresh();
    web =
        Web.start(
            vertx, InetSocketAddress.createUnresolved("127.0.0.1", 0), database, keys, () -> NOW);
    JsonNode first = JSON.readTree(Files.readString(keys.resolve("first-operator.json")));
    WebClient operator = new WebClient(web.port(), first.get("token").asText());
    building = SampleBuilding.in(database, "tilleuls-12", "syndic-a");
    syndic = new WebClient(web.port(), Points.syndic(operator, web.port(), "anne", "syndic-a"));
  }

  @AfterAll
  static void stop() {
    web.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
    database.close();
  }

  private static HttpResponse<String> say(String body) throws Exception {
    return syndic.post(
        "/buildings/%d/checks".formatted(building.building()), body.replace('\'', '"'));
  }

  private static void derive() throws Exception {
    Deriver deriver = new Deriver(database.ingest());
    while (deriver.step() > 0) {}
  }

  /** Quarter-hours of a day that rise and fall, but for some that nobody read. */
  private static void day(SampleBuilding of, int register, int from, int to) throws Exception {
    long index = 1_000;
    for (int i = 0; i <= 96; i++) {
      if (i <= from || i >= to) {
        of.reading(register, FIRST.plusSeconds((long) i * QUARTER_SECONDS), index, batch);
      }
      index += 10 + 7L * (i % 5);
    }
    of.touch(register, FIRST, FIRST.plusSeconds(96L * QUARTER_SECONDS));
  }

  private static long batch;

  @Test
  @DisplayName("A9.1: said once, a check meter tells the course of a gap, until nobody says so")
  void whatWasSaidTellsTheCourseOfAGap() throws Exception {
    batch = building.batch(1);
    int main = building.register("active-energy-import", "active-energy-import", "Wh");
    SampleBuilding other = building.dwelling("check");
    int check = other.register("active-energy-import", "active-energy-import", "Wh");
    day(building, main, 40, 60);
    day(other, check, 0, 0);
    derive();
    assertThat(statuses()).doesNotContain("substituted").contains("interpolated");

    HttpResponse<String> said =
        say("{'point': 'main-elec', 'by': 'check-elec', 'reason': 'two in a row'}");
    assertThat(said.statusCode()).as(said.body()).isEqualTo(200);
    derive();
    assertThat(statuses()).contains("substituted").doesNotContain("interpolated");

    assertThat(say("{'point': 'main-elec', 'reason': 'it was moved'}").statusCode()).isEqualTo(200);
    derive();
    assertThat(statuses()).doesNotContain("substituted").contains("interpolated");
    JsonNode all =
        JSON.readTree(syndic.get("/buildings/%d/checks".formatted(building.building())).body());
    assertThat(all.get("items").findValuesAsText("reason"))
        .containsExactly("two in a row", "it was moved");
    assertThat(all.get("items").get(0).get("by").asText()).isEqualTo("check-elec");
    assertThat(all.get("items").get(1).get("by").isNull()).isTrue();
    assertThat(all.get("items").findValuesAsText("author")).containsOnly("anne");
  }

  private static String statuses() throws Exception {
    return syndic
        .get(
            "/points/%d/consumption?from=%s&to=%s&step=15m"
                .formatted(building.point(), FIRST, FIRST.plusSeconds(96L * QUARTER_SECONDS)))
        .body();
  }

  @Test
  void whatCannotCheckIsRefusedWithTheReason() throws Exception {
    SampleBuilding water = building.dwelling("water");
    water.register("water-volume", "water-volume", "mL");
    assertThat(say("{'point': 'main-elec', 'by': 'main-elec', 'reason': 'r'}").body())
        .contains("by: wanted another point than 'main-elec', found it");
    assertThat(say("{'point': 'main-elec', 'by': 'water-elec', 'reason': 'r'}").body())
        .contains(
            "by: wanted a point of the building that counts the same as 'main-elec', found"
                + " 'water-elec'");
    assertThat(say("{'point': 'main-elec', 'by': 'attic', 'reason': 'r'}").statusCode())
        .isEqualTo(400);
    assertThat(say("{'point': 'attic', 'reason': 'r'}").body())
        .contains("point: wanted one of the building, found 'attic'");
    assertThat(say("{'point': 'main-elec', 'by': 'water-elec'}").body()).contains("reason");
  }
}
