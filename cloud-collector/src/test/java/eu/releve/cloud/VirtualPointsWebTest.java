package eu.releve.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import eu.releve.cloud.database.Database;
import eu.releve.cloud.database.TestDatabase;
import io.vertx.core.Vertx;
import java.math.BigInteger;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Points that are reckoned from others, over HTTP, on a real PostgreSQL. */
class VirtualPointsWebTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Instant NOW = Instant.parse("2026-05-10T10:00:00Z");
  private static final Instant MARCH = Instant.parse("2026-02-28T23:00:00Z");
  private static final Instant APRIL = Instant.parse("2026-03-31T22:00:00Z");
  private static final String MONTH =
      "step=month&from=2026-02-28T23:00:00Z&to=2026-03-31T22:00:00Z";
  private static final String DAY = "step=day&from=2026-03-28T23:00:00Z&to=2026-03-29T22:00:00Z";
  private static final AtomicInteger BUILDINGS = new AtomicInteger();

  @TempDir static Path keys;
  static Vertx vertx;
  static Database database;
  static Web web;
  static WebClient operator;
  static WebClient syndic;

  private SampleBuilding building;
  private String site;

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
    site = "tilleuls-" + BUILDINGS.incrementAndGet();
    building = SampleBuilding.in(database, site, "syndic-a");
    Points.use(database, building, "water-volume", "mL", MARCH, APRIL, 1_000);
  }

  @AfterAll
  static void stop() {
    web.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
    database.close();
  }

  private List<String> flats(int count) throws Exception {
    List<String> names = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      SampleBuilding flat = building.dwelling("flat-" + i);
      Points.use(database, flat, "water-volume", "mL", MARCH, APRIL, 10);
      names.add("flat-" + i + "-elec");
    }
    return names;
  }

  private HttpResponse<String> say(WebClient who, String body) throws Exception {
    return who.post(
        "/buildings/%d/virtual-points".formatted(building.building()), body.replace('\'', '"'));
  }

  private static String list(List<String> names) {
    return names.stream().map(name -> "'" + name + "'").collect(Collectors.joining(", "));
  }

  private static String common(List<String> flats) {
    return ("{'name': 'common', 'title': 'Communs', 'quantity': 'water-volume', 'from':"
            + " '2026-01-01', 'kind': 'difference', 'of': ['main-elec'], 'minus': [%s]}")
        .formatted(list(flats));
  }

  private HttpResponse<String> consumption(WebClient who, String name, String question)
      throws Exception {
    return who.get(
        "/buildings/%d/virtual-points/%s/consumption?%s"
            .formatted(building.building(), name, question));
  }

  private static JsonNode good(HttpResponse<String> answer) throws Exception {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JSON.readTree(answer.body());
  }

  private static JsonNode item(HttpResponse<String> answer) throws Exception {
    return good(answer).get("series").get(0).get("items").get(0);
  }

  @Test
  @DisplayName("G12: what is common of a month of 743 hours is the main meter less the flats")
  void whatIsCommonIsTheMainMeterLessTheFlats() throws Exception {
    good(say(syndic, common(flats(2))));
    JsonNode march = item(consumption(syndic, "common", MONTH));
    assertThat(march.get("value").asText()).isEqualTo(Integer.toString(743 * 4 * (1_000 - 20)));
    assertThat(march.get("status").asText()).isEqualTo("measured");
    assertThat(march.get("coverage").asText()).isEqualTo("1.0000");
    assertThat(march.get("date").asText()).isEqualTo("2026-03");
    JsonNode history = good(operator.get("/gateways/gw-" + site)).get("history").get(0);
    assertThat(history.get("what").asText()).isEqualTo("virtual-point-said");
    assertThat(history.get("text").asText()).contains("common, version 1: difference");
    assertThat(history.get("who").asText()).isEqualTo("anne");
  }

  // Whoever sees the main meter's days and what is common on them sees the flats' days.
  @Test
  void whatIsReckonedFromAFewDwellingsIsSeenByTheMonthAndByOperatorsAsTheyPlease()
      throws Exception {
    List<String> flats = flats(12);
    good(say(syndic, common(flats.subList(0, 11))));
    HttpResponse<String> refused = consumption(syndic, "common", DAY);
    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(refused.body()).contains("'charges'");
    assertThat(consumption(syndic, "common", MONTH).statusCode()).isEqualTo(200);
    assertThat(item(consumption(operator, "common", DAY)).get("value").asText())
        .as("a day of 92 quarter-hours")
        .isEqualTo(Integer.toString(92 * (1_000 - 110)));
  }

  @Test
  @DisplayName("G33: sums that differ by one dwelling give nothing away: there is but one such sum")
  void theSumOfAllDwellingsIsSeenByTheDayAndNoOther() throws Exception {
    List<String> flats = flats(12);
    good(say(syndic, common(flats)));
    assertThat(item(consumption(syndic, "common", DAY)).get("value").asText())
        .isEqualTo(Integer.toString(92 * (1_000 - 120)));
    good(
        say(
            syndic,
            "{'name': 'twice', 'title': 't', 'quantity': 'water-volume', 'from': '2026-01-01',"
                + " 'kind': 'difference', 'of': ['common'], 'minus': ['flat-1-elec']}"));
    assertThat(consumption(syndic, "twice", DAY).statusCode())
        .as("one flat counts twice: what is between the two is that flat")
        .isEqualTo(403);
    building.dwelling("flat-13").register("water-volume", "water-volume", "mL");
    assertThat(consumption(syndic, "common", DAY).statusCode())
        .as("one was added that is not in it")
        .isEqualTo(403);
  }

  @Test
  void aPointIsSharedAmongLotsByTheSharesOfThePlanAndThePartsAddUp() throws Exception {
    List<String> flats = flats(3);
    assertThat(flats).hasSize(3);
    SampleBuilding.execute(
        database.ingest(),
        "update lot set shares = substr(name, 6)::integer * 7 where building = ?",
        building.building());
    JsonNode said =
        good(
            say(
                syndic,
                "{'name': 'split', 'title': 't', 'quantity': 'water-volume', 'from':"
                    + " '2026-01-01', 'kind': 'share', 'of': ['main-elec'], 'among': 'lots'}"));
    assertThat(said.get("parts").toString())
        .isEqualTo("{\"flat-1\":7,\"flat-2\":14,\"flat-3\":21}");
    JsonNode series = good(consumption(syndic, "split", DAY)).get("series");
    BigInteger sum =
        IntStream.range(0, 3)
            .mapToObj(i -> new BigInteger(series.get(i).get("items").get(0).get("value").asText()))
            .reduce(BigInteger.ZERO, BigInteger::add);
    assertThat(sum).isEqualTo(BigInteger.valueOf(92_000));
    assertThat(series.get(2).get("part").asText()).isEqualTo("flat-3");
    assertThat(series.get(2).get("items").get(0).get("value").asText()).isEqualTo("46000");
  }

  @Test
  void whatCannotBeReckonedIsRefusedWithTheNamesThatAreWrong() throws Exception {
    flats(1);
    building.dwelling("boiler").register("heat-energy", "heat-energy", "J");
    String sum =
        "{'name': '%s', 'title': 't', 'quantity': '%s', 'from': '2026-01-01', 'kind': 'sum',"
            + " 'of': [%s]}";
    assertThat(say(syndic, sum.formatted("x-1", "water-volume", "'boiler-elec'")).body())
        .contains(
            "of: wanted points that all count water-volume, found 'boiler-elec' with heat-energy");
    assertThat(say(syndic, sum.formatted("x-1", "water-volume", "'flat-9'")).body())
        .contains("of: wanted a point or a virtual point of the building, found 'flat-9'");
    assertThat(say(syndic, sum.formatted("main-elec", "water-volume", "'flat-1-elec'")).body())
        .contains("name: wanted one that no point has, found 'main-elec'");
    assertThat(say(syndic, sum.formatted("x-1", "active-power", "'main-elec'")).body())
        .contains("quantity: wanted one that is counted, found 'active-power'");
    assertThat(say(syndic, sum.formatted("x-1", "water-volume", "")).body())
        .contains("of: wanted 1 to 500 points, found 0");
    assertThat(say(syndic, sum.formatted("x-1", "water-volume", "'main-elec', 'main-elec'")).body())
        .contains("of: wanted each point once, found 'main-elec' again");
    good(say(syndic, sum.formatted("x-1", "water-volume", "'main-elec'")));
    good(say(syndic, sum.formatted("x-2", "water-volume", "'x-1'")));
    assertThat(say(syndic, sum.formatted("x-1", "water-volume", "'x-2'")).body())
        .contains("of: wanted no circle, found x-1 -> x-2 -> x-1");
    assertThat(say(syndic, sum.formatted("x-1", "heat-energy", "'boiler-elec'")).body())
        .contains("quantity: wanted water-volume as in the versions before of 'x-1'");
    for (int i = 3; i <= 8; i++) {
      good(say(syndic, sum.formatted("x-" + i, "water-volume", "'x-%d'".formatted(i - 1))));
    }
    assertThat(say(syndic, sum.formatted("x-9", "water-volume", "'x-8'")).body())
        .contains("of: wanted at most 8 virtual points one from another, found x-9 -> x-8");
    assertThat(say(syndic, sum.replace("'sum'", "'product'").formatted("y-1", "x", "")).body())
        .contains("kind: wanted sum, difference, share or end, found 'product'");
    assertThat(item(consumption(syndic, "x-8", DAY)).get("value").asText()).isEqualTo("92000");
  }

  @Test
  void versionsAreAddedAndAnEndLeavesWhatWasBefore() throws Exception {
    good(say(syndic, common(flats(1))));
    JsonNode end = good(say(syndic, "{'name': 'common', 'from': '2026-03-29', 'kind': 'end'}"));
    assertThat(end.get("version").asInt()).isEqualTo(2);
    JsonNode march = item(consumption(syndic, "common", MONTH));
    assertThat(march.get("value").asText()).isEqualTo(Integer.toString(28 * 96 * 990));
    assertThat(march.get("coverage").asText()).isEqualTo("0.9044");
    JsonNode all =
        good(syndic.get("/buildings/%d/virtual-points".formatted(building.building())))
            .get("items");
    assertThat(all).hasSize(2);
    assertThat(all.get(0).get("by").asText()).isEqualTo("anne");
    assertThat(consumption(syndic, "nothing", MONTH).statusCode()).isEqualTo(404);
    assertThat(consumption(syndic, "common", "step=hour").statusCode()).isEqualTo(400);
    assertThat(consumption(operator, "common", "step=15m").body())
        .contains("wanted a range of at most 10000 figures");
  }
}
