package eu.releve.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import eu.releve.cloud.database.Database;
import eu.releve.cloud.database.TestDatabase;
import io.vertx.core.Vertx;
import java.math.BigDecimal;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Gas as energy over HTTP, on a real PostgreSQL. */
class GasWebTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Instant JANUARY = Instant.parse("2025-12-31T23:00:00Z");
  private static final Instant FEBRUARY = Instant.parse("2026-01-31T23:00:00Z");
  private static final Instant MARCH = Instant.parse("2026-02-28T23:00:00Z");
  private static final int QUARTERS = 31 * 96;
  private static final AtomicReference<Instant> NOW =
      new AtomicReference<>(Instant.parse("2026-03-10T10:00:00Z"));
  private static final AtomicInteger BUILDINGS = new AtomicInteger();

  @TempDir static Path keys;
  static Vertx vertx;
  static Database database;
  static Web web;
  static WebClient operator;

  private SampleBuilding building;
  private String organisation;
  private String zone;

  @BeforeAll
  static void start() throws Exception {
    vertx = Vertx.vertx();
    database = TestDatabase.fresh();
    web =
        Web.start(
            vertx, InetSocketAddress.createUnresolved("127.0.0.1", 0), database, keys, NOW::get);
    JsonNode first = JSON.readTree(Files.readString(keys.resolve("first-operator.json")));
    operator = new WebClient(web.port(), first.get("token").asText());
  }

  @BeforeEach
  void aBuildingOfItsOwn() throws Exception {
    int number = BUILDINGS.incrementAndGet();
    organisation = "syndic-" + number;
    zone = "GOS " + number;
    building = SampleBuilding.in(database, "tilleuls-" + number, organisation);
  }

  @AfterAll
  static void stop() {
    web.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
    database.close();
  }

  private WebClient syndic() throws Exception {
    ObjectNode account =
        JSON.createObjectNode()
            .put("user", "anne-" + organisation)
            .put("password", "correct horse battery")
            .put("role", "syndic")
            .put("organisation", organisation);
    assertThat(operator.post("/accounts", account.toString()).statusCode()).isEqualTo(200);
    WebClient stranger = new WebClient(web.port(), "");
    ObjectNode logIn =
        JSON.createObjectNode()
            .put("user", "anne-" + organisation)
            .put("password", "correct horse battery");
    String cookie =
        stranger
            .post("/session", logIn.toString())
            .headers()
            .firstValue("Set-Cookie")
            .orElseThrow()
            .replaceAll(";.*", "");
    HttpResponse<String> token =
        stranger.send(stranger.request("/tokens").header("Cookie", cookie), "POST", "{}");
    return new WebClient(web.port(), good(token).get("token").asText());
  }

  private static JsonNode good(HttpResponse<String> answer) throws Exception {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JSON.readTree(answer.body());
  }

  private static String refused(HttpResponse<String> answer, int status) throws Exception {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    return JSON.readTree(answer.body()).get("detail").asText();
  }

  private ObjectNode value(String from, String to, String kwh) {
    return JSON.createObjectNode()
        .put("zone", zone)
        .put("from", from)
        .put("to", to)
        .put("kwh", kwh)
        .put("state", "final")
        .put("confirmed", true)
        .put("source", "Fluvius");
  }

  private JsonNode tell(ObjectNode value) throws Exception {
    return good(operator.post("/calorific-values", value.toString()));
  }

  private static ObjectNode supply(String zone) {
    return JSON.createObjectNode()
        .put("from", "2026-01-01")
        .put("zone", zone)
        .put("volume", "metered")
        .put("altitudeM", 0)
        .put("pressureMbar", "21")
        .put("source", "Sibelga");
  }

  private void supplied(SampleBuilding at) throws Exception {
    JsonNode unused =
        good(operator.post("/points/%d/gas".formatted(at.point()), supply(zone).toString()));
  }

  /** The same volume in each quarter-hour, in millilitres. */
  private static void used(SampleBuilding at, String quantity, Instant from, Instant to, long each)
      throws Exception {
    int register = at.register(quantity, quantity, quantity.equals("allocation") ? "1" : "mL");
    SampleBuilding.execute(
        database.ingest(),
        """
        insert into quarter_hour
          (register, starts, consumption, covered_millis, quality, bracket_minutes)
        select ?, starts, ?, 900000, 0, 15 from generate_series(?::timestamptz,
          ?::timestamptz - interval '15 minutes', interval '15 minutes') as starts\
        """,
        register,
        each,
        from.toString(),
        to.toString());
  }

  private JsonNode series(WebClient client, SampleBuilding at, String more) throws Exception {
    return good(client.get(
            "/points/%d/consumption?from=2025-12-31T23:00:00Z&to=2026-02-28T23:00:00Z&%s"
                .formatted(at.point(), more)))
        .get("series")
        .get(0);
  }

  private JsonNode energy(String more) throws Exception {
    return series(operator, building, more).get("items").get(0).get("energy");
  }

  @Test
  @DisplayName(
      "A6, G16: a month of 1,234 m3 at the sea is told as 13,731 kWh, with what it rests on")
  void gasInCubicMetresIsToldAsEnergy() throws Exception {
    used(building, "gas-volume", JANUARY, FEBRUARY, 414_650);
    supplied(building);
    tell(value("2026-01-01", "2026-02-01", "11.5"));
    JsonNode series = series(operator, building, "step=month");
    // 414.65 L in each of 2,976 quarter-hours are 1,233.9984 m3.
    assertThat(series.get("items").get(0).get("energy").get("gross").asText())
        .isEqualTo("13731.07039632");
    assertThat(series.get("energyUnit").asText()).isEqualTo("kWh");
    JsonNode rests = series.get("calorific").get(0);
    assertThat(rests.get("factor").asText()).isEqualTo("11.1273");
    assertThat(rests.get("version").asInt()).isEqualTo(1);
    assertThat(rests.get("source").asText()).isEqualTo("Fluvius");
    // Net values name how they are made.
    JsonNode net = series(operator, building, "step=month&net=be&unit=MWh");
    assertThat(net.get("net").asText()).isEqualTo("gross x 0.90");
    assertThat(net.get("items").get(0).get("energy").get("net").asText())
        .isEqualTo("12.357963356688");
    assertThat(energy("step=month&net=fr").get("net").asText()).isEqualTo("12359.1992766157");
  }

  @Test
  @DisplayName("A6: a month with two values is exact, by days and by quarter-hours alike")
  void aMonthWithTwoValuesIsExact() throws Exception {
    used(building, "gas-volume", JANUARY, FEBRUARY, 10_000);
    supplied(building);
    tell(value("2026-01-01", "2026-01-11", "11.5"));
    tell(value("2026-01-11", "2026-02-01", "11.62"));
    // 9.6 m3 on ten days at 11.1273, 20.16 m3 on twenty-one at 11.2434.
    String month = energy("step=month").get("gross").asText();
    assertThat(month).isEqualTo("333.489024");
    for (String step : new String[] {"day", "15m"}) {
      BigDecimal sum = BigDecimal.ZERO;
      for (JsonNode item : series(operator, building, "step=" + step).get("items")) {
        sum = sum.add(new BigDecimal(item.get("energy").get("gross").asText()));
      }
      assertThat(sum).as(step).isEqualByComparingTo(month);
    }
  }

  @Test
  void whereNoValueHoldsItIsSaidSinceWhenAndNeverZero() throws Exception {
    used(building, "gas-volume", JANUARY, MARCH, 10_000);
    assertThat(series(operator, building, "step=month").get("noEnergy").asText())
        .isEqualTo("no-circumstances");
    supplied(building);
    tell(value("2026-01-01", "2026-02-01", "11.5"));
    JsonNode february = series(operator, building, "step=month").get("items").get(1).get("energy");
    assertThat(february.get("missing").asText())
        .isEqualTo("no calorific value of zone %s since 2026-02-01".formatted(zone));
    assertThat(february.has("gross")).isFalse();
    JsonNode year = series(operator, building, "step=year").get("items").get(0).get("energy");
    assertThat(year.has("gross")).isFalse();
  }

  @Test
  @DisplayName(
      "G17: a revised value is a new version, the old one stays askable, the delta is a line")
  void aRevisionIsAVersionAndACorrectionLine() throws Exception {
    used(building, "gas-volume", JANUARY, FEBRUARY, 10_000);
    supplied(building);
    ObjectNode told = value("2026-01-01", "2026-02-01", "11.50").put("state", "provisional");
    assertThat(tell(told).get("version").asInt()).isEqualTo(1);
    assertThat(energy("step=month").get("provisional").asBoolean()).isTrue();
    Instant before = NOW.getAndUpdate(now -> now.plusSeconds(3600));
    ObjectNode revised = value("2026-01-01", "2026-02-01", "11.62");
    JsonNode second = tell(revised);
    assertThat(second.get("version").asInt()).isEqualTo(2);
    assertThat(second.get("replaced").get("kwh").asText()).isEqualTo("11.5000");
    // 29.76 m3 at 11.2434 and at 11.1273 kWh.
    JsonNode now = energy("step=month");
    assertThat(now.get("gross").asText()).isEqualTo("334.603584");
    assertThat(now.get("provisional").asBoolean()).isFalse();
    assertThat(energy("step=month&told=" + before.plusSeconds(60)).get("gross").asText())
        .isEqualTo("331.148448");
    assertThat(
            refused(
                operator.get("/points/%d/consumption?told=friday".formatted(building.point())),
                400))
        .startsWith("told: wanted an instant");
    JsonNode line =
        good(operator.get(
                "/points/%d/gas/corrections?from=2026-01-01&to=2026-02-01"
                    .formatted(building.point())))
            .get("items")
            .get(0);
    assertThat(line.get("old").asText()).isEqualTo("331.148448");
    assertThat(line.get("new").asText()).isEqualTo("334.603584");
    assertThat(line.get("difference").asText()).isEqualTo("3.455136");
    assertThat(line.get("before").get("state").asText()).isEqualTo("provisional");
    JsonNode versions = good(operator.get("/calorific-values?zone=" + zone.replace(" ", "%20")));
    assertThat(versions.get("items")).hasSize(2);
    assertThat(refused(operator.post("/calorific-values", revised.toString()), 409))
        .contains("version 2 has, found the same");
  }

  @Test
  @DisplayName(
      "G7: Belgian 24.2.3 is told as not corrected for the temperature, 24.2.1 as corrected")
  void whetherAVolumeIsCorrectedForTheTemperatureIsTold() throws Exception {
    used(building, "gas-volume", JANUARY, FEBRUARY, 10_000);
    SampleBuilding other = building.dwelling("flat-1");
    used(other, "gas-volume-corrected", JANUARY, FEBRUARY, 10_000);
    tell(value("2026-01-01", "2026-02-01", "11.5"));
    for (SampleBuilding at : new SampleBuilding[] {building, other}) {
      ObjectNode cold = supply(zone).put("temperatureC", "5");
      JsonNode unused =
          good(operator.post("/points/%d/gas".formatted(at.point()), cold.toString()));
    }
    JsonNode belgian = series(operator, building, "step=month");
    assertThat(belgian.get("temperatureCorrected").asBoolean()).isFalse();
    assertThat(belgian.get("calorific").get(0).get("factor").asText()).isEqualTo("11.5273");
    JsonNode corrected = series(operator, other, "step=month");
    assertThat(corrected.get("temperatureCorrected").asBoolean()).isTrue();
    assertThat(corrected.get("calorific").get(0).get("factor").asText()).isEqualTo("11.1273");
  }

  @Test
  @DisplayName("Bad input: a calorific value for the wrong period is refused: what, wanted, found")
  void aWrongValueIsRefused() throws Exception {
    tell(value("2026-01-01", "2026-02-01", "11.5"));
    assertThat(wrong(value("2026-02-01", "2026-01-01", "11.5"), 400))
        .isEqualTo(
            "from, to, kwh: a calorific value from 2026-02-01 to 2026-01-01 holds for no day");
    assertThat(wrong(value("2026-01-15", "2026-02-15", "11.5"), 409))
        .isEqualTo(
            ("zone %s: wanted the period 2026-01-01 to 2026-02-01 or days apart from it, found"
                    + " 2026-01-15 to 2026-02-15")
                .formatted(zone));
    assertThat(wrong(value("2026-02-01", "2026-03-01", "11.5").put("month", "2026-01"), 400))
        .isEqualTo("month, from, to: wanted the days of 2026-01, found 2026-02-01 to 2026-03-01");
    assertThat(wrong(value("2062-02-01", "2062-03-01", "11.5"), 400))
        .isEqualTo("from: wanted a day from 1990-01-01 to 2026-03-11, found 2062-02-01");
    assertThat(wrong(value("2026-02-01", "2026-03-01", "115"), 400))
        .contains("115 is not in 5..20 kWh");
    assertThat(wrong(value("2026-02-01", "2026-03-01", "11,5"), 400))
        .isEqualTo("kwh: wanted a decimal text such as \"11.5024\", found '11,5'");
    ObjectNode month = value("", "", "11.5").put("month", "2026-04");
    month.remove("from");
    month.remove("to");
    assertThat(wrong(month, 400)).isEqualTo("month: wanted one that has begun, found 2026-04");
    JsonNode february = tell(month.put("month", "2026-02"));
    assertThat(february.get("version").asInt()).isEqualTo(1);
  }

  private String wrong(ObjectNode value, int status) throws Exception {
    return refused(operator.post("/calorific-values", value.toString()), status);
  }

  @Test
  @DisplayName("Bad input: circumstances out of range, and of a point without gas, are refused")
  void aWrongSupplyIsRefused() throws Exception {
    String path = "/points/%d/gas".formatted(building.point());
    assertThat(refused(operator.post(path, supply(zone).toString()), 409))
        .isEqualTo("wanted a point that counts gas in cubic metres, found none there");
    used(building, "gas-volume", JANUARY, JANUARY.plusSeconds(900), 1);
    assertThat(refused(operator.post(path, supply(zone).put("altitudeM", 9000).toString()), 400))
        .endsWith("altitude 9000 m is not in -400..3000");
    assertThat(
            refused(operator.post(path, supply(zone).put("pressureMbar", "600").toString()), 400))
        .endsWith("delivery pressure 60000 Pa is not in 0..50000");
    assertThat(refused(operator.post(path, supply(zone).put("z", "3").toString()), 400))
        .endsWith("Z of 3 is not in 0.8..1.2");
    assertThat(refused(operator.post(path, supply(zone).put("volume", "normal").toString()), 400))
        .startsWith("altitudeM: wanted nothing with volume normal");
    supplied(building);
    JsonNode items = good(operator.get(path)).get("items");
    assertThat(items.get(0).get("temperatureC").asText()).isEqualTo("15");
    assertThat(items.get(0).get("inForce").asBoolean()).isTrue();
  }

  @Test
  void aSyndicTellsValuesForTheOwnOrganisationAndReadsThoseForEverybody() throws Exception {
    WebClient anne = syndic();
    tell(value("2026-01-01", "2026-02-01", "11.5"));
    String path = "/calorific-values?zone=" + zone.replace(" ", "%20");
    assertThat(good(anne.get(path)).get("items").get(0).get("common").asBoolean()).isTrue();
    ObjectNode again = value("2026-01-01", "2026-02-01", "11.6");
    assertThat(refused(anne.post("/calorific-values", again.toString()), 409))
        .contains("found one whose values hold for everybody");
    ObjectNode own = again.put("zone", "ours " + organisation);
    assertThat(good(anne.post("/calorific-values", own.toString())).get("version").asInt())
        .isEqualTo(1);
    assertThat(refused(operator.post("/calorific-values", own.toString()), 409))
        .contains("no organisation uses");
    used(building, "gas-volume", JANUARY, FEBRUARY, 10_000);
    JsonNode unused =
        good(
            anne.post(
                "/points/%d/gas".formatted(building.point()),
                supply("ours " + organisation).toString()));
    assertThat(energy("step=month").has("gross")).isTrue();
  }

  // With two values in a month, its volume and its energy would tell the use on either side.
  @Test
  void valuesThatChangeWithinAMonthTellASyndicNothingOfADwelling() throws Exception {
    SampleBuilding flat = building.dwelling("flat-1");
    used(flat, "gas-volume", JANUARY, MARCH, 10_000);
    supplied(flat);
    tell(value("2026-01-01", "2026-01-11", "11.5"));
    tell(value("2026-01-11", "2026-02-01", "11.62"));
    tell(value("2026-02-01", "2026-03-01", "11.5"));
    JsonNode revised = tell(value("2026-01-11", "2026-02-01", "11.63"));
    assertThat(revised.get("version").asInt()).isEqualTo(2);
    WebClient anne = syndic();
    JsonNode items = series(anne, flat, "step=month").get("items");
    assertThat(items.get(0).get("energy").get("withheld").asText()).isEqualTo("finer-than-a-month");
    assertThat(items.get(1).get("energy").has("gross")).isTrue();
    String path =
        "/points/%d/gas/corrections?from=2026-01-01&to=2026-03-01".formatted(flat.point());
    assertThat(good(anne.get(path)).get("withheld").asInt()).isEqualTo(1);
    assertThat(good(anne.get(path)).get("items")).isEmpty();
    assertThat(good(operator.get(path)).get("items")).hasSize(1);
  }

  @Test
  @DisplayName("A5, G18: heat is told in kWh, MWh, GJ and Gcal, and its joules stay as they are")
  void heatIsToldInTheUnitThatIsAskedFor() throws Exception {
    used(building, "heat-energy", JANUARY, JANUARY.plusSeconds(900), 1_000_000_000);
    for (String[] each :
        new String[][] {
          {"kWh", "277.7777777778"},
          {"MWh", "0.2777777777778"},
          {"GJ", "1"},
          {"Gcal", "0.2388458966275"}
        }) {
      JsonNode series = series(operator, building, "step=month&unit=" + each[0]);
      JsonNode item = series.get("items").get(0);
      assertThat(item.get("amount").asText()).isEqualTo(each[1]);
      assertThat(item.get("value").asText()).isEqualTo("1000000000");
      assertThat(series.get("amountUnit").asText()).isEqualTo(each[0]);
    }
  }

  @Test
  @DisplayName("A5, G19: amounts in units; units of heat-cost allocators have none")
  void amountsAreToldInTheUnitThatIsAskedFor() throws Exception {
    used(building, "gas-volume", JANUARY, FEBRUARY, 1_234_567);
    JsonNode litres = series(operator, building, "step=15m&unit=L");
    assertThat(litres.get("amountUnit").asText()).isEqualTo("L");
    assertThat(litres.get("items").get(0).get("amount").asText()).isEqualTo("1234.567");
    assertThat(litres.get("items").get(0).get("value").asText()).isEqualTo("1234567");
    SampleBuilding flat = building.dwelling("flat-1");
    used(flat, "allocation", JANUARY, FEBRUARY, 1);
    String path = "/points/%d/consumption?step=month".formatted(flat.point());
    for (String unit : new String[] {"kWh", "MWh", "GJ", "Gcal", "m3"}) {
      assertThat(refused(operator.get(path + "&unit=" + unit), 400))
          .isEqualTo("unit: wanted one that measures allocation, found " + unit);
    }
    assertThat(
            good(operator.get(path)).get("series").get(0).get("items").get(0).get("value").asText())
        .isEqualTo(Integer.toString(QUARTERS));
    assertThat(refused(operator.get(path + "&unit=BTU"), 400)).contains("found 'BTU'");
  }
}
