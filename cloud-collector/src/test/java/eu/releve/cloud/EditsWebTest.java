package eu.releve.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import eu.releve.cloud.database.Database;
import eu.releve.cloud.database.TestDatabase;
import eu.releve.cloud.derive.Deriver;
import io.vertx.core.Vertx;
import java.math.BigDecimal;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people type over readings, what was known then, and open gaps, over HTTP. */
class EditsWebTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Instant NOW = Instant.parse("2026-06-29T10:07:00Z");
  private static final Instant START = Instant.parse("2026-05-31T22:00:00Z");
  private static final AtomicInteger BUILDINGS = new AtomicInteger();

  @TempDir static Path keys;
  static Vertx vertx;
  static Database database;
  static Web web;
  static WebClient client;

  private SampleBuilding building;
  private int register;
  private long batch;

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

  /** Four weeks in which each quarter-hour used 10 Wh from noon on, in UTC, and 2 before. */
  @BeforeEach
  void aBuildingOfItsOwn() throws Exception {
    int number = BUILDINGS.incrementAndGet();
    building = SampleBuilding.in(database, "tilleuls-" + number, "demo-syndic");
    register = building.register("active-energy-import", "active-energy-import", "Wh");
    batch = building.batch(1);
    SampleBuilding.execute(
        database.ingest(),
        """
        insert into reading (register, instant, value, quality, batch)
        select ?, i, 1000 + sum(
          case when extract(hour from i at time zone 'UTC') >= 12 then 10 else 2 end)
          over (order by i), 0, ?
        from generate_series(?::timestamptz, ?::timestamptz, interval '15 minutes') as i\
        """,
        register,
        batch,
        START.toString(),
        START.plus(Duration.ofDays(28)).toString());
    building.touch(register, START, NOW);
    derive();
  }

  @AfterAll
  static void stop() {
    web.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
    database.close();
  }

  private static void derive() throws SQLException {
    Deriver deriver = new Deriver(database.ingest());
    while (deriver.step() > 0) {}
  }

  private static JsonNode good(HttpResponse<String> answer) throws Exception {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JSON.readTree(answer.body());
  }

  private static String refused(HttpResponse<String> answer, int status) throws Exception {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    return JSON.readTree(answer.body()).get("detail").asText();
  }

  private HttpResponse<String> type(String kind, String instant, String value) throws Exception {
    return type(register, kind, instant, value);
  }

  private static HttpResponse<String> type(int of, String kind, String instant, String value)
      throws Exception {
    ObjectNode body =
        JSON.createObjectNode().put("kind", kind).put("instant", instant).put("reason", "a slip");
    if (!value.isEmpty()) {
      body.put("value", value);
    }
    return client.post("/registers/%d/edits".formatted(of), body.toString());
  }

  private String consumption(String query) throws Exception {
    HttpResponse<String> answer =
        client.get("/points/%d/consumption?%s".formatted(building.point(), query));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return answer.body();
  }

  private JsonNode items(String query) throws Exception {
    return JSON.readTree(consumption(query)).at("/series/0/items");
  }

  private static String text(String query) throws SQLException {
    try (Connection connection = database.ingest().getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return String.valueOf(row.getString(1));
    }
  }

  private static String databaseNow() throws SQLException {
    return text(
        "select to_char(clock_timestamp() at time zone 'UTC',"
            + " 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')");
  }

  @Test
  @DisplayName("G23: an edited value keeps the original, its author and reason, and rebuilds")
  void anEditKeepsWhatWasReadWhoTypedAndWhy() throws Exception {
    String day = "step=15m&from=2026-06-10T09:00:00Z&to=2026-06-10T11:00:00Z";
    String before = consumption(day);
    String read =
        text(
            "select value from reading where instant = '2026-06-10T10:00Z' and register = "
                + register);
    String typed = Long.toString(Long.parseLong(read) + 1);
    int id = good(type("index", "2026-06-10T10:00:00Z", typed)).get("id").asInt();
    derive();
    JsonNode items = items(day);
    assertThat(items.get(3).get("value").asText()).isEqualTo("3");
    assertThat(items.get(4).get("value").asText()).isEqualTo("1");
    for (int i = 0; i < 8; i++) {
      assertThat(items.get(i).get("status").asText())
          .isEqualTo(i == 3 || i == 4 ? "edited" : "measured");
    }
    JsonNode edit = good(client.get("/registers/%d/edits".formatted(register))).at("/items/0");
    assertThat(edit.get("id").asInt()).isEqualTo(id);
    assertThat(edit.get("value").asText()).isEqualTo(typed);
    assertThat(edit.at("/read/0").asText()).isEqualTo(read);
    assertThat(edit.get("reason").asText()).isEqualTo("a slip");
    assertThat(edit.get("by").asText()).isNotBlank();
    assertThat(edit.get("withdrawn").isNull()).isTrue();
    assertThat(text("select count(*) from audit where what = 'edited' and text like '%a slip%'"))
        .isNotEqualTo("0");
    // Derived once more from the readings and the edits: the same.
    String edited = consumption(day);
    SampleBuilding.execute(
        database.ingest(), "delete from quarter_hour where register = ?", register);
    building.touch(register, START, NOW);
    derive();
    assertThat(consumption(day)).isEqualTo(edited);
    good(client.post("/edits/%d/withdrawals".formatted(id), "{\"reason\": \"it was right\"}"));
    derive();
    assertThat(consumption(day)).isEqualTo(before);
    JsonNode after = good(client.get("/registers/%d/edits".formatted(register))).at("/items/0");
    assertThat(after.at("/withdrawn/reason").asText()).isEqualTo("it was right");
    assertThat(
            refused(client.post("/edits/%d/withdrawals".formatted(id), "{\"reason\": \"r\"}"), 409))
        .contains("withdrawn before");
  }

  @Test
  void aReadingThatIsLeftOutDoesNotCountAndStays() throws Exception {
    good(type("discard", "2026-06-10T10:00:00Z", ""));
    derive();
    JsonNode items = items("step=15m&from=2026-06-10T09:30:00Z&to=2026-06-10T10:30:00Z");
    assertThat(items.findValuesAsText("status"))
        .containsExactly("measured", "edited", "edited", "measured");
    assertThat(items.findValuesAsText("value")).containsExactly("2", "2", "2", "2");
    assertThat(
            text(
                "select count(*) from reading where instant = '2026-06-10T10:00Z' and register = "
                    + register))
        .isEqualTo("1");
  }

  @Test
  void whatCannotBeIsRefusedWithTheReason() throws Exception {
    String at = "2026-06-10T10:00:00Z";
    String back = refused(type("index", at, "1"), 400);
    assertThat(back)
        .startsWith("value: wanted one with which the counter does not go back beside ")
        .contains("at 2026-06-10T09:45:00Z and ")
        .endsWith("at 2026-06-10T10:15:00Z, found 1");
    assertThat(refused(type("index", at, "999999"), 400)).contains("go back");
    assertThat(refused(type("index", at, "-1"), 400)).startsWith("value: wanted a whole number");
    assertThat(refused(type("index", at, ""), 400)).startsWith("value: wanted");
    assertThat(refused(type("discard", at, "1"), 400)).startsWith("value: wanted none");
    assertThat(refused(type("forget", at, "1"), 400)).startsWith("kind: wanted index or discard");
    assertThat(refused(type("index", "2026-06-29T10:08:00Z", "999999"), 400))
        .startsWith("instant: wanted one from 2000-01-01T00:00:00Z to now");
    assertThat(refused(type("discard", "2026-06-10T10:00:01Z", ""), 400))
        .isEqualTo("instant: wanted one of a reading, found 2026-06-10T10:00:01Z");
    int power = building.register("active-power", "active-power", "mW");
    assertThat(refused(type(power, "index", at, "1"), 400))
        .isEqualTo("register: wanted a counter, found one of another kind");
    int amounts = building.register("active-energy-import.t1", "active-energy-import", "Wh");
    SampleBuilding.execute(
        database.ingest(), "update register set per = '15m' where id = ?", amounts);
    assertThat(refused(type(amounts, "index", at, "1"), 400))
        .isEqualTo("register: wanted one whose readings are an index, found one of amounts");
    String reason = "{\"kind\": \"discard\", \"instant\": \"%s\", \"reason\": \" \"}".formatted(at);
    assertThat(refused(client.post("/registers/%d/edits".formatted(register), reason), 400))
        .startsWith("reason: wanted");
    assertThat(text("select count(*) from edit where register = " + register)).isEqualTo("0");
  }

  @Test
  @DisplayName("As known on D is, byte for byte, what was answered on D")
  void asKnownThenIsWhatWasAnsweredThen() throws Exception {
    for (String step : new String[] {"15m", "day", "month"}) {
      String from = step.equals("15m") ? "from=2026-06-20T00:00:00Z&to=2026-06-30T00:00:00Z" : "";
      String query = "step=%s&%s".formatted(step, from.isEmpty() ? year() : from);
      String then = consumption(query);
      String known = databaseNow();
      String at = "2026-06-2%d".formatted(BUILDINGS.get() % 5);
      // A gap becomes longer, and a reading comes late.
      good(type("discard", at + "T09:00:00Z", ""));
      long late = building.batch(100 + BUILDINGS.incrementAndGet());
      Instant between = Instant.parse(at + "T09:20:00Z");
      building.reading(
          register, between, Long.parseLong(text(indexAt(at + "T09:15:00Z"))) + 1, late);
      building.touch(register, between, between);
      derive();
      if (step.equals("15m")) {
        assertThat(consumption(query)).isNotEqualTo(then);
      }
      assertThat(consumption(query + "&known=" + known)).as(step).isEqualTo(then);
      assertThat(consumption(query + "&known=" + databaseNow()))
          .as(step)
          .isEqualTo(consumption(query));
    }
    assertThat(
            refused(
                client.get(
                    "/points/%d/consumption?known=2026-06-01T00:00:00Z"
                        .formatted(building.point())),
                400))
        .startsWith("from, to: wanted at most 399 days with known");
  }

  private static String year() {
    return "from=2026-01-01T00:00:00Z&to=2027-01-01T00:00:00Z";
  }

  private String indexAt(String instant) {
    return "select value from reading where register = %d and instant = '%s' limit 1"
        .formatted(register, instant);
  }

  @Test
  @DisplayName("A9.4: what is guessed of the time since the last reading is told and not stored")
  void whatIsGuessedIsToldAndNotStored() throws Exception {
    String query = "step=day&from=2026-06-27T22:00:00Z&to=2026-07-02T22:00:00Z";
    // The last reading is of midnight before Monday 29 June.
    JsonNode stored = items(query);
    assertThat(stored.findValuesAsText("date")).containsExactly("2026-06-28");
    JsonNode guessed = items(query + "&estimate=true");
    assertThat(guessed.findValuesAsText("date")).containsExactly("2026-06-28", "2026-06-29");
    assertThat(guessed.get(0)).isEqualTo(stored.get(0));
    assertThat(guessed.get(1).get("status").asText()).isEqualTo("estimated_full");
    assertThat(guessed.get(1).get("coverage").asText()).isEqualTo("0.0000");
    // Until noon, as Mondays were: 7 quarter-hours that still belong to the evening, and 41 others.
    assertThat(guessed.get(1).get("value").asText()).isEqualTo("152");
    assertThat(items(query)).isEqualTo(stored);
    building.reading(
        register, Instant.parse("2026-06-29T10:00:00Z"), Long.parseLong(last()) + 77, batch);
    building.touch(
        register, Instant.parse("2026-06-29T10:00:00Z"), Instant.parse("2026-06-29T10:00:00Z"));
    derive();
    JsonNode arrived = items(query + "&estimate=true");
    assertThat(arrived.get(1).get("value").asText()).isEqualTo("77");
    assertThat(arrived.get(1).get("status").asText()).isEqualTo("estimated_shape");
    assertThat(
            refused(
                client.get("/points/%d/consumption?estimate=maybe".formatted(building.point())),
                400))
        .startsWith("estimate: wanted true or false");
    // Units are told as without it, and what cannot be told is refused.
    JsonNode kwh = items(query + "&estimate=true&unit=kWh");
    assertThat(new BigDecimal(kwh.get(1).get("amount").asText())).isEqualByComparingTo("0.077");
    String path = "/points/%d/consumption?%s&estimate=true".formatted(building.point(), query);
    assertThat(refused(client.get(path + "&unit=gallon"), 400)).startsWith("unit: wanted one of");
    assertThat(refused(client.get(path + "&net=fr"), 400)).startsWith("net: wanted without known");
  }

  // Nobody noted that the meter was exchanged: what the next one tells is not guessed beside it.
  @Test
  @DisplayName("A9.4: of a meter that another one followed nothing is guessed")
  void ofAMeterThatAnotherOneFollowedNothingIsGuessed() throws Exception {
    String query = "step=day&from=2026-06-27T22:00:00Z&to=2026-07-02T22:00:00Z";
    String meter =
        text(
            "insert into meter (building, name, point) values (%d, 'next', %d) returning id"
                .formatted(building.building(), building.point()));
    int next =
        Integer.parseInt(
            text(
                """
                insert into register (meter, name, quantity, step, resolution_mantissa,
                  resolution_exponent, source_unit)
                select %s, name, quantity, step, 1, 1, 'kWh' from register where id = %d
                returning id"""
                    .formatted(meter, register)));
    Instant begin = Instant.parse("2026-06-28T22:00:00Z");
    building.reading(next, begin, 0, batch);
    building.reading(next, begin.plusSeconds(1_800), 10, batch);
    building.touch(next, begin, begin.plusSeconds(1_800));
    derive();
    JsonNode stored = items(query);
    assertThat(stored.get(1).get("value").asText()).isEqualTo("10");
    assertThat(items(query + "&estimate=true")).isEqualTo(stored);
  }

  private String last() throws SQLException {
    return text("select max(value) from reading where register = " + register);
  }

  @Test
  void ofADwellingWhatWasReadIsNotShownToItsSyndic() throws Exception {
    SampleBuilding flat = building.dwelling("flat-1");
    int cold = flat.register("water-volume", "water-volume", "mL");
    flat.reading(cold, Instant.parse("2026-06-10T10:00:00Z"), 5_000, batch);
    flat.reading(cold, Instant.parse("2026-06-10T11:00:00Z"), 6_000, batch);
    good(type(cold, "index", "2026-06-10T10:00:00Z", "5500"));
    JsonNode seen = good(client.get("/registers/%d/edits".formatted(cold))).at("/items/0");
    assertThat(seen.at("/read/0").asText()).isEqualTo("5000");
    WebClient syndic = syndic();
    JsonNode theirs = good(syndic.get("/registers/%d/edits".formatted(cold))).at("/items/0");
    assertThat(theirs.get("read").isNull()).isTrue();
    ObjectNode body =
        JSON.createObjectNode()
            .put("kind", "index")
            .put("instant", "2026-06-10T10:30:00Z")
            .put("value", "1")
            .put("reason", "r");
    assertThat(refused(syndic.post("/registers/%d/edits".formatted(cold), body.toString()), 400))
        .isEqualTo("value: wanted one with which the counter does not go back, found 1");
  }

  // An answer, taken or refused, says on which side the index lies.
  @Test
  void whoHalvesWhatHeDoesNotKnowFindsNoIndexOfADwelling() throws Exception {
    SampleBuilding flat = building.dwelling("flat-1");
    int cold = flat.register("water-volume", "water-volume", "mL");
    flat.reading(cold, Instant.parse("2026-06-10T10:00:00Z"), 7_654_321, batch);
    WebClient syndic = syndic();
    long low = 0;
    long high = 1 << 24;
    int answers = 0;
    HttpResponse<String> answer;
    do {
      long guess = (low + high) / 2;
      ObjectNode body =
          JSON.createObjectNode()
              .put("kind", "index")
              .put("instant", "2026-06-10T10:30:0%dZ".formatted(answers))
              .put("value", Long.toString(guess))
              .put("reason", "a guess");
      answer = syndic.post("/registers/%d/edits".formatted(cold), body.toString());
      if (answer.statusCode() == 200) {
        high = guess;
        good(
            client.post(
                "/edits/%d/withdrawals".formatted(JSON.readTree(answer.body()).get("id").asInt()),
                "{\"reason\": \"another guess\"}"));
      } else if (answer.statusCode() == 400) {
        low = guess;
      }
      answers++;
    } while (answer.statusCode() != 429 && answers < 30);
    assertThat(high - low).isGreaterThanOrEqualTo((1 << 24) / 32);
    assertThat(JSON.readTree(answer.body()).get("detail").asText())
        .isEqualTo("wanted at most 5 indexes of a dwelling's register in 30 days, found as many");
    // Another register's index, and an operator's, are taken.
    int hot = flat.register("hot-water-volume", "water-volume", "mL");
    flat.reading(hot, Instant.parse("2026-06-10T10:00:00Z"), 1_000, batch);
    String body =
        "{\"kind\": \"index\", \"instant\": \"2026-06-10T10:30:00Z\", \"value\":"
            + " \"8000000\", \"reason\": \"seen\"}";
    good(syndic.post("/registers/%d/edits".formatted(hot), body));
    good(client.post("/registers/%d/edits".formatted(cold), body));
  }

  private WebClient syndic() throws Exception {
    String name = "anne-" + BUILDINGS.get();
    ObjectNode account =
        JSON.createObjectNode()
            .put("user", name)
            .put("password", "a long password")
            .put("role", "syndic")
            .put("organisation", "demo-syndic");
    good(client.post("/accounts", account.toString()));
    HttpResponse<String> session =
        client.post(
            "/session", "{\"user\": \"%s\", \"password\": \"a long password\"}".formatted(name));
    String cookie = session.headers().firstValue("Set-Cookie").orElseThrow().split(";", 2)[0];
    return new WebClient(web.port(), cookie.split("=", 2)[1]);
  }
}
