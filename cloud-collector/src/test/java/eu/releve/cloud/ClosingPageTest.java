package eu.releve.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import eu.releve.cloud.database.Database;
import eu.releve.cloud.database.TestDatabase;
import eu.releve.cloud.derive.Deriver;
import io.vertx.core.Vertx;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Index lists, closings and remarks as pages, over HTTP on a real PostgreSQL. */
class ClosingPageTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Instant NOW = Instant.parse("2027-01-20T10:00:00Z");
  private static final String PASSWORD = "correct horse battery";
  private static final AtomicInteger BUILDINGS = new AtomicInteger();

  @TempDir static Path keys;
  static Vertx vertx;
  static Database database;
  static Web web;
  static WebClient operator;
  static WebClient syndic;
  static WebClient stranger;
  private static String session;

  private SampleBuilding building;
  private int register;
  private long batches = 10;

  @BeforeAll
  static void start() throws Exception {
    vertx = Vertx.vertx();
    database = TestDatabase.fresh();
    web =
        Web.start(
            vertx, InetSocketAddress.createUnresolved("127.0.0.1", 0), database, keys, () -> NOW);
    JsonNode first = JSON.readTree(Files.readString(keys.resolve("first-operator.json")));
    operator = new WebClient(web.port(), first.get("token").asText());
    for (String organisation : new String[] {"demo-syndic", "other-syndic"}) {
      SampleBuilding.execute(
          database.ingest(),
          "insert into organisation (name, title) values (?, 'D') on conflict do nothing",
          organisation);
    }
    session = session("anne", "demo-syndic");
    syndic = new WebClient(web.port(), session);
    stranger = new WebClient(web.port(), session("bert", "other-syndic"));
  }

  private static String session(String user, String organisation) throws Exception {
    String login = "{\"user\":\"%s\",\"password\":\"%s\"".formatted(user, PASSWORD);
    String account =
        login + ",\"role\":\"syndic\",\"organisation\":\"%s\"}".formatted(organisation);
    assertThat(operator.post("/accounts", account).statusCode()).isEqualTo(200);
    return new WebClient(web.port(), "")
        .post("/session", login + "}")
        .headers()
        .firstValue("Set-Cookie")
        .orElseThrow()
        .replaceAll("^[^=]*=([^;]*).*", "$1");
  }

  @AfterAll
  static void stop() {
    web.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
    database.close();
  }

  /** A flat that used 123.4 kWh of 1,000 in 2026. */
  @BeforeEach
  void aBuildingOfItsOwn() throws Exception {
    building =
        SampleBuilding.in(database, "tilleuls-" + BUILDINGS.incrementAndGet(), "demo-syndic");
    register =
        building.dwelling("flat-1a").register("active-energy-import", "active-energy-import", "Wh");
    read("2025-12-31T22:52:00Z", 1_000_000);
    read("2025-12-31T23:07:00Z", 1_000_150);
    read("2026-06-30T22:00:00Z", 1_050_000);
    read("2026-12-31T23:00:00Z", 1_123_480);
    derive();
  }

  private void read(String instant, long value) throws Exception {
    Instant at = Instant.parse(instant);
    building.reading(register, at, value, building.batch(++batches));
    building.touch(register, at, at);
  }

  private static void derive() throws Exception {
    Deriver deriver = new Deriver(database.ingest());
    while (deriver.step() > 0) {}
  }

  private String path(String rest) {
    return "/buildings/%d/closings%s".formatted(building.building(), rest);
  }

  private String good(String rest) throws Exception {
    HttpResponse<String> answer = syndic.page(path(rest), "en");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return answer.body();
  }

  private HttpResponse<String> close(Map<String, String> fields) throws Exception {
    String form =
        fields.entrySet().stream()
            .map(
                field ->
                    field.getKey()
                        + "="
                        + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
            .collect(Collectors.joining("&"));
    HttpRequest request =
        request(path(""))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(form))
            .build();
    return syndic.http().send(request, BodyHandlers.ofString());
  }

  private static Map<String, String> days(String first, String last, String lot, String reason) {
    return Map.of("first", first, "last", last, "lot", lot, "reason", reason);
  }

  private static HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d%s".formatted(web.port(), path)))
        .header("Accept-Language", "en")
        .header("Cookie", "releve-session=" + session);
  }

  private static HttpResponse<byte[]> file(String path) throws Exception {
    HttpResponse<byte[]> answer =
        syndic.http().send(request(path).build(), BodyHandlers.ofByteArray());
    assertThat(answer.statusCode()).isEqualTo(200);
    return answer;
  }

  @Test
  void theListOfTheLastYearIsShownAndItsFilesAreThoseOfTheApi() throws Exception {
    String html = good("");
    assertThat(html)
        .contains("1 January 2026 to 31 December 2026")
        .contains("value=\"2026-01-01\"")
        .contains("Lot 1A")
        .contains("1,000.08\u00a0kWh")
        .contains("1,123.48\u00a0kWh")
        .contains("123.40\u00a0kWh")
        .contains("measured, read on 31\u00a0Dec\u00a02025,\u00a023:52 and on 1\u00a0Jan\u00a02026")
        .contains("no serial number noted")
        .contains("No period is closed yet");
    for (String kind : new String[] {"csv", "xlsx", "pdf"}) {
      HttpResponse<byte[]> mine =
          file(path("/file?first=2026-01-01&last=2026-12-31&lot=&format=" + kind));
      HttpResponse<byte[]> programs =
          file(
              "/api/v1/buildings/%d/closings/list?from=2026-01-01&to=2027-01-01&format=%s"
                  .formatted(building.building(), kind));
      assertThat(mine.body()).as(kind).isEqualTo(programs.body());
      for (String header : new String[] {"Content-Type", "Content-Disposition"}) {
        assertThat(mine.headers().firstValue(header))
            .isEqualTo(programs.headers().firstValue(header));
      }
    }
  }

  @Test
  void aPeriodIsClosedWithAReasonAndWhatArrivesLaterStandsBesideIt() throws Exception {
    HttpResponse<String> done = close(days("2026-01-01", "2026-06-30", "", "Half <a> year"));
    assertThat(done.statusCode()).isEqualTo(303);
    String one = done.headers().firstValue("Location").orElseThrow();
    String html = syndic.page(one, "en").body();
    assertThat(html)
        .contains("1 January 2026 to 30 June 2026")
        .contains("by anne")
        .contains("Half &lt;a")
        .contains("49.92\u00a0kWh")
        .contains("Nothing has changed since");
    String number = one.replaceAll(".*/", "");
    assertThat(file(one + "/file?format=pdf").body())
        .isEqualTo(file("/api/v1/closings/" + number + "?format=pdf").body());

    read("2026-06-30T22:00:00Z", 1_051_000);
    derive();
    assertThat(syndic.page(one, "en").body())
        .contains("49.92\u00a0kWh")
        .contains("The figures have changed since")
        .contains("50.92")
        .contains("+1.00\u00a0kWh");
    HttpResponse<String> next = close(days("2026-07-01", "2026-12-31", "", "The rest"));
    String other = next.headers().firstValue("Location").orElseThrow();
    assertThat(syndic.page(other, "en").body())
        .contains("Adjustments of earlier periods")
        .contains("of closing " + number);
    assertThat(syndic.page(one, "en").body())
        .contains("booked by closing " + other.replaceAll(".*/", ""))
        .doesNotContain("The figures have changed since");
    assertThat(good(""))
        .contains("href=\"" + one + "\"")
        .contains(one + "/file?format=xlsx")
        .contains("closed already");
  }

  @Test
  void whatCannotBeClosedIsSaidWithWhatWasTyped() throws Exception {
    HttpResponse<String> none = close(days("2026-01-01", "2026-12-31", "", "  "));
    assertThat(none.statusCode()).isEqualTo(400);
    assertThat(none.body()).contains("role=\"alert\"").contains("Give a reason");
    HttpResponse<String> running = close(days("2027-01-01", "2027-01-31", "", "too early"));
    assertThat(running.statusCode()).isEqualTo(409);
    assertThat(running.body()).contains("at the latest").contains("19 January 2027");
    assertThat(close(days("2026-01-01", "2026-01-09", "", "days")).body())
        .contains("at least a month");
    assertThat(close(days("2026-02-30", "2026-12-31", "", "x")).body()).contains("Choose two days");
    assertThat(close(days("2026-01-01", "2026-12-31", "flat-9", "x")).body())
        .contains("no such lot");
    assertThat(close(days("2026-01-01", "2026-12-31", "", "x".repeat(9_000))).statusCode())
        .isEqualTo(413);
    assertThat(good("")).contains("No period is closed yet");
    HttpResponse<String> wrong = syndic.page(path("?first=2026-12-31&last=2026-01-01"), "fr");
    assertThat(wrong.statusCode()).isEqualTo(400);
    assertThat(wrong.body()).contains("Choisissez deux jours").contains("value=\"2026-12-31\"");
    HttpResponse<String> typeless =
        syndic
            .http()
            .send(
                request(path("")).POST(HttpRequest.BodyPublishers.ofString("{}")).build(),
                BodyHandlers.ofString());
    assertThat(typeless.statusCode()).isEqualTo(415);
  }

  @Test
  void anotherDayOfADwellingIsClosedAndNotLookedAt() throws Exception {
    String days = "?first=2026-01-01&last=2026-05-09&lot=flat-1a";
    assertThat(good(days))
        .contains("whole months that are over")
        .contains("id=\"close\"")
        .doesNotContain("1,000.08");
    String format = days + "&format=csv";
    assertThat(syndic.page(path("/file" + format), "en").statusCode()).isEqualTo(403);
    assertThat(operator.page(path(days), "en").body()).contains("1,000.08");
    HttpResponse<String> sale = close(days("2026-01-01", "2026-05-09", "flat-1a", "Sale"));
    assertThat(syndic.page(sale.headers().firstValue("Location").orElseThrow(), "en").body())
        .contains("9 May 2026 · Lot 1A")
        .contains("1,000.08");
  }

  @Test
  void whoManagesAnotherBuildingFindsNeitherListNorClosing() throws Exception {
    String one =
        close(days("2026-01-01", "2026-12-31", "", "Year"))
            .headers()
            .firstValue("Location")
            .orElseThrow();
    for (String there : new String[] {path(""), one, one + "/file?format=csv"}) {
      assertThat(stranger.page(there, "en").statusCode()).as(there).isEqualTo(404);
    }
    // Nor below another building of the same syndic.
    SampleBuilding next =
        SampleBuilding.in(database, "chenes-" + BUILDINGS.incrementAndGet(), "demo-syndic");
    String elsewhere = one.replaceFirst("/buildings/\\d+", "/buildings/" + next.building());
    assertThat(syndic.page(elsewhere, "en").statusCode()).isEqualTo(404);
    assertThat(syndic.page(path("/file?format=doc"), "en").statusCode()).isEqualTo(404);
  }

  private void remark(String lot, String rule, String since, boolean ongoing) throws Exception {
    SampleBuilding.execute(
        database.ingest(),
        """
        insert into remark (building, point, about, rule, since, last_day, clean_on, ongoing, days,
          measured, limit_value)
        select ?, (select p.id from point p left join lot l on l.id = p.lot
            where p.building = ? and coalesce(l.name, '') = ? limit 1),
          'active-energy-import', ?, ?::date, ?::date + 1,
          case when ? then null else ?::date + 2 end, ?, 2, 1500, 180""",
        building.building(),
        building.building(),
        lot,
        rule,
        since,
        since,
        ongoing,
        since,
        ongoing);
  }

  @Test
  void theBuildingsPageSaysCalmlyWhatDoesNotLookRight() throws Exception {
    String page = "/buildings/" + building.building();
    assertThat(syndic.page(page, "en").body()).doesNotContain("id=\"remarks\"");
    SampleBuilding.execute(
        database.ingest(),
        "insert into validated values (?, '2026-01-01', '2027-01-18', 0)",
        building.building());
    assertThat(syndic.page(page, "en").body())
        .contains("<summary>Nothing looks wrong</summary>")
        .contains("Looked at up to 18 January.");
    remark("", "V08", "2027-01-17", true);
    remark("flat-1a", "V08", "2027-01-16", true);
    remark("flat-1a", "V06", "2027-01-10", false);
    remark("", "V06", "2026-11-10", false);
    assertThat(syndic.page(page, "en").body())
        .contains("What does not look right")
        .contains("A quarter-hour stands far above the others of its day.")
        .contains("Since 17 January. 1,500% above the third highest; up to 180% is let pass.")
        .contains("From 10 January to 11 January.")
        .contains("Over within the last 30 days (1)")
        // How a dwelling's day went is not told to a syndic, and November is long over.
        .doesNotContain("16 January")
        .doesNotContain("10 November");
    assertThat(operator.page(page, "fr").body())
        .contains("Points à vérifier")
        .contains("Depuis le 16 janvier");
  }
}
