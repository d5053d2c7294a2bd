package eu.releve.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import eu.releve.cloud.database.Database;
import eu.releve.cloud.database.TestDatabase;
import eu.releve.cloud.derive.Deriver;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
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

/** Contracts, bills and costs over HTTP, on a real PostgreSQL. */
class CostWebTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Instant NOW = Instant.parse("2026-05-10T10:00:00Z");
  private static final Instant MARCH = Instant.parse("2026-02-28T23:00:00Z");
  private static final Instant APRIL = Instant.parse("2026-03-31T22:00:00Z");
  private static final Instant MAY = Instant.parse("2026-04-30T22:00:00Z");
  private static final String EAN = "541448820000000008";
  private static final String IMPORT = "active-energy-import";
  private static final AtomicInteger BUILDINGS = new AtomicInteger();

  @TempDir static Path keys;
  static Vertx vertx;
  static Database database;
  static Web web;
  static WebClient client;
  static WebClient syndic;

  private String site;
  private SampleBuilding building;

  @BeforeAll
  static void start() throws Exception {
    vertx = Vertx.vertx();
    database = TestDatabase.fresh();
    web =
        Web.start(
            vertx, InetSocketAddress.createUnresolved("127.0.0.1", 0), database, keys, () -> NOW);
    JsonNode first = JSON.readTree(Files.readString(keys.resolve("first-operator.json")));
    client = new WebClient(web.port(), first.get("token").asText());
    SampleBuilding unused = SampleBuilding.in(database, "chenes-3", "demo-syndic");
    String account =
        """
        {"user":"anne","password":"correct horse battery","role":"syndic",\
        "organisation":"demo-syndic"}\
        """;
    assertThat(client.post("/accounts", account).statusCode()).isEqualTo(200);
    WebClient nobody = new WebClient(web.port(), "");
    String cookie =
        nobody
            .post("/session", "{\"user\":\"anne\",\"password\":\"correct horse battery\"}")
            .headers()
            .firstValue("Set-Cookie")
            .orElseThrow();
    String session = cookie.substring(0, cookie.indexOf(';'));
    String token =
        nobody.send(nobody.request("/tokens").header("Cookie", session), "POST", "").body();
    syndic = new WebClient(web.port(), JSON.readTree(token).get("token").asText());
  }

  @BeforeEach
  void aBuildingOfItsOwn() throws Exception {
    site = "tilleuls-" + BUILDINGS.incrementAndGet();
    building = SampleBuilding.in(database, site, "demo-syndic");
  }

  @AfterAll
  static void stop() {
    web.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
    database.close();
  }

  private static JsonNode good(HttpResponse<String> answer) throws Exception {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JSON.readTree(answer.body());
  }

  private static String refused(HttpResponse<String> answer) throws Exception {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
    return JSON.readTree(answer.body()).get("detail").asText();
  }

  /** The same consumption in each quarter-hour. */
  private static void used(SampleBuilding at, String register, Instant from, Instant to, long each)
      throws Exception {
    String quantity = register.replaceAll("[.].*", "");
    int key = at.register(register, quantity, quantity.endsWith("volume") ? "mL" : "Wh");
    SampleBuilding.execute(
        database.ingest(),
        """
        insert into quarter_hour (register, starts, consumption, covered_millis, quality,
          bracket_minutes)
        select ?, starts, ?, 900000, 0, 15 from generate_series(?::timestamptz,
          ?::timestamptz - interval '15 minutes', interval '15 minutes') as starts\
        """,
        key,
        each,
        from.toString(),
        to.toString());
  }

  private HttpResponse<String> write(String rest, String lines) throws Exception {
    String body =
        """
        {"medium": "electricity", "supplier": "Fournisseur", "reference": "%s", %s,
         "lines": [%s]}\
        """
            .formatted(EAN, rest, lines);
    return syndic.post("/buildings/%d/contracts".formatted(building.building()), body);
  }

  private static String energy(String register, String price) {
    return """
    {"kind": "energy", "register": "%s", "unit": "kWh", "price": "%s", "vat": 6}\
    """
        .formatted(register, price);
  }

  private String ofPoint(SampleBuilding point, String rest) {
    return "\"point\": %d, %s".formatted(point.point(), rest);
  }

  private static HttpResponse<String> cost(WebClient who, SampleBuilding point, String step)
      throws Exception {
    return who.get(
        "/points/%d/cost?step=%s&from=%s&to=%s".formatted(point.point(), step, MARCH, MAY));
  }

  // Quarter-hours of 100 and 50 Wh: 743 hours of March are 297.2 and 148.6 kWh.
  @Test
  void aMonthCostsWhatItsTariffsSayAndEachLineNamesItsContract() throws Exception {
    used(building, IMPORT, MARCH, MAY, 150);
    used(building, IMPORT + ".t1", MARCH, MAY, 100);
    used(building, IMPORT + ".t2", MARCH, MAY, 50);
    String fee = ", {\"kind\": \"fixed\", \"per\": \"year\", \"price\": \"60\", \"vat\": \"21\"}";
    JsonNode contract =
        good(
            write(
                ofPoint(building, "\"from\": \"2026-01-01\""),
                energy(IMPORT + ".t1", "0.25") + ", " + energy(IMPORT + ".t2", "0.18") + fee));
    assertThat(contract.get("version").asInt()).isEqualTo(1);
    JsonNode costs = good(cost(syndic, building, "month"));
    JsonNode march = costs.get("items").get(0);
    assertThat(march.get("date").asText()).isEqualTo("2026-03");
    assertThat(march.get("net").asText()).as("74.30 + 26.75 + 5.10").isEqualTo("106.15");
    assertThat(march.get("vat").asText()).as("4.46 + 1.60 + 1.07").isEqualTo("7.13");
    assertThat(march.get("gross").asText()).isEqualTo("113.28");
    assertThat(march.get("complete").asBoolean()).isTrue();
    assertThat(march.get("estimatedShare").asText()).isEqualTo("0.0000");
    JsonNode day = march.get("lines").get(0);
    assertThat(day.get("contract").asInt()).isEqualTo(contract.get("contract").asInt());
    assertThat(day.get("line").asText()).isEqualTo("energy.t1");
    assertThat(day.get("quantity").asText()).isEqualTo("297.2");
    assertThat(day.get("coverage").asText()).isEqualTo("1.0000");
    assertThat(costs.get("items")).as("March and April").hasSize(2);
    JsonNode days = good(cost(syndic, building, "day")).get("items");
    assertThat(days).hasSize(61);
    assertThat(days.get(28).get("lines").get(0).get("quantity").asText())
        .as("23 hours")
        .isEqualTo("9.2");
    JsonNode history = good(client.get("/gateways/gw-" + site)).get("history");
    assertThat(history.get(0).get("what").asText()).isEqualTo("contract-written");
    assertThat(history.get(0).get("text").asText()).contains("electricity of Fournisseur");
  }

  @Test
  void aNewVersionCountsAndTheOldOnesStay() throws Exception {
    used(building, IMPORT, MARCH, APRIL, 100);
    int key =
        good(write(ofPoint(building, "\"from\": \"2026-01-01\""), energy(IMPORT, "0.20")))
            .get("contract")
            .asInt();
    String supersedes = "\"supersedes\": %d, \"from\": \"2026-01-01\"".formatted(key);
    assertThat(refused(write(supersedes, energy(IMPORT, "0.30")))).contains("reason");
    JsonNode second =
        good(write(supersedes + ", \"reason\": \"a typing error\"", energy(IMPORT, "0.30")));
    assertThat(second.get("version").asInt()).isEqualTo(2);
    assertThat(second.get("by").asText()).isEqualTo("anne");
    JsonNode march = good(cost(syndic, building, "month")).get("items").get(0);
    assertThat(march.get("net").asText()).as("297.2 kWh x 0.30").isEqualTo("89.16");
    assertThat(march.get("lines").get(0).get("version").asInt()).isEqualTo(2);
    String path = "/buildings/%d/contracts".formatted(building.building());
    JsonNode versions = good(syndic.get(path + "?contract=" + key)).get("items");
    assertThat(versions).hasSize(2);
    assertThat(versions.get(0).get("lines").get(0).get("price").asText()).isEqualTo("0.2");
    assertThat(versions.get(1).get("reason").asText()).isEqualTo("a typing error");
    assertThat(good(syndic.get(path)).get("items")).hasSize(1);
    JsonNode withdrawn =
        good(
            syndic.post(
                path,
                "{\"supersedes\": %d, \"withdrawn\": true, \"reason\": \"never signed\"}"
                    .formatted(key)));
    assertThat(withdrawn.get("version").asInt()).isEqualTo(3);
    JsonNode without = good(cost(syndic, building, "month")).get("items").get(0);
    assertThat(without.get("lines")).isEmpty();
    assertThat(without.get("complete").asBoolean()).isFalse();
  }

  @Test
  void whatHasNoPriceIsNamedAndCostsNotZeroButNothing() throws Exception {
    used(building, IMPORT, MARCH, MAY, 100);
    JsonNode unused =
        good(
            write(
                ofPoint(building, "\"from\": \"2026-01-01\", \"to\": \"2026-03-16\""),
                energy(IMPORT, "0.20")));
    JsonNode items = good(cost(syndic, building, "month")).get("items");
    assertThat(items.get(0).get("net").asText()).as("144 kWh x 0.20").isEqualTo("28.80");
    JsonNode missing = items.get(0).get("missing").get(0);
    assertThat(missing.get("text").asText())
        .isEqualTo("active-energy-import: no price since 2026-03-16");
    assertThat(missing.get("quantity").asText()).isEqualTo("153.2");
    assertThat(items.get(1).get("lines")).isEmpty();
    assertThat(items.get(1).get("missing").get(0).get("since").asText()).isEqualTo("2026-03-16");
  }

  // A mean of 12.5 kW at one moment of March; a broken value and one of another month do not count.
  @Test
  void theMonthsPeakIsTheHighestDemandThatWasBelieved() throws Exception {
    int demand = building.register("active-power-demand", "active-power-demand", "mW");
    Instant noon = MARCH.plusSeconds(13 * 3_600);
    building.reading(demand, noon, 12_500_000, building.batch(1));
    building.reading(demand, noon.plusSeconds(900), 99_000_000, 1, building.batch(2));
    building.reading(demand, noon.plusSeconds(1_800), 3_000_000, building.batch(3));
    building.touch(demand, noon, noon.plusSeconds(1_800));
    Deriver deriver = new Deriver(database.ingest());
    while (deriver.step() > 0) {}
    String capacity =
        """
        {"kind": "capacity", "register": "active-power-demand", "per": "month", "price": "4",
         "vat": "21"}\
        """;
    JsonNode unused = good(write(ofPoint(building, "\"from\": \"2026-01-01\""), capacity));
    JsonNode items = good(cost(syndic, building, "month")).get("items");
    assertThat(items.get(0).get("net").asText()).isEqualTo("50.00");
    assertThat(items.get(0).get("lines").get(0).get("unit").asText()).isEqualTo("kW-month");
    assertThat(items.get(1).get("missing").get(0).get("reason").asText()).isEqualTo("no-demand");
  }

  @Test
  void aDwellingsCostsAreMonthsThatTellNothingOfTheirDays() throws Exception {
    SampleBuilding flat = building.dwelling("flat-1");
    // Everything in the first half of March.
    used(flat, IMPORT, MARCH, Instant.parse("2026-03-15T23:00:00Z"), 100);
    SampleBuilding.execute(
        database.ingest(),
        """
        insert into quarter_hour (register, starts, consumption, covered_millis, quality,
          bracket_minutes)
        select r.id, starts, 0, 900000, 0, 15 from register r join meter m on m.id = r.meter,
          generate_series(timestamptz '2026-03-15T23:00:00Z', '2026-03-31T21:45:00Z',
            interval '15 minutes') as starts
        where m.point = ?\
        """,
        flat.point());
    String changes =
        """
        {"kind": "energy", "register": "%1$s", "unit": "kWh", "price": "0", "vat": "6",
         "to": "2026-03-16"},
        {"kind": "energy", "register": "%1$s", "unit": "kWh", "price": "1", "vat": "6",
         "from": "2026-03-16"}\
        """
            .formatted(IMPORT);
    JsonNode unused = good(write("\"from\": \"2026-01-01\"", changes));
    assertThat(cost(syndic, flat, "day").statusCode()).isEqualTo(403);
    JsonNode march = good(cost(syndic, flat, "month")).get("items").get(0);
    // 144 kWh, of which 383 of 743 hours lie in the second half.
    assertThat(march.get("net").asText()).isEqualTo("74.23");
    assertThat(good(cost(client, flat, "month")).get("items").get(0).get("net").asText())
        .as("the same for whoever asks")
        .isEqualTo("74.23");
    assertThat(good(cost(syndic, flat, "year")).get("items")).as("2026 is not over").isEmpty();
  }

  @Test
  void aContractThatCannotBeIsRefusedWithWhatWasWantedAndFound() throws Exception {
    JsonNode unused =
        good(
            write(
                ofPoint(building, "\"from\": \"2026-01-01\", \"to\": \"2026-07-01\""),
                energy(IMPORT, "0.20")));
    assertThat(
            refused(write(ofPoint(building, "\"from\": \"2026-06-30\""), energy(IMPORT, "0.20"))))
        .startsWith("from, to: wanted days without a contract of electricity, found contract ")
        .endsWith("of Fournisseur from 2026-01-01 to 2026-07-01");
    assertThat(
            write(ofPoint(building, "\"from\": \"2026-07-01\""), energy(IMPORT, "0.2"))
                .statusCode())
        .isEqualTo(200);
    assertThat(
            refused(write("\"from\": \"2026-02-01\", \"to\": \"2026-01-01\"", energy(IMPORT, "1"))))
        .isEqualTo("to: wanted a day after 2026-02-01, found '2026-01-01'");
    assertThat(refused(write("\"from\": \"2026-02-01\"", energy("water-volume", "1"))))
        .contains("lines[0].register: wanted a register of electricity");
    assertThat(
            refused(write("\"from\": \"2026-02-01\"", energy(IMPORT, "1").replace("\"1\"", "0.1"))))
        .isEqualTo("lines[0].price: wanted a text such as \"0.25\", found something else");
    SampleBuilding other = SampleBuilding.in(database, site + "-b", "other-syndic");
    assertThat(refused(write(ofPoint(other, "\"from\": \"2026-02-01\""), energy(IMPORT, "1"))))
        .startsWith("point: wanted a point of this building");
    String path = "/points/%d/cost".formatted(building.point());
    assertThat(refused(syndic.get(path))).startsWith("from, to: wanted at most 3700 days");
    assertThat(refused(syndic.get(path + "?step=15m"))).startsWith("step: wanted day");
    assertThat(cost(syndic, other, "month").statusCode()).isEqualTo(404);
  }

  private HttpResponse<String> bring(String content) throws Exception {
    String body =
        new JsonObject()
            .put("name", "bill.csv")
            .put("point", building.point())
            .put("content", content)
            .encode();
    return syndic.post("/buildings/%d/bills".formatted(building.building()), body);
  }

  private static String bill(String from, String to, String price, String amount) {
    return """
    releve-bill-1
    number;F-%1$s
    medium;electricity
    supplier;Fournisseur
    reference;541448820000000008
    from;%1$s
    to;%2$s
    net;%4$s
    vat;0
    gross;%4$s
    kind;register;unit;quantity;price;amount;vat
    energy;active-energy-import;kWh;100;%3$s;%4$s;0
    """
        .formatted(from, to, price, amount);
  }

  @Test
  void billsMakeAContractAndSayMoreOfIt() throws Exception {
    used(building, IMPORT, MARCH, MAY, 100);
    JsonNode made = good(bring(bill("2026-03-01", "2026-04-01", "0.20", "20.00")));
    assertThat(made.get("outcome").asText()).isEqualTo("made");
    JsonNode more = good(bring(bill("2026-04-01", "2026-05-01", "0.30", "30.00")));
    assertThat(more.get("outcome").asText()).isEqualTo("extended");
    assertThat(more.get("contract").get("version").asInt()).isEqualTo(2);
    assertThat(more.get("contract").get("to").asText()).isEqualTo("2026-05-01");
    assertThat(more.get("contract").get("lines")).hasSize(2);
    String same = bill("2026-03-01", "2026-03-16", "0.2", "20");
    assertThat(good(bring(same)).get("outcome").asText()).isEqualTo("confirmed");
    assertThat(bring(same).statusCode()).isEqualTo(409);
    JsonNode items = good(cost(syndic, building, "month")).get("items");
    assertThat(items.get(0).get("net").asText()).as("297.2 kWh").isEqualTo("59.44");
    assertThat(items.get(1).get("net").asText()).as("288 kWh").isEqualTo("86.40");
    assertThat(good(client.get("/gateways/gw-" + site)).get("history").toString())
        .contains("bill-taken")
        .contains("bill F-2026-04-01 (bill.csv): extended contract");
  }

  @Test
  void aBillThatDoesNotAddUpOrStandsInTheWayIsRefusedAndNothingIsKept() throws Exception {
    assertThat(refused(bring(bill("2026-03-01", "2026-04-01", "0.20", "20.02"))))
        .isEqualTo("content: line 12: amount: wanted quantity times price, 20.00, found '20.02'");
    assertThat(refused(bring("{\"format\": \"other\"}"))).startsWith("content: wanted JSON with");
    JsonNode unused =
        good(
            write(
                ofPoint(building, "\"from\": \"2026-01-01\"").replace("Fournisseur", "Autre"),
                energy(IMPORT, "0.20")));
    assertThat(
            refused(
                bring(
                    bill("2026-03-01", "2026-04-01", "0.20", "20.00")
                        .replace("supplier;Fournisseur", "supplier;Autre"))))
        .startsWith("content: from, to: wanted days without a contract of electricity");
    String path = "/buildings/%d/contracts".formatted(building.building());
    assertThat(good(syndic.get(path)).get("items")).hasSize(1);
    String json =
        """
        {"format": "releve-bill-1", "number": "1", "medium": "water", "supplier": "Vivaqua",
         "reference": "r-1", "from": "2026-01-01", "to": "2026-04-01", "net": "20", "vat": "1.20",
         "gross": "21.20", "lines": [
           {"kind": "water", "quantity": "10", "price": "2", "amount": "20.00", "vat": "6"}]}\
        """;
    assertThat(good(bring(json)).get("outcome").asText()).isEqualTo("made");
  }
}
