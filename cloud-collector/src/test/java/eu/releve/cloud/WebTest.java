package eu.releve.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import eu.releve.cloud.database.Database;
import eu.releve.cloud.database.TestDatabase;
import eu.releve.cloud.derive.Deriver;
import io.vertx.core.Vertx;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The collector's HTTP side on a real PostgreSQL; each answer is checked against openapi.yaml. */
class WebTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Instant NOW = Instant.parse("2026-03-31T10:00:00Z");

  @TempDir static Path keys;
  static Vertx vertx;
  static Database database;
  static Web web;
  static JsonNode first;
  static WebClient operator;
  static WebClient syndic;
  static WebClient nobody;
  static SampleBuilding ours;
  static SampleBuilding theirs;
  static int energy;

  @BeforeAll
  static void start() throws Exception {
    vertx = Vertx.vertx();
    database = TestDatabase.fresh();
    web =
        Web.start(
            vertx, InetSocketAddress.createUnresolved("127.0.0.1", 0), database, keys, () -> NOW);
    first = JSON.readTree(Files.readString(keys.resolve("first-operator.json")));
    operator = new WebClient(web.port(), first.get("token").asText());
    nobody = new WebClient(web.port(), "");
    ours = SampleBuilding.in(database, "tilleuls-12", "demo-syndic");
    theirs = SampleBuilding.in(database, "chenes-3", "other-syndic");
    energy = ours.register("active-energy-import", "active-energy-import", "Wh");
    oneKilowattThrough(
        Instant.parse("2026-03-28T22:00:00Z"), Instant.parse("2026-03-31T00:00:00Z"));
    operator.post(
        "/accounts",
        """
        {"user":"anne","password":"correct horse battery","role":"syndic",
         "organisation":"demo-syndic"}""");
    nobody.post("/session", "{\"user\":\"anne\",\"password\":\"correct horse battery\"}");
    syndic = new WebClient(web.port(), tokenOf("anne", "correct horse battery"));
  }

  /** 250 Wh each quarter-hour, read every five minutes. */
  private static void oneKilowattThrough(Instant from, Instant to) throws Exception {
    long batch = ours.batch(1);
    SampleBuilding.execute(
        database.ingest(),
        """
        insert into reading (register, instant, value, quality, batch)
        select ?, i, 1000000 + extract(epoch from i - ?::timestamptz)::bigint * 1000 / 3600, 0, ?
        from generate_series(?::timestamptz, ?::timestamptz, interval '15 minutes') as i""",
        energy,
        from.toString(),
        batch,
        from.toString(),
        to.toString());
    ours.touch(energy, from, to);
    Deriver deriver = new Deriver(database.ingest());
    while (deriver.step() > 0) {}
  }

  private static String tokenOf(String user, String password) throws Exception {
    HttpResponse<String> session =
        nobody.post("/session", "{\"user\":\"%s\",\"password\":\"%s\"}".formatted(user, password));
    String cookie = session.headers().firstValue("Set-Cookie").orElseThrow();
    HttpResponse<String> token =
        nobody.send(
            nobody.request("/tokens").header("Cookie", cookie.substring(0, cookie.indexOf(';'))),
            "POST",
            "");
    return JSON.readTree(token.body()).get("token").asText();
  }

  @AfterAll
  static void stop() {
    web.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
    database.close();
  }

  private static JsonNode get(WebClient client, String path) throws Exception {
    HttpResponse<String> answer = client.get(path);
    assertThat(answer.statusCode()).as(path + " " + answer.body()).isEqualTo(200);
    return JSON.readTree(answer.body());
  }

  private static List<String> texts(JsonNode items, String field) {
    return StreamSupport.stream(items.spliterator(), false)
        .map(item -> item.get(field).asText())
        .toList();
  }

  @Test
  void theFirstLogInIsInAFileThatOnlyItsOwnerReads() throws Exception {
    assertThat(Files.getPosixFilePermissions(keys.resolve("first-operator.json")))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    HttpResponse<String> session =
        nobody.post(
            "/session",
            "{\"user\":\"%s\",\"password\":\"%s\"}"
                .formatted(first.get("user").asText(), first.get("password").asText()));
    assertThat(session.statusCode()).isEqualTo(200);
    assertThat(session.headers().firstValue("Set-Cookie").orElseThrow())
        .containsIgnoringCase("HttpOnly")
        .contains("SameSite=Strict");
  }

  @Test
  void whoIsNotLoggedInSeesOnlyTheStatusAndTheDocument() throws Exception {
    JsonNode status = get(nobody, "/status");
    assertThat(status.get("edition").asText()).isIn("postgresql", "timescaledb-apache");
    assertThat(nobody.get("/openapi.yaml").statusCode()).isEqualTo(200);
    for (String path :
        List.of(
            "/buildings",
            "/buildings/" + ours.building(),
            "/buildings/" + ours.building() + "/registers",
            "/registers/" + energy + "/readings",
            "/points/" + ours.point() + "/consumption",
            "/gateways/gw-tilleuls-12/ledger",
            "/live?building=" + ours.building())) {
      assertThat(nobody.get(path).statusCode()).as(path).isEqualTo(401);
    }
    WebClient liar = new WebClient(web.port(), "not-a-token");
    assertThat(liar.get("/buildings").statusCode()).isEqualTo(401);
  }

  @Test
  void aSyndicSeesTheBuildingsOfTheOwnOrganisationAndNothingOfOthers() throws Exception {
    int foreign = theirs.register("active-energy-import", "active-energy-import", "Wh");
    assertThat(texts(get(syndic, "/buildings").get("items"), "site"))
        .containsExactly("tilleuls-12");
    assertThat(texts(get(operator, "/buildings").get("items"), "site"))
        .containsExactly("tilleuls-12", "chenes-3");
    for (String path :
        List.of(
            "/buildings/" + theirs.building(),
            "/buildings/" + theirs.building() + "/registers",
            "/registers/" + foreign + "/readings",
            "/points/" + theirs.point() + "/consumption",
            "/gateways/gw-chenes-3/ledger",
            "/live?building=" + theirs.building())) {
      assertThat(syndic.get(path).statusCode()).as(path).isEqualTo(404);
    }
    assertThat(
            syndic
                .post(
                    "/accounts",
                    """
                    {"user":"eve","password":"correct horse battery","role":"operator",
                     "organisation":"demo-syndic"}""")
                .statusCode())
        .isEqualTo(403);
  }

  @Test
  void accountsAreMadeOnceAndOnlyInAnOrganisationThatExists() throws Exception {
    String account =
        """
        {"user":"%s","password":"%s","role":"%s","organisation":"%s"}""";
    String password = "correct horse battery";
    assertThat(
            operator
                .post("/accounts", account.formatted("bob", password, "syndic", "nobody"))
                .statusCode())
        .isEqualTo(400);
    assertThat(
            operator
                .post("/accounts", account.formatted("bob", "short", "syndic", "operator"))
                .statusCode())
        .isEqualTo(400);
    assertThat(
            operator
                .post("/accounts", account.formatted("bob", password, "king", "operator"))
                .statusCode())
        .isEqualTo(400);
    assertThat(
            operator
                .post("/accounts", account.formatted("anne", password, "syndic", "operator"))
                .statusCode())
        .isEqualTo(409);
  }

  @Test
  void fiveWrongPasswordsCloseTheDoorForAMinuteEvenToTheRightOne() throws Exception {
    String account =
        """
        {"user":"carl","password":"correct horse battery","role":"syndic",
         "organisation":"demo-syndic"}""";
    assertThat(operator.post("/accounts", account).statusCode()).isEqualTo(200);
    String wrong = "{\"user\":\"carl\",\"password\":\"wrong\"}";
    for (int i = 0; i < 5; i++) {
      assertThat(nobody.post("/session", wrong).statusCode()).isEqualTo(401);
    }
    String right = "{\"user\":\"carl\",\"password\":\"correct horse battery\"}";
    assertThat(nobody.post("/session", right).statusCode()).isEqualTo(429);
  }

  @Test
  void aLoggedOutSessionOpensNothing() throws Exception {
    String login = "{\"user\":\"anne\",\"password\":\"correct horse battery\"}";
    String cookie = nobody.post("/session", login).headers().firstValue("Set-Cookie").orElseThrow();
    String pair = cookie.substring(0, cookie.indexOf(';'));
    assertThat(
            nobody
                .send(nobody.request("/buildings").header("Cookie", pair), "GET", "")
                .statusCode())
        .isEqualTo(200);
    nobody.send(nobody.request("/session").header("Cookie", pair), "DELETE", "");
    assertThat(
            nobody
                .send(nobody.request("/buildings").header("Cookie", pair), "GET", "")
                .statusCode())
        .isEqualTo(401);
  }

  @Test
  void pagesOfReadingsJoinToTheWhole() throws Exception {
    String path = "/registers/" + energy + "/readings";
    JsonNode whole = get(syndic, path);
    assertThat(whole.get("unit").asText()).isEqualTo("Wh");
    assertThat(whole.get("next").isNull()).isTrue();
    List<JsonNode> paged = new ArrayList<>();
    String cursor = "";
    do {
      JsonNode page = get(syndic, path + "?limit=50" + cursor);
      page.get("items").forEach(paged::add);
      cursor = "&cursor=" + page.get("next").asText();
    } while (!cursor.endsWith("null"));
    assertThat(paged).containsExactlyElementsOf(whole.get("items"));
    assertThat(
            get(syndic, path + "?from=2026-03-29T00:00:00Z&to=2026-03-29T00:15:01Z").get("items"))
        .hasSize(2);
  }

  @Test
  void ofTwoBatchesWithOneInstantTheLaterCommittedCountsAndBothStay() throws Exception {
    int register = ours.register("active-power", "active-power", "mW");
    long early = ours.batch(100);
    long late = ours.batch(101);
    Instant at = Instant.parse("2026-03-29T12:00:00Z");
    ours.reading(register, at, 5, late);
    ours.reading(register, at, 3, early);
    ours.reading(register, at.plusSeconds(1), 4, early);
    String path = "/registers/" + register + "/readings";
    assertThat(texts(get(syndic, path).get("items"), "value")).containsExactly("5", "4");
    assertThat(texts(get(syndic, path + "?all=true").get("items"), "value"))
        .containsExactlyInAnyOrder("3", "5", "4");
    JsonNode page = get(syndic, path + "?limit=1");
    assertThat(texts(page.get("items"), "value")).containsExactly("5");
    String next = "&cursor=" + page.get("next").asText();
    assertThat(texts(get(syndic, path + "?limit=1" + next).get("items"), "value"))
        .containsExactly("4");
  }

  // Domain G11: 1 kW through the day on which summer time begins is 23 kWh.
  @Test
  void localDaysAndMonthsHaveTheirTrueLength() throws Exception {
    String path = "/points/" + ours.point() + "/consumption";
    JsonNode days =
        get(syndic, path + "?step=day&from=2026-03-28T12:00:00Z&to=2026-03-30T12:00:00Z");
    assertThat(days.get("zone").asText()).isEqualTo("Europe/Brussels");
    JsonNode items = days.get("series").get(0).get("items");
    assertThat(texts(items, "date")).containsExactly("2026-03-29", "2026-03-30");
    assertThat(texts(items, "from"))
        .containsExactly("2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z");
    assertThat(texts(items, "value")).containsExactly("23000", "24000");
    assertThat(texts(items, "status")).containsOnly("measured");
    assertThat(texts(items, "coverage")).containsOnly("1.0000");
    JsonNode month = get(syndic, path + "?step=month").get("series").get(0).get("items").get(0);
    assertThat(month.get("date").asText()).isEqualTo("2026-03");
    assertThat(month.get("value").asText()).isEqualTo("50000");
    assertThat(month.get("coverage").asText()).isEqualTo("0.0672");
    JsonNode quarters =
        get(syndic, path + "?step=15m&from=2026-03-28T23:00:00Z&to=2026-03-29T22:00:00Z");
    assertThat(texts(quarters.get("series").get(0).get("items"), "value"))
        .hasSize(92)
        .containsOnly("250");
  }

  // Quarter-hours and readings tell how somebody lives: of dwellings a syndic sees months.
  @Test
  void ofADwellingASyndicSeesMonthsThatAreOverAndOperatorsSeeAll() throws Exception {
    SampleBuilding flat = ours.dwelling("flat-3b");
    int counter = flat.register("active-energy-import", "active-energy-import", "Wh");
    long batch = ours.batch(200);
    Instant from = Instant.parse("2026-01-31T23:00:00Z");
    for (int day = 0; day < 55; day++) {
      flat.reading(counter, from.plus(Duration.ofDays(day)), 1_000L * day, batch);
    }
    flat.touch(counter, from, NOW);
    Deriver deriver = new Deriver(database.ingest());
    while (deriver.step() > 0) {}
    String consumption = "/points/" + flat.point() + "/consumption";
    for (String finer : List.of("", "?step=15m", "?step=day")) {
      HttpResponse<String> refused = syndic.get(consumption + finer);
      assertThat(refused.statusCode()).as(finer).isEqualTo(403);
      assertThat(JSON.readTree(refused.body()).get("detail").asText())
          .contains("charges", "month or longer that is over", "/purposes");
      assertThat(operator.get(consumption + finer).statusCode()).as(finer).isEqualTo(200);
    }
    JsonNode months = get(syndic, consumption + "?step=month").get("series").get(0).get("items");
    assertThat(texts(months, "date")).containsExactly("2026-02");
    assertThat(texts(months, "value")).containsExactly("28000");
    assertThat(get(syndic, consumption + "?step=year").get("series")).isEmpty();
    assertThat(get(operator, consumption + "?step=month").get("series").get(0).get("items"))
        .hasSize(2);
    String readings = "/registers/" + counter + "/readings";
    assertThat(syndic.get(readings).statusCode()).isEqualTo(403);
    assertThat(get(operator, readings).get("items")).hasSize(55);
    // Whose a meter is that no plan places, nobody knows.
    SampleBuilding.execute(
        database.ingest(), "update meter set point = null where name = 'flat-3b'");
    assertThat(syndic.get(readings).statusCode()).isEqualTo(403);
    assertThat(texts(get(syndic, "/purposes").get("items"), "id"))
        .contains("charges", "verification");
  }

  @Test
  void theLedgerCountsWhatIsMissing() throws Exception {
    long batch = theirs.batch(1);
    assertThat(batch).isPositive();
    theirs.batch(2);
    theirs.batch(5);
    JsonNode ledger = get(operator, "/gateways/gw-chenes-3/ledger");
    assertThat(ledger.get("missing").asLong()).isEqualTo(2);
    JsonNode epoch = ledger.get("epochs").get(0);
    assertThat(epoch.get("highest").asLong()).isEqualTo(5);
    assertThat(epoch.get("stored").asLong()).isEqualTo(3);
    JsonNode past = get(operator, "/gateways/gw-chenes-3/ledger?to=2020-01-01T00:00:00Z");
    assertThat(past.get("epochs").get(0).get("stored").asLong()).isZero();
    assertThat(past.get("missing").asLong()).isEqualTo(2);
    assertThat(past.get("losses")).isEmpty();
  }

  @Test
  void theLedgerTellsWhatTheGatewaySaysWasLostAndWhatElseHappened() throws Exception {
    for (String row :
        List.of(
            "'loss', null, 'loss', 'disk gone', 17, null, null",
            "'loss', '2026-03-01T10:00:00Z', 'loss', 'journal full', 3, 2, 4",
            "'event', null, 'gateway-started', '2 buses', null, null, null")) {
      SampleBuilding.execute(
          database.ingest(),
          "insert into fact (batch, position, gateway, boot_id, boot_millis, kind, at, code, text,"
              + " readings, from_seq, to_seq) select coalesce(max(batch), 0) + 1, 0,"
              + " 'gw-tilleuls-12', gen_random_uuid(), 0, "
              + row
              + " from fact");
    }
    JsonNode ledger = get(syndic, "/gateways/gw-tilleuls-12/ledger");
    assertThat(texts(ledger.get("losses"), "reason")).containsExactly("journal full", "disk gone");
    assertThat(texts(ledger.get("losses"), "readings")).containsExactly("3", "17");
    assertThat(ledger.get("complete").asBoolean()).isFalse();
    assertThat(texts(ledger.get("unnumbered"), "reason")).containsExactly("disk gone");
    assertThat(texts(ledger.get("losses"), "fromSeq")).containsExactly("2", "null");
    assertThat(texts(ledger.get("losses"), "at")).containsExactly("2026-03-01T10:00:00Z", "null");
    assertThat(texts(ledger.get("events"), "code")).containsExactly("gateway-started");
  }

  @Test
  void badRequestsSayWhatWasWantedAndFound() throws Exception {
    String readings = "/registers/" + energy + "/readings";
    for (String path :
        List.of(
            "/buildings/x",
            "/buildings?cursor=eHl6",
            "/buildings?cursor=%25",
            readings + "?limit=0",
            readings + "?limit=10001",
            readings + "?from=yesterday",
            readings + "?from=-1000000000-01-01T00:00:00Z",
            readings + "?from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z",
            readings + "?cursor=eHl6",
            "/points/" + ours.point() + "/consumption?step=decade",
            "/points/" + ours.point() + "/levels?step=week",
            "/points/" + ours.point() + "/peaks?step=15m",
            "/live",
            "/live?building=1%00")) {
      HttpResponse<String> answer = operator.get(path);
      assertThat(answer.statusCode()).as(path + answer.body()).isEqualTo(400);
      assertThat(JSON.readTree(answer.body()).get("detail").asText()).contains("wanted", "found");
    }
    assertThat(operator.get("/gateways/gw%00/ledger").statusCode()).isEqualTo(404);
    assertThat(operator.get("/buildings/999999").statusCode()).isEqualTo(404);
    assertThat(nobody.post("/session", "not json").statusCode()).isEqualTo(400);
    assertThat(nobody.post("/session", "{\"user\":1,\"password\":\"x\"}").statusCode())
        .isEqualTo(400);
    String large = "{\"user\":\"" + "x".repeat(70_000) + "\"}";
    assertThat(nobody.post("/session", large).statusCode()).isEqualTo(413);
  }

  @Test
  @Timeout(30)
  void aListenerHearsOfNewReadingsInItsBuildingOnly() throws Exception {
    HttpResponse<InputStream> answer =
        syndic
            .http()
            .send(
                syndic.request("/live?building=" + ours.building()).GET().build(),
                BodyHandlers.ofInputStream());
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/event-stream");
    try (BufferedReader events =
        new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
      String data = "data: {\"building\":%d}".formatted(ours.building());
      assertThat(events.readLine()).isEqualTo("event: readings");
      assertThat(events.readLine()).isEqualTo(data);
      assertThat(events.readLine()).isEmpty();
      for (int building : new int[] {theirs.building(), ours.building()}) {
        SampleBuilding.execute(
            database.ingest(), "select pg_notify('releve_live', ?)", Integer.toString(building));
      }
      assertThat(events.readLine()).isEqualTo("event: readings");
      assertThat(events.readLine()).isEqualTo(data);
    }
  }

  @Test
  void pagesAreForThoseLoggedInAndEscapeWhatPeopleWrote() throws Exception {
    HttpResponse<String> refused = nobody.page("/buildings/" + ours.building(), "fr");
    assertThat(refused.statusCode()).isEqualTo(303);
    HttpResponse<String> page = syndic.page("/buildings/" + ours.building(), "fr");
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.body())
        .contains("Tilleuls 12", "Compteur &lt;général&gt;", "<html lang=\"fr\">")
        .doesNotContain("<général>", "http://", "https://");
    assertThat(syndic.page("/buildings/" + ours.building(), "en").body())
        .contains("<html lang=\"en\">");
    assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
        .contains("default-src 'none'")
        .doesNotContain("unsafe");
    assertThat(syndic.page("/buildings/" + theirs.building(), "fr").statusCode()).isEqualTo(404);
  }

  @Test
  void anAddressThatIsTakenIsNamed() {
    assertThatThrownBy(
            () ->
                Web.start(
                    vertx,
                    InetSocketAddress.createUnresolved("127.0.0.1", web.port()),
                    database,
                    keys,
                    () -> NOW))
        .isInstanceOf(IOException.class)
        .hasMessage("http cannot listen at 127.0.0.1:" + web.port());
  }

  @Test
  void theFirstOperatorIsMadeOnce() throws Exception {
    String before = Files.readString(keys.resolve("first-operator.json"));
    Path lost = keys.resolve("elsewhere");
    try (Web again =
        Web.start(
            vertx, InetSocketAddress.createUnresolved("127.0.0.1", 0), database, lost, () -> NOW)) {
      assertThat(again.port()).isPositive();
    }
    assertThat(lost.resolve("first-operator.json")).doesNotExist();
    assertThat(keys.resolve("first-operator.json")).hasContent(before);
  }
}
