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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who uses a dwelling, and what each of them used, over HTTP, on a real PostgreSQL. */
class OccupanciesWebTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Instant NOW = Instant.parse("2026-05-10T10:00:00Z");
  private static final Instant MARCH = Instant.parse("2026-02-28T23:00:00Z");
  private static final Instant MAY = Instant.parse("2026-04-30T22:00:00Z");
  private static final AtomicInteger BUILDINGS = new AtomicInteger();

  @TempDir static Path keys;
  static Vertx vertx;
  static Database database;
  static Web web;
  static WebClient operator;
  static WebClient syndic;

  private SampleBuilding flat;
  private String lot;

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
  void aFlatOfItsOwn() throws Exception {
    SampleBuilding building =
        SampleBuilding.in(database, "tilleuls-" + BUILDINGS.incrementAndGet(), "syndic-a");
    flat = building.dwelling("flat-1");
    lot = "/buildings/%d/lots/flat-1".formatted(building.building());
    Points.use(database, flat, "water-volume", "mL", MARCH, MAY, 7);
  }

  @AfterAll
  static void stop() {
    web.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
    database.close();
  }

  private HttpResponse<String> say(String occupant, String from, String to) throws Exception {
    return syndic.post(
        lot + "/occupancies",
        JSON.createObjectNode()
            .put("occupant", occupant)
            .put("from", from)
            .put("to", to.isEmpty() ? null : to)
            .toString());
  }

  private HttpResponse<String> deed(int occupancy, String deed, String day) throws Exception {
    return syndic.post(
        lot + "/occupancies/%d/%s".formatted(occupancy, deed),
        JSON.createObjectNode().put("day", day).put("reason", "moved out").toString());
  }

  private static JsonNode good(HttpResponse<String> answer) throws Exception {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JSON.readTree(answer.body());
  }

  private static int id(HttpResponse<String> answer) throws Exception {
    return good(answer).get("id").asInt();
  }

  private HttpResponse<String> used(WebClient who, String from, String to) throws Exception {
    return who.get(lot + "/consumption?by=occupancy&from=%s&to=%s".formatted(from, to));
  }

  // The day of 23 hours is the first one of the next occupant.
  @Test
  void aSeriesIsCutAtTheLocalMidnightOfTheChangeAndThePartsAreTheWhole() throws Exception {
    int first = id(say("locataire 17", "2024-06-01", "2026-03-29"));
    int second = id(say("locataire 18", "2026-04-03", ""));
    JsonNode series = good(used(syndic, "2026-03-01", "2026-05-01")).get("series").get(0);
    assertThat(series.get("point").asText()).isEqualTo("flat-1-elec");
    JsonNode items = series.get("items");
    assertThat(items).hasSize(3);
    assertThat(items.get(0).get("occupancy").asInt()).isEqualTo(first);
    assertThat(items.get(0).get("value").asText()).isEqualTo(Integer.toString(28 * 96 * 7));
    assertThat(items.get(1).get("occupancy").isNull()).as("nobody lived there").isTrue();
    assertThat(items.get(1).get("value").asText())
        .as("five days, one of 92 quarter-hours")
        .isEqualTo(Integer.toString((92 + 4 * 96) * 7));
    assertThat(items.get(2).get("occupancy").asInt()).isEqualTo(second);
    assertThat(items.get(2).get("from").asText()).isEqualTo("2026-04-03");
    long sum = 0;
    for (JsonNode item : items) {
      sum += item.get("value").asLong();
    }
    assertThat(series.get("whole").get("value").asLong()).isEqualTo(sum);
    assertThat(sum).isEqualTo((743 + 720) * 4 * 7);
  }

  @Test
  void occupanciesThatOverlapAreRefusedAndBothAreNamed() throws Exception {
    int first = id(say("locataire 17", "2026-01-01", "2026-03-15"));
    HttpResponse<String> refused = say("locataire 18", "2026-03-14", "");
    assertThat(refused.statusCode()).isEqualTo(409);
    assertThat(refused.body())
        .contains("'locataire 18' from 2026-03-14")
        .contains(first + " of 'locataire 17', 2026-01-01 to 2026-03-15");
    int second = id(say("locataire 18", "2026-03-15", ""));
    assertThat(deed(first, "ends", "2026-03-16").body())
        .contains("found %d of 'locataire 17'".formatted(first))
        .contains("over %d of 'locataire 18', 2026-03-15 to no end".formatted(second));
    assertThat(say("x", "2026-03-15", "2026-03-15").body()).contains("to: wanted a day after");
    assertThat(say("x", "soon", "").body()).contains("from: wanted a day such as 2026-03-01");
    assertThat(deed(first, "ends", "2025-12-31").body())
        .contains("day: wanted 2026-01-01 or later, found '2025-12-31'");
    assertThat(deed(999_999, "ends", "2026-03-16").statusCode()).isEqualTo(404);
  }

  @Test
  void anEndIsSaidAgainAndOneOnTheFirstDayTakesTheOccupancyBack() throws Exception {
    int first = id(say("locataire 17", "2026-01-01", ""));
    assertThat(good(deed(first, "ends", "2026-03-01")).get("to").asText()).isEqualTo("2026-03-01");
    assertThat(good(deed(first, "ends", "2026-04-01")).get("to").asText()).isEqualTo("2026-04-01");
    good(deed(first, "ends", "2026-01-01"));
    int other = id(say("locataire 18", "2026-01-01", ""));
    JsonNode all = good(syndic.get(lot + "/occupancies")).get("items");
    assertThat(all).hasSize(2);
    JsonNode items =
        good(used(syndic, "2026-03-01", "2026-04-01")).get("series").get(0).get("items");
    assertThat(items).hasSize(1);
    assertThat(items.get(0).get("occupancy").asInt()).isEqualTo(other);
  }

  @Test
  void whatNamesAnOccupantIsErasedOnceTheyHaveLeftAndTheFiguresStay() throws Exception {
    int first = id(say("Mme Peeters", "2026-01-01", ""));
    assertThat(deed(first, "erasures", "2026-01-01").body())
        .contains("wanted an occupancy that is over, found one to no end");
    good(deed(first, "ends", "2026-04-01"));
    assertThat(good(deed(first, "erasures", "2026-01-01")).get("occupant").isNull()).isTrue();
    JsonNode item =
        good(used(syndic, "2026-03-01", "2026-04-01")).get("series").get(0).get("items").get(0);
    assertThat(item.get("occupancy").asInt()).isEqualTo(first);
    assertThat(item.get("occupant").isNull()).isTrue();
    assertThat(item.get("value").asText()).isEqualTo(Integer.toString(743 * 4 * 7));
    String gateway = "/gateways/gw-tilleuls-" + BUILDINGS.get();
    JsonNode history = good(operator.get(gateway)).get("history");
    assertThat(history.toString())
        .contains("occupancy-said", "occupancy-ended", "occupant-erased", "lot flat-1, occupancy")
        .doesNotContain("Peeters");
    assertThat(good(syndic.get(lot + "/occupancies")).toString()).doesNotContain("Peeters");
  }

  @Test
  void anOrganisationSeesTotalsOfMonthsThatAreOverAndAnOperatorAnyDays() throws Exception {
    assertThat(used(syndic, "2026-03-02", "2026-04-01").statusCode()).isEqualTo(403);
    assertThat(used(syndic, "2026-03-01", "2026-04-02").body())
        .contains("wanted first days of months", "'charges'");
    assertThat(used(syndic, "2026-05-01", "2026-06-01").body())
        .contains("to: wanted the end of a month that is over");
    assertThat(used(operator, "2026-03-02", "2026-03-03").statusCode()).isEqualTo(200);
    assertThat(used(syndic, "2026-04-01", "2026-03-01").statusCode()).isEqualTo(400);
    assertThat(syndic.get(lot + "/consumption?by=day&from=2026-03-01&to=2026-04-01").body())
        .contains("by: wanted occupancy, found 'day'");
    assertThat(syndic.get(lot.replace("flat-1", "flat-2") + "/occupancies").statusCode())
        .isEqualTo(404);
  }

  // Each end moves the cut: without a limit a year of ends would tell a year of days.
  @Test
  void aLotIsSaidSomethingOfTwentyFourTimesAYearAndNoMore() throws Exception {
    int first = id(say("locataire 17", "2026-01-01", ""));
    for (int i = 1; i < 24; i++) {
      SampleBuilding.execute(
          database.ingest(),
          "insert into occupancy_end (occupancy, day, reason, author, at)"
              + " values (?, '2026-03-01', 'r', 'w', '2026-05-10 10:00:01Z')",
          first);
    }
    HttpResponse<String> refused = deed(first, "ends", "2026-04-02");
    assertThat(refused.statusCode()).isEqualTo(409);
    assertThat(refused.body()).contains("wanted at most 24 changes of a lot in 365 days");
  }
}
