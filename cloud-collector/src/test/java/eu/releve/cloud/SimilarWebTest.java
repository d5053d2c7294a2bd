package eu.releve.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import eu.releve.cloud.database.Database;
import eu.releve.cloud.database.TestDatabase;
import io.vertx.core.Vertx;
import java.math.BigDecimal;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Averages of similar dwellings, over HTTP, on a real PostgreSQL. */
class SimilarWebTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Instant NOW = Instant.parse("2026-04-10T10:00:00Z");
  private static final Instant MARCH = Instant.parse("2026-02-28T23:00:00Z");
  private static final Instant APRIL = Instant.parse("2026-03-31T22:00:00Z");
  private static final Instant HALF = Instant.parse("2026-03-15T12:00:00Z");
  private static final int QUARTERS = 743 * 4;
  private static final AtomicInteger NUMBER = new AtomicInteger();

  @TempDir static Path keys;
  static Vertx vertx;
  static Database database;
  static Web web;
  static WebClient operator;

  private String organisation;

  @BeforeAll
  static void start() throws Exception {
    vertx = Vertx.vertx();
    database = TestDatabase.fresh();
    web =
        Web.start(
            vertx, InetSocketAddress.createUnresolved("127.0.0.1", 0), database, keys, () -> NOW);
    JsonNode first = JSON.readTree(Files.readString(keys.resolve("first-operator.json")));
    operator = new WebClient(web.port(), first.get("token").asText());
  }

  @BeforeEach
  void anOrganisationOfItsOwn() {
    organisation = "syndic-" + NUMBER.incrementAndGet();
  }

  @AfterAll
  static void stop() {
    web.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
    database.close();
  }

  private SampleBuilding building() throws Exception {
    return SampleBuilding.in(database, "tilleuls-" + NUMBER.incrementAndGet(), organisation);
  }

  /** Dwellings of which the n-th uses n a quarter-hour. */
  private List<SampleBuilding> flats(SampleBuilding building, int count) throws Exception {
    List<SampleBuilding> flats = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      SampleBuilding flat = building.dwelling("flat-" + i);
      Points.use(database, flat, "water-volume", "mL", MARCH, APRIL, i);
      flats.add(flat);
    }
    return flats;
  }

  private static JsonNode similar(SampleBuilding flat) throws Exception {
    return similar(operator, flat);
  }

  private static JsonNode similar(WebClient who, SampleBuilding flat) throws Exception {
    HttpResponse<String> answer =
        who.get("/points/%d/similar?month=2026-03".formatted(flat.point()));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JSON.readTree(answer.body()).get("series").get(0);
  }

  private static BigDecimal decimal(JsonNode node) {
    return new BigDecimal(node.asText());
  }

  @Test
  @DisplayName("G33: the average of 10 dwellings is withheld, that of 11 is told")
  void theAverageOfTenDwellingsIsWithheldAndThatOfElevenIsTold() throws Exception {
    JsonNode ten = similar(flats(building(), 10).getFirst());
    assertThat(ten.get("withheld").asText()).isEqualTo("too-few-dwellings");
    assertThat(ten.has("average")).isFalse();
    assertThat(ten.get("own").get("value").asText()).isEqualTo(Integer.toString(QUARTERS));

    organisation = "syndic-" + NUMBER.incrementAndGet();
    JsonNode eleven = similar(flats(building(), 11).get(2));
    assertThat(decimal(eleven.get("average"))).isEqualByComparingTo(new BigDecimal(6 * QUARTERS));
    assertThat(eleven.get("per").asText()).isEqualTo("dwelling");
    assertThat(eleven.get("dwellings").asInt()).isEqualTo(11);
    assertThat(eleven.get("group").asText()).isEqualTo("building");
    assertThat(decimal(eleven.get("own").get("average")))
        .isEqualByComparingTo(new BigDecimal(3 * QUARTERS));
  }

  @Test
  void whereTheAreaOfEachIsKnownTheAverageIsByTheSquareMetre() throws Exception {
    SampleBuilding building = building();
    List<SampleBuilding> flats = flats(building, 11);
    SampleBuilding.execute(
        database.ingest(), "update lot set area_m2 = 50 where building = ?", building.building());
    JsonNode answer = similar(flats.getFirst());
    assertThat(answer.get("per").asText()).isEqualTo("m2");
    assertThat(answer.get("average").asText()).isEqualTo("356.640");
    assertThat(answer.get("own").get("average").asText()).isEqualTo("59.440");
  }

  @Test
  void aDwellingThatWasMeasuredForHalfTheMonthDoesNotCount() throws Exception {
    SampleBuilding building = building();
    List<SampleBuilding> flats = flats(building, 11);
    SampleBuilding half = building.dwelling("flat-12");
    int register = Points.use(database, half, "water-volume", "mL", MARCH, HALF, 50);
    assertThat(similar(half).get("dwellings").asInt()).isEqualTo(11);
    assertThat(similar(half).get("own").has("average")).isFalse();
    // Its other half comes late: whoever has both averages must not have the dwelling.
    JsonNode before = similar(flats.getFirst());
    Points.useMore(database, register, HALF, APRIL, 50);
    assertThat(similar(flats.getFirst())).isEqualTo(before);
    assertThat(similar(half).get("own").get("average").asText()).isEqualTo(QUARTERS * 50 + ".000");
  }

  @Test
  @DisplayName("G33: differencing of two snapshots gives nothing")
  void aBuildingIsInOneGroupOnlyAndStaysInIt() throws Exception {
    SampleBuilding small = building();
    SampleBuilding smaller = building();
    SampleBuilding large = building();
    List<SampleBuilding> seven = flats(small, 7);
    List<SampleBuilding> five = flats(smaller, 5);
    List<SampleBuilding> twelve = flats(large, 12);
    WebClient syndic =
        new WebClient(
            web.port(), Points.syndic(operator, web.port(), "anne-" + organisation, organisation));
    JsonNode pool = similar(syndic, seven.getFirst());
    assertThat(pool.get("group").asText()).isEqualTo("organisation");
    assertThat(pool.get("dwellings").asInt()).as("without the building of twelve").isEqualTo(12);
    assertThat(similar(twelve.getFirst()).get("dwellings").asInt()).isEqualTo(12);
    // Both grow: what would be another group for the same month is the group that it was.
    for (int i = 8; i <= 11; i++) {
      Points.use(database, small.dwelling("flat-" + i), "water-volume", "mL", MARCH, APRIL, 9);
    }
    assertThat(similar(seven.getFirst())).isEqualTo(pool);
    assertThat(similar(five.getFirst()).get("average")).isEqualTo(pool.get("average"));
    SampleBuilding late = flats(building(), 1).getFirst();
    assertThat(similar(late).get("withheld").asText())
        .as("the group is fixed without it, and alone it is too small")
        .isEqualTo("too-few-dwellings");
  }

  @Test
  void oneThatUsedMoreThanTwoFifthsOfAllHidesNothingAndIsNotHidden() throws Exception {
    SampleBuilding building = building();
    List<SampleBuilding> flats = flats(building, 10);
    Points.use(database, building.dwelling("flat-11"), "water-volume", "mL", MARCH, APRIL, 40);
    assertThat(similar(flats.getFirst()).get("withheld").asText()).isEqualTo("one-too-large");
  }

  @Test
  void aMonthIsNotToldBeforeItIsOverForAWeekAndOnlyADwellingIsCompared() throws Exception {
    SampleBuilding building = building();
    SampleBuilding flat = flats(building, 11).getFirst();
    String path = "/points/%d/similar".formatted(flat.point());
    assertThat(operator.get(path + "?month=2026-04").body()).contains("\"too-early\"");
    assertThat(operator.get(path + "?month=April").body())
        .contains("month: wanted a month such as 2026-03, found 'April'");
    int unused = flat.register("pulses", "pulses", "1");
    assertThat(operator.get(path + "?month=2026-03").body()).contains("\"not-comparable\"");
    assertThat(operator.get("/points/%d/similar?month=2026-03".formatted(building.point())).body())
        .contains("point: wanted one of a dwelling, found one of common parts");
  }
}
