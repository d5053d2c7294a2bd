package eu.releve.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import eu.releve.cloud.database.Database;
import eu.releve.cloud.database.TestDatabase;
import eu.releve.cloud.process.Processing;
import io.vertx.core.Vertx;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Remarks and limits over HTTP, on a real PostgreSQL. */
class RemarksWebTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Instant NOW = Instant.parse("2026-02-10T10:00:00Z");

  @TempDir static Path keys;
  static Vertx vertx;
  static Database database;
  static Web web;
  static WebClient operator;
  static WebClient syndic;
  static WebClient other;
  private static SampleBuilding building;

  @BeforeAll
  static void start() throws Exception {
    vertx = Vertx.vertx();
    database = TestDatabase.fresh();
    web =
        Web.start(
            vertx, InetSocketAddress.createUnresolved("127.0.0.1", 0), database, keys, () -> NOW);
    JsonNode first = JSON.readTree(Files.readString(keys.resolve("first-operator.json")));
    operator = new WebClient(web.port(), first.get("token").asText());
    building = SampleBuilding.in(database, "tilleuls-12", "demo-syndic");
    assertThat(SampleBuilding.in(database, "chenes-3", "other-syndic").building()).isPositive();
    syndic = account("anne", "demo-syndic");
    other = account("bert", "other-syndic");
    spikes(building);
    SampleBuilding flat = building.dwelling("flat-1");
    spikes(flat);
    SampleBuilding.execute(
        database.ingest(),
        "update meter set installed_from = '2026-01-01', installed_to = '2026-02-08'"
            + " where name = 'flat-1'");
    SampleBuilding.execute(
        database.ingest(),
        "insert into touched_day select ?, day::date from generate_series('2026-02-01'::date,"
            + " '2026-02-09'::date, interval '1 day') as day",
        building.building());
    process();
  }

  /** A month of 1 kW, and a peak of 16 kW on two days on end; four hours unread on another. */
  private static void spikes(SampleBuilding at) throws Exception {
    int register = at.register("active-energy-import", "active-energy-import", "Wh");
    SampleBuilding.execute(
        database.ingest(),
        """
        insert into quarter_hour (register, starts, consumption, covered_millis, quality,
          bracket_minutes)
        select ?, starts, case when starts in ('2026-02-05T11:00:00Z', '2026-02-06T11:00:00Z')
          then 4000 else 250 end, 900000, 0, 15
        from generate_series('2026-01-31T23:00:00Z'::timestamptz,
          '2026-02-09T22:45:00Z'::timestamptz, interval '15 minutes') as starts
        where starts not between '2026-02-03T10:00:00Z' and '2026-02-03T13:45:00Z'\
        """,
        register);
  }

  private static WebClient account(String name, String organisation) throws Exception {
    String password = "correct horse battery";
    HttpResponse<String> made =
        operator.post(
            "/accounts",
            """
            {"user":"%s","password":"%s","role":"syndic","organisation":"%s"}\
            """
                .formatted(name, password, organisation));
    assertThat(made.statusCode()).as(made.body()).isEqualTo(200);
    WebClient nobody = new WebClient(web.port(), "");
    HttpResponse<String> session =
        nobody.post("/session", "{\"user\":\"%s\",\"password\":\"%s\"}".formatted(name, password));
    String cookie = session.headers().firstValue("Set-Cookie").orElseThrow();
    HttpResponse<String> token =
        nobody.send(
            nobody.request("/tokens").header("Cookie", cookie.substring(0, cookie.indexOf(';'))),
            "POST",
            "");
    return new WebClient(web.port(), JSON.readTree(token.body()).get("token").asText());
  }

  private static void process() throws Exception {
    Processing processing = new Processing(database.ingest());
    while (processing.step() > 0) {}
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

  private static List<String> told(WebClient client, String query) throws Exception {
    List<String> told = new ArrayList<>();
    String path = "/buildings/%d/remarks%s".formatted(building.building(), query);
    for (JsonNode remark : good(client.get(path)).get("items")) {
      told.add(
          "%s %s %s %s"
              .formatted(
                  remark.get("rule").asText(),
                  remark.get("lot").asText(),
                  remark.get("since").asText(),
                  remark.get("measured").asText()));
    }
    return told;
  }

  @Test
  void aSyndicIsToldOfADwellingsMeterAndNotOfItsDay() throws Exception {
    assertThat(told(syndic, ""))
        .containsExactlyInAnyOrder("V08 null 2026-02-05 1500", "V06 flat-1 2026-02-03 16");
    assertThat(told(operator, ""))
        .contains("V08 flat-1 2026-02-05 1500", "V08 null 2026-02-05 1500");
  }

  @Test
  void aPeriodShowsTheRemarksThatLieInIt() throws Exception {
    assertThat(told(syndic, "?from=2026-02-04")).containsExactly("V08 null 2026-02-05 1500");
    assertThat(told(syndic, "?to=2026-02-05")).containsExactly("V06 flat-1 2026-02-03 16");
    HttpResponse<String> wrong =
        syndic.get("/buildings/%d/remarks?from=february".formatted(building.building()));
    assertThat(wrong.statusCode()).isEqualTo(400);
    assertThat(wrong.body()).contains("from: wanted a day", "february");
  }

  @Test
  void whoManagesAnotherBuildingSeesNothing() throws Exception {
    assertThat(other.get("/buildings/%d/remarks".formatted(building.building())).statusCode())
        .isEqualTo(404);
  }

  @Test
  void everyRuleIsListedWithWhereItsDefaultsComeFrom() throws Exception {
    JsonNode rules = good(syndic.get("/rules")).get("items");
    assertThat(rules).hasSize(23);
    for (JsonNode rule : rules) {
      boolean run = rule.get("where").asText().equals("run");
      assertThat(rule.get("limits").isEmpty()).as(rule.toString()).isNotEqualTo(run);
      for (JsonNode limit : rule.get("limits")) {
        assertThat(limit.get("source").asText()).isNotEmpty();
      }
    }
  }

  @Test
  void aSyndicSetsALimitOfTheOwnOrganisationAndIsNamedForIt() throws Exception {
    String body =
        """
        {"limit":"resolution-percent","value":"0.5","from":"2026-02-01","reason":"old gauges"}\
        """;
    assertThat(good(other.post("/rules/stuck/limits", body)).get("id").asInt()).isPositive();
    JsonNode set = limit(other, "/rules", "V14", "resolution-percent");
    assertThat(set.get("value").asText()).isEqualTo("0.5");
    assertThat(set.get("default").asText()).isEqualTo("1");
    assertThat(set.get("by").asText()).isEqualTo("bert");
    assertThat(set.get("reason").asText()).isEqualTo("old gauges");
    // The day before, and for others, the default holds.
    assertThat(limit(other, "/rules?on=2026-01-31", "V14", "resolution-percent").get("value"))
        .hasToString("\"1\"");
    assertThat(limit(syndic, "/rules", "V14", "resolution-percent").get("value"))
        .hasToString("\"1\"");
    assertThat(
            limit(operator, "/rules?organisation=other-syndic", "V14", "resolution-percent")
                .get("value"))
        .hasToString("\"0.5\"");
    assertThat(audit()).contains("bert limit-set V14, resolution-percent: 0.5 % from 2026-02-01");
    assertThat(syndic.get("/rules?organisation=other-syndic").statusCode()).isEqualTo(400);
  }

  private static JsonNode limit(WebClient client, String path, String rule, String name)
      throws Exception {
    for (JsonNode each : good(client.get(path)).get("items")) {
      if (each.get("rule").asText().equals(rule)) {
        for (JsonNode limit : each.get("limits")) {
          if (limit.get("limit").asText().equals(name)) {
            return limit;
          }
        }
      }
    }
    throw new AssertionError("no " + rule + " " + name);
  }

  private static String audit() throws Exception {
    try (Connection connection = database.ingest().getConnection();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "select string_agg(concat_ws(' ', who, what, text), '; ') from audit")) {
      row.next();
      return String.valueOf(row.getString(1));
    }
  }

  @Test
  void anotherLimitIsFollowedByTheRemarksOfItsDays() throws Exception {
    String body =
        """
        {"limit":"intervals","value":"20","from":"2026-02-01","reason":"repeater",
         "organisation":"demo-syndic"}\
        """;
    JsonNode once = good(operator.post("/rules/missing/limits", body));
    process();
    assertThat(told(syndic, "?to=2026-02-05")).isEmpty();
    JsonNode again = good(operator.post("/rules/missing/limits", body.replace("\"20\"", "\"3\"")));
    process();
    assertThat(again.get("id").asInt()).isGreaterThan(once.get("id").asInt());
    assertThat(told(syndic, "?to=2026-02-05")).containsExactly("V06 flat-1 2026-02-03 16");
  }

  @Test
  void whatMakesNoSenseIsRefusedWithWhatWasWanted() throws Exception {
    String body = "{\"limit\":\"%s\",\"value\":%s,\"from\":\"%s\",\"reason\":\"%s\"}";
    refused(
        "/rules/spike/limits",
        body.formatted("percents", "\"1\"", "2026-02-01", "r"),
        "limit: wanted one of percent, contract-percent, least-kw, found 'percents'");
    refused(
        "/rules/spike/limits",
        body.formatted("percent", "\"1\"", "2026-02-01", "r"),
        "value: wanted a number of % from 20 to 10000, found '1'");
    refused(
        "/rules/spike/limits",
        body.formatted("percent", "\"a lot\"", "2026-02-01", "r"),
        "found 'a lot'");
    refused("/rules/spike/limits", body.formatted("percent", "200", "2026-02-01", "r"), "value");
    refused(
        "/rules/spike/limits",
        body.formatted("percent", "\"200\"", "2026-02-30", "r"),
        "from: wanted a day");
    refused("/rules/spike/limits", body.formatted("percent", "\"200\"", "", "r"), "from");
    refused(
        "/rules/spike/limits", body.formatted("percent", "\"200\"", "2026-02-01", ""), "reason");
    refused(
        "/rules/sum/limits",
        body.formatted("percent", "\"200\"", "2026-02-01", "r"),
        "limit: rule V09 has none");
    HttpResponse<String> unknown =
        syndic.post(
            "/rules/no-such/limits", body.formatted("percent", "\"200\"", "2026-02-01", "r"));
    assertThat(unknown.statusCode()).isEqualTo(404);
    assertThat(unknown.body()).contains("no such rule");
  }

  private static void refused(String path, String body, String why) throws Exception {
    HttpResponse<String> answer = syndic.post(path, body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
    assertThat(answer.body()).contains(why);
  }
}
