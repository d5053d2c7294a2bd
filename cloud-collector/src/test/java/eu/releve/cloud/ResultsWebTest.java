package eu.releve.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import eu.releve.cloud.database.Database;
import eu.releve.cloud.database.TestDatabase;
import eu.releve.cloud.derive.Deriver;
import eu.releve.cloud.process.Processing;
import eu.releve.cloud.process.Reference;
import eu.releve.cloud.process.ReferenceTables;
import io.vertx.core.Vertx;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The routes of results on a real PostgreSQL; each answer is checked against openapi.yaml. */
class ResultsWebTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Instant NOW = Instant.parse("2026-04-01T10:00:00Z");
  private static final String CONSENT =
      """
      {"building":%d,"lot":"flat-a","givenBy":"M. Dupont","from":"2026-04-01","to":"2028-01-01"}""";

  @TempDir static Path keys;
  static Vertx vertx;
  static Database database;
  static Web web;
  static WebClient operator;
  static SampleBuilding ours;
  static SampleBuilding theirs;

  @BeforeAll
  static void start() throws Exception {
    vertx = Vertx.vertx();
    database = TestDatabase.fresh();
    ReferenceTables.bring(database.ingest(), Reference.bundled());
    web =
        Web.start(
            vertx, InetSocketAddress.createUnresolved("127.0.0.1", 0), database, keys, () -> NOW);
    JsonNode first = JSON.readTree(Files.readString(keys.resolve("first-operator.json")));
    operator = new WebClient(web.port(), first.get("token").asText());
    ours = SampleBuilding.in(database, "tilleuls-12", "demo-syndic");
    theirs = SampleBuilding.in(database, "chenes-3", "other-syndic");
    lot(ours);
    lot(theirs);
    SampleBuilding.execute(
        database.ingest(),
        "insert into lot (building, name, kind) values (?, 'shop-1', 'shop')",
        ours.building());
    int energy = ours.register("active-energy-import", "active-energy-import", "Wh");
    long batch = ours.batch(1);
    for (int hour = 0; hour <= 743; hour++) {
      Instant at = Instant.parse("2026-02-28T23:00:00Z").plusSeconds(3_600L * hour);
      ours.reading(energy, at, 1_000L * hour, batch);
    }
    ours.touch(
        energy, Instant.parse("2026-02-28T23:00:00Z"), Instant.parse("2026-03-31T22:00:00Z"));
    new Deriver(database.ingest()).step();
    new Processing(database.ingest()).step();
  }

  private static void lot(SampleBuilding building) throws Exception {
    SampleBuilding.execute(
        database.ingest(),
        "insert into lot (building, name, kind) values (?, 'flat-a', 'dwelling')",
        building.building());
  }

  @AfterAll
  static void stop() {
    web.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
    database.close();
  }

  private static WebClient syndic(String user, String organisation) throws Exception {
    operator.post(
        "/accounts",
        """
        {"user":"%s","password":"correct horse battery","role":"syndic","organisation":"%s"}"""
            .formatted(user, organisation));
    WebClient nobody = new WebClient(web.port(), "");
    String cookie =
        nobody
            .post(
                "/session",
                "{\"user\":\"%s\",\"password\":\"correct horse battery\"}".formatted(user))
            .headers()
            .firstValue("Set-Cookie")
            .orElseThrow();
    String session = cookie.substring(0, cookie.indexOf(';'));
    String token =
        nobody.send(nobody.request("/tokens").header("Cookie", session), "POST", "").body();
    return new WebClient(web.port(), JSON.readTree(token).get("token").asText());
  }

  @Test
  void aMonthsCarbonIsToldWithItsFactorAndMonthsCanBeChosen() throws Exception {
    WebClient syndic = syndic("anne", "demo-syndic");
    String path = "/buildings/" + ours.building() + "/carbon";
    JsonNode march = JSON.readTree(syndic.get(path).body()).get("items").get(0);
    assertThat(march.get("month").asText()).isEqualTo("2026-03");
    assertThat(march.get("kg").asText()).isEqualTo("133.740");
    assertThat(march.at("/lines/0/factor/id").asText()).isEqualTo("electricity-be-2026-1");
    assertThat(JSON.readTree(syndic.get(path + "?from=2026-04").body()).get("items")).isEmpty();
    assertThat(syndic.get(path + "?to=march").statusCode()).isEqualTo(400);
    String findings = "/buildings/" + ours.building() + "/findings";
    assertThat(JSON.readTree(syndic.get(findings).body()).get("items")).isEmpty();
    for (String foreign : new String[] {"/carbon", "/findings"}) {
      assertThat(syndic.get("/buildings/" + theirs.building() + foreign).statusCode())
          .isEqualTo(404);
    }
    WebClient nobody = new WebClient(web.port(), "");
    assertThat(nobody.get(path).statusCode()).isEqualTo(401);
    assertThat(nobody.get("/groups").statusCode()).isEqualTo(401);
  }

  @Test
  void aGroupTakesConsentsOfTheOwnBuildingsOnly() throws Exception {
    WebClient syndic = syndic("bert", "demo-syndic");
    WebClient other = syndic("carl", "other-syndic");
    String made = syndic.post("/groups", "{\"name\":\"elec-27\",\"title\":\"Achat\"}").body();
    int group = JSON.readTree(made).get("id").asInt();
    assertThat(syndic.post("/groups", "{\"name\":\"elec-27\",\"title\":\"x\"}").statusCode())
        .isEqualTo(409);
    String path = "/groups/" + group;
    assertThat(syndic.post(path + "/consents", CONSENT.formatted(ours.building())).statusCode())
        .isEqualTo(200);
    assertThat(syndic.post(path + "/consents", CONSENT.formatted(theirs.building())).statusCode())
        .isEqualTo(404);
    assertThat(operator.post(path + "/consents", CONSENT.formatted(theirs.building())).statusCode())
        .isEqualTo(400);
    assertThat(other.post(path + "/consents", CONSENT.formatted(theirs.building())).statusCode())
        .isEqualTo(404);
    assertThat(other.get(path).statusCode()).isEqualTo(404);
    assertThat(JSON.readTree(other.get("/groups").body()).get("items")).isEmpty();
    assertThat(JSON.readTree(syndic.get(path).body()).get("consents").asInt()).isEqualTo(1);
    assertThat(syndic.get(path + "/curve").statusCode()).isEqualTo(400);
    String second = syndic.post("/groups", "{\"name\":\"elec-28\",\"title\":\"x\"}").body();
    String elsewhere = "/groups/" + JSON.readTree(second).get("id").asInt() + "/consents";
    assertThat(syndic.post(elsewhere, CONSENT.formatted(ours.building())).statusCode())
        .as("the difference of two groups would be a household's own")
        .isEqualTo(409);
    assertThat(syndic.get(path + "/curve?month=2026-03").statusCode()).isEqualTo(404);
    String yesterday =
        "{\"building\":%d,\"lot\":\"flat-a\",\"day\":\"2026-03-31\"}".formatted(ours.building());
    assertThat(syndic.post(path + "/withdrawals", yesterday).statusCode()).isEqualTo(400);
    String earlier = CONSENT.formatted(ours.building()).replace("2026-04-01", "2026-03-31");
    assertThat(syndic.post(path + "/consents", earlier).statusCode())
        .as("nobody agrees to what is past")
        .isEqualTo(400);
    assertThat(
            syndic
                .post(
                    path + "/consents",
                    CONSENT.formatted(ours.building()).replace("flat-a", "shop-1"))
                .statusCode())
        .as("a shop is no household")
        .isEqualTo(400);
    String withdrawal =
        "{\"building\":%d,\"lot\":\"flat-a\",\"day\":\"2026-04-01\"}".formatted(ours.building());
    assertThat(syndic.post(path + "/withdrawals", withdrawal).statusCode()).isEqualTo(200);
    assertThat(syndic.post(path + "/withdrawals", withdrawal).statusCode()).isEqualTo(404);
    assertThat(syndic.post(path + "/consents", CONSENT.formatted(ours.building())).body())
        .as("what was withdrawn stays so")
        .contains("409", "was withdrawn");
    assertThat(
            syndic
                .post(
                    path + "/consents",
                    CONSENT.formatted(ours.building()).replace("2026-04-01", "2026-04-02"))
                .statusCode())
        .isEqualTo(200);
    assertThat(
            syndic
                .post(
                    "/groups",
                    "{\"name\":\"x1\",\"title\":\"x\",\"organisation\":\"other-syndic\"}")
                .statusCode())
        .isEqualTo(400);
    assertThat(syndic.post("/groups", "{\"name\":\"NO\",\"title\":\"x\"}").statusCode())
        .isEqualTo(400);
  }

  @Test
  void aSheetIsToldOrWithheldWithItsReason() throws Exception {
    String made =
        operator
            .post("/groups", "{\"name\":\"told\",\"title\":\"x\",\"organisation\":\"demo-syndic\"}")
            .body();
    int group = JSON.readTree(made).get("id").asInt();
    SampleBuilding.execute(
        database.ingest(),
        """
        insert into group_month (purchase_group, month, outcome, reason, found, wanted, households,
          total_wh, load_factor, curve_wh, rule) values
          (?, '2026-02-01', 'withheld', 'too-few-households', 10, 11, 10, null, null, null, 'r'),
          (?, '2026-03-01', 'told', null, null, null, 11, 44, 0.667, '{11,33}', 'r')""",
        group,
        group);
    JsonNode months = JSON.readTree(operator.get("/groups/" + group).body()).get("months");
    assertThat(months.get(0).get("reason").asText()).isEqualTo("too-few-households");
    assertThat(months.get(1).get("totalWh").asText()).isEqualTo("44");
    assertThat(months.get(0).get("consented").asInt()).isEqualTo(10);
    String tooEarly = CONSENT.formatted(ours.building()).replace("2026-04-01", "2026-03-01");
    assertThat(operator.post("/groups/" + group + "/consents", tooEarly).statusCode())
        .as("a month since then is told")
        .isEqualTo(409);
    String curve = operator.get("/groups/" + group + "/curve?month=2026-03").body();
    assertThat(JSON.readTree(curve).get("values").toString()).isEqualTo("[\"11\",\"33\"]");
    String withheld = operator.get("/groups/" + group + "/curve?month=2026-02").body();
    assertThat(JSON.readTree(withheld).get("values")).isEmpty();
  }
}
