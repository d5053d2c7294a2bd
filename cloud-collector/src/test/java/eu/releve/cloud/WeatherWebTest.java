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
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Degree days and corrected comparisons over HTTP, on a real PostgreSQL. */
class WeatherWebTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Instant NOW = Instant.parse("2026-03-10T10:00:00Z");
  private static final LocalDate JANUARY = LocalDate.of(2026, 1, 1);

  @TempDir static Path keys;
  static Vertx vertx;
  static Database database;
  static Web web;
  static WebClient client;
  private static final AtomicInteger BUILDINGS = new AtomicInteger();

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

  private HttpResponse<String> bring(String csv) throws Exception {
    ObjectNode body = JSON.createObjectNode().put("source", "IRM Uccle").put("csv", csv);
    String path = "/buildings/%d/temperatures".formatted(building.building());
    return client.post(path, body.toString());
  }

  private JsonNode good(HttpResponse<String> answer) throws Exception {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JSON.readTree(answer.body());
  }

  private JsonNode degreeDays(String base, String from, String to) throws Exception {
    return good(
        client.get(
            "/buildings/%d/degree-days?base=%s&from=%s&to=%s"
                .formatted(building.building(), base, from, to)));
  }

  /** The same mean on each day. */
  private static String days(LocalDate from, LocalDate to, String mean) {
    StringBuilder csv = new StringBuilder();
    from.datesUntil(to).forEach(day -> csv.append(day).append(';').append(mean).append('\n'));
    return csv.toString();
  }

  /** A reading every half an hour from one instant to another, both included. */
  private int roof(Instant from, Instant to, long milliDegrees) throws Exception {
    return sensor(building, from, to, milliDegrees);
  }

  private int sensor(SampleBuilding at, Instant from, Instant to, long milliDegrees)
      throws Exception {
    int register = at.register("outdoor-temperature", "outdoor-temperature", "m°C");
    SampleBuilding.execute(
        database.ingest(),
        """
        insert into reading (register, instant, value, quality, batch)
        select ?, i, ?, 0, ? from generate_series(?::timestamptz, ?::timestamptz,
          interval '30 minutes') as i""",
        register,
        milliDegrees,
        building.batch(1 + register),
        from.toString(),
        to.toString());
    return register;
  }

  /** The same consumption in each quarter-hour. */
  private int used(String quantity, Instant from, Instant to, long each) throws Exception {
    int register = building.register(quantity, quantity, "J");
    use(register, from, to, each);
    return register;
  }

  private void use(int register, Instant from, Instant to, long each) throws Exception {
    SampleBuilding.execute(
        database.ingest(),
        """
        insert into quarter_hour (register, starts, consumption, covered_millis, quality)
        select ?, starts, ?, 900000, 0 from generate_series(?::timestamptz,
          ?::timestamptz - interval '15 minutes', interval '15 minutes') as starts""",
        register,
        each,
        from.toString(),
        to.toString());
  }

  @Test
  void aFileOfDailyMeansGivesDegreeDaysByMonthWithItsSource() throws Exception {
    String csv = "date;mean\n" + days(JANUARY, JANUARY.plusDays(32), "6,5");
    assertThat(good(bring(csv)).get("days").asInt()).isEqualTo(32);
    JsonNode answer = degreeDays("be-16.5", "2026-01-01", "2026-03-01");
    assertThat(answer.get("degreeDays").asText()).isEqualTo("320");
    assertThat(answer.get("source").get("kind").asText()).isEqualTo("file");
    assertThat(answer.get("source").get("names").get(0).asText()).isEqualTo("IRM Uccle");
    assertThat(answer.get("items").get(0).get("degreeDays").asText()).isEqualTo("310");
    assertThat(answer.get("items").get(0).get("coverage").asText()).isEqualTo("1.0000");
    assertThat(answer.get("items").get(1).get("missing").asInt()).isEqualTo(27);
    assertThat(answer.get("items").get(1).get("missingDays").get(0).asText())
        .isEqualTo("2026-02-02");
    assertThat(degreeDays("fr-meteo", "2026-01-01", "2026-01-02").get("missing").asInt())
        .as("it needs minimum and maximum")
        .isEqualTo(1);
    JsonNode files =
        good(client.get("/buildings/%d/temperatures".formatted(building.building()))).get("items");
    assertThat(files.get(0).get("source").asText()).isEqualTo("IRM Uccle");
    JsonNode history = good(client.get("/gateways/gw-" + site)).get("history");
    assertThat(history.get(0).get("what").asText()).isEqualTo("temperatures-brought");
    assertThat(history.get(0).get("text").asText()).contains("32 days").contains("IRM Uccle");
  }

  @Test
  void ofADayThatTwoFilesHaveTheNewerOneCounts() throws Exception {
    good(bring(days(JANUARY, JANUARY.plusDays(2), "6.5")));
    good(bring("2026-01-02;4;-1.5;7"));
    assertThat(degreeDays("be-16.5", "2026-01-01", "2026-01-03").get("degreeDays").asText())
        .isEqualTo("22.5");
    assertThat(degreeDays("fr-meteo", "2026-01-02", "2026-01-03").get("degreeDays").asText())
        .isEqualTo("15.25");
  }

  @Test
  void aFileIsTakenWholeOrNotAtAllAndNotTwice() throws Exception {
    HttpResponse<String> bad =
        bring("date;mean\n2026-01-01;4\n2026-01-01;5\nyesterday;3\n2026-01-03;warm\n2026-03-10;4");
    assertThat(bad.statusCode()).isEqualTo(400);
    assertThat(bad.body())
        .contains("line 3: wanted each day once, found 2026-01-01 again")
        .contains("line 4: date: wanted a day such as 2026-03-01")
        .contains("line 5: mean: wanted degrees such as -3.5")
        .contains("line 6: date: wanted")
        .contains("to 2026-03-09, found '2026-03-10'");
    assertThat(degreeDays("be-16.5", "2026-01-01", "2026-01-02").get("missing").asInt())
        .isEqualTo(1);
    assertThat(bring("date;mean\n").statusCode()).isEqualTo(400);
    assertThat(bring("2026-01-01;4;5;3").body()).contains("line 1: 5000 to 3000 milli-degC");
    assertThat(bring("2026-01-01;4").statusCode()).isEqualTo(200);
    assertThat(bring("2026-01-01;4").statusCode()).isEqualTo(409);
  }

  // Until 11 o'clock of the seventh day.
  @Test
  void aSensorOfACommonPointTellsTheDaysOfWhichItKnowsNineTenths() throws Exception {
    int unused =
        roof(Instant.parse("2026-02-28T23:00:00Z"), Instant.parse("2026-03-07T10:00:00Z"), 6_500);
    JsonNode answer = degreeDays("be-16.5", "2026-03-01", "2026-03-08");
    assertThat(answer.get("degreeDays").asText()).isEqualTo("60");
    assertThat(answer.get("missingDays")).hasSize(1);
    assertThat(answer.get("missingDays").get(0).asText()).isEqualTo("2026-03-07");
    assertThat(answer.get("source").get("kind").asText()).isEqualTo("roof");
    assertThat(answer.get("source").get("names").get(0).asText()).isEqualTo("main-elec");
    assertThat(degreeDays("fr-meteo", "2026-03-01", "2026-03-02").get("degreeDays").asText())
        .isEqualTo("11.5");
  }

  @Test
  void whatADwellingMeasuresIsNotTheBuildings() throws Exception {
    Instant from = Instant.parse("2026-02-28T23:00:00Z");
    int unused = sensor(building.dwelling("flat-1"), from, from.plusSeconds(86_400), 6_500);
    assertThat(degreeDays("be-16.5", "2026-03-01", "2026-03-02").get("missing").asInt())
        .isEqualTo(1);
  }

  // Every value once more, 10 degrees warmer, committed later; and broken ones that say 99 degrees.
  @Test
  void ofTwoValuesOfOneInstantTheLaterCommittedCountsAndAFaultyOneNever() throws Exception {
    Instant from = Instant.parse("2026-02-28T23:00:00Z");
    int register = roof(from, from.plusSeconds(86_400), 6_500);
    again(register, from, from.plusSeconds(86_400), 16_500, 0);
    again(register, from.plusSeconds(60), from.plusSeconds(86_400), 99_000, 1);
    JsonNode answer = degreeDays("be-16.5", "2026-03-01", "2026-03-02");
    assertThat(answer.get("missing").asInt()).isZero();
    assertThat(answer.get("degreeDays").asText()).isEqualTo("0");
  }

  private void again(int register, Instant from, Instant to, long milliDegrees, int quality)
      throws Exception {
    SampleBuilding.execute(
        database.ingest(),
        """
        insert into reading (register, instant, value, quality, batch)
        select ?, i, ?, ?, ? from generate_series(?::timestamptz, ?::timestamptz,
          interval '30 minutes') as i""",
        register,
        milliDegrees,
        quality,
        building.batch(1_000 + quality),
        from.toString(),
        to.toString());
  }

  @Test
  void anAnswerRestsOnOneSourceAndFilesCountWhereTheyHaveEveryDay() throws Exception {
    int unused =
        roof(Instant.parse("2026-02-28T23:00:00Z"), Instant.parse("2026-03-07T23:00:00Z"), 6_500);
    good(bring(days(LocalDate.of(2026, 3, 1), LocalDate.of(2026, 3, 4), "4")));
    JsonNode both = degreeDays("be-16.5", "2026-03-01", "2026-03-04");
    assertThat(both.get("source").get("kind").asText()).isEqualTo("file");
    assertThat(both.get("degreeDays").asText()).isEqualTo("37.5");
    JsonNode longer = degreeDays("be-16.5", "2026-03-01", "2026-03-06");
    assertThat(longer.get("source").get("kind").asText()).as("never mixed").isEqualTo("roof");
    assertThat(longer.get("degreeDays").asText()).isEqualTo("50");
  }

  // 300 and 60 of base load with 20 and 22 degrees missing a day: 324, as in domain B6.
  @Test
  void g28TheSamePeriodOfLastYearIsCorrectedInItsHeatingPartAlone() throws Exception {
    // A quarter-hour of January 300, of summer 60: 31 days of 96 quarter-hours.
    int heat =
        used(
            "heat-energy",
            Instant.parse("2024-12-31T23:00:00Z"),
            Instant.parse("2025-01-31T23:00:00Z"),
            300);
    use(heat, Instant.parse("2025-05-31T22:00:00Z"), Instant.parse("2025-08-31T22:00:00Z"), 60);
    use(heat, Instant.parse("2025-12-31T23:00:00Z"), Instant.parse("2026-01-31T23:00:00Z"), 310);
    String path =
        "/points/%d/consumption?step=month&from=2025-12-31T00:00:00Z&to=2026-02-01T00:00:00Z"
                .formatted(building.point())
            + "&compare=corrected&base=be-16.5";
    JsonNode alone = compared(path);
    assertThat(alone.get("uncorrected").asText()).isEqualTo("days-missing");
    assertThat(alone.get("missing").asInt()).isEqualTo(62);

    good(bring(days(LocalDate.of(2025, 1, 1), LocalDate.of(2025, 2, 1), "-3.5")));
    good(bring(days(JANUARY, JANUARY.plusMonths(1), "-5.5")));
    JsonNode compared = compared(path);
    BigDecimal quarters = BigDecimal.valueOf(31 * 96);
    assertThat(new BigDecimal(compared.get("before").get("value").asText()))
        .isEqualByComparingTo(quarters.multiply(new BigDecimal(300)));
    assertThat(new BigDecimal(compared.get("baseLoad").asText()))
        .isEqualByComparingTo(quarters.multiply(new BigDecimal(60)));
    assertThat(new BigDecimal(compared.get("corrected").asText()))
        .isEqualByComparingTo(quarters.multiply(new BigDecimal(324)));
    assertThat(compared.get("degreeDaysBefore").asText()).isEqualTo("620");
    assertThat(compared.get("degreeDays").asText()).isEqualTo("682");
    assertThat(compared.get("summer").asInt()).isEqualTo(2025);
  }

  private JsonNode compared(String path) throws Exception {
    return good(client.get(path)).get("series").get(0).get("items").get(0).get("compared");
  }

  @Test
  void whatDoesNotHeatOrHasNoSummerIsNotCorrectedAndSaysWhy() throws Exception {
    Instant before = Instant.parse("2024-12-31T23:00:00Z");
    Instant end = Instant.parse("2025-01-31T23:00:00Z");
    Instant now = Instant.parse("2025-12-31T23:00:00Z");
    Instant nowEnd = Instant.parse("2026-01-31T23:00:00Z");
    int water = used("water-volume", before, end, 1);
    use(water, now, nowEnd, 1);
    int heat = used("heat-energy", before, end, 1);
    use(heat, now, nowEnd, 1);
    use(used("gas-energy", now, nowEnd, 1), nowEnd, nowEnd.plusSeconds(900), 1);
    String path =
        "/points/%d/consumption?step=%s&from=2025-12-31T00:00:00Z&to=2026-02-01T00:00:00Z%s";
    JsonNode series =
        good(client.get(path.formatted(building.point(), "month", "&compare=corrected&base=be-15")))
            .get("series");
    assertThat(reason(series, "water-volume")).isEqualTo("not-heating");
    assertThat(reason(series, "heat-energy")).isEqualTo("no-summer");
    assertThat(reason(series, "gas-energy")).isEqualTo("no-earlier-figure");
    for (String bad :
        List.of("&compare=corrected", "&compare=yes", "&compare=corrected&base=eea-cooling")) {
      assertThat(client.get(path.formatted(building.point(), "month", bad)).statusCode())
          .as(bad)
          .isEqualTo(400);
    }
    assertThat(
            client
                .get(path.formatted(building.point(), "day", "&compare=corrected&base=be-15"))
                .body())
        .contains("wanted step=month or step=year");
  }

  private static String reason(JsonNode series, String quantity) {
    for (JsonNode each : series) {
      if (each.get("quantity").asText().equals(quantity)) {
        return each.get("items").get(0).get("compared").get("uncorrected").asText();
      }
    }
    throw new AssertionError("no " + quantity + " in " + series);
  }

  @Test
  void aQuestionThatCannotBeAnsweredIsRefusedWithWhatWasWanted() throws Exception {
    String path = "/buildings/%d/degree-days?".formatted(building.building());
    assertThat(client.get(path + "base=19&from=2026-01-01&to=2026-02-01").body())
        .contains("base: wanted one of fr-meteo, fr-costic, be-16.5")
        .contains("found '19'");
    assertThat(client.get(path + "base=be-15&from=2026-01-01&to=2026-01-01").body())
        .contains("wanted 1 to 1200 days");
    assertThat(client.get(path + "base=be-15&from=2016-01-01&to=2026-01-01").statusCode())
        .isEqualTo(400);
    assertThat(client.get(path + "base=be-15&from=01/01/2026&to=2026-02-01").body())
        .contains("from: wanted a day such as 2026-03-01");
  }
}
