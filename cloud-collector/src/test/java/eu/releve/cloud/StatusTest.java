package eu.releve.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import eu.releve.cloud.api.Desk;
import eu.releve.cloud.api.Intake;
import eu.releve.cloud.database.Database;
import eu.releve.cloud.database.Reach;
import eu.releve.cloud.database.TestDatabase;
import io.vertx.core.Vertx;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator is told, and nobody else. */
class StatusTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Instant NOW = Instant.parse("2026-03-31T10:00:00Z");
  private static final Intake BUSY =
      new Intake(
          3,
          1_000,
          7,
          990,
          2,
          5,
          Duration.ofMinutes(25),
          4,
          1,
          List.of("fsync is off"),
          new TreeMap<>(Map.of("foreign-topic", 6L, "too-large", 0L)),
          Optional.of(
              new Intake.Broker(
                  Optional.of("nobody listens"),
                  2,
                  3,
                  4,
                  0,
                  5,
                  OptionalInt.of(9),
                  Optional.empty())));

  @TempDir Path keys;
  private final Vertx vertx = Vertx.vertx();
  private Database database;
  private Web web;
  private WebClient operator;
  private WebClient nobody;

  @BeforeEach
  void start() throws Exception {
    database = TestDatabase.fresh();
    web =
        Web.start(
            vertx,
            InetSocketAddress.createUnresolved("127.0.0.1", 0),
            database,
            keys,
            () -> NOW,
            () -> BUSY,
            Desk.NONE,
            Optional.empty(),
            Optional.empty());
    JsonNode first = JSON.readTree(Files.readString(keys.resolve("first-operator.json")));
    operator = new WebClient(web.port(), first.get("token").asText());
    nobody = new WebClient(web.port(), "");
    SampleBuilding building = SampleBuilding.in(database, "tilleuls-12", "demo-syndic");
    trouble(building);
  }

  private void trouble(SampleBuilding building) throws Exception {
    for (String statement :
        List.of(
            "insert into gateway (id) values ('gw-clone')",
            "insert into fork (gateway, kind, epoch, reason)"
                + " values ('gw-clone', 'older-goes-on', 7, 'twice')",
            "insert into quarantine (batch, gateway, epoch, seq, reason, bytes)"
                + " values (1, 'gw-clone', 1, 9, 'a <poison> batch', '')",
            "insert into undated (batch, gateway, boot_id, bytes)"
                + " values (2, 'gw-clone', gen_random_uuid(), '')",
            "insert into site_plan (building, version, digest, body, problem)"
                + " values (%d, 1, 0, '', 'line 3: zone')".formatted(building.building()),
            "insert into fact (batch, position, gateway, kind, boot_id, boot_millis, code, text,"
                + " readings) values (3, 0, 'gw-clone', 'loss', gen_random_uuid(), 0, 'loss',"
                + " 'journal damaged', 51)",
            "insert into underived values (%d, 'too large')"
                .formatted(building.register("water-volume", "water-volume", "mL")))) {
      SampleBuilding.execute(database.ingest(), statement);
    }
  }

  @AfterEach
  void stop() {
    web.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
    database.close();
  }

  @Test
  void anOperatorIsToldWhatIsWrongAndNobodyElse() throws Exception {
    JsonNode status = JSON.readTree(operator.get("/status").body());
    assertThat(status.get("warnings").toString())
        .contains("5 batches wait for a catalogue, the oldest for 25 minutes")
        .contains("no receipts are sent: fsync is off")
        .contains("batches in quarantine: 1")
        .contains("gateways whose journal contradicts the ledger: 1")
        .contains("batches without a date that can be believed: 1")
        .contains("site plans that cannot be followed: 1")
        .contains("registers that cannot be derived: 1")
        .contains("gateways that belong to no organisation: 1");
    assertThat(status.get("intake").get("refusals").get("foreign-topic").asInt()).isEqualTo(6);
    assertThat(status.get("intake").get("withheldBatches").asInt()).isEqualTo(4);
    assertThat(status.get("trouble").get("items").toString())
        .contains("gw-clone", "twice", "line 3: zone", "batch 9", "too large")
        .contains("51 readings: journal damaged");
    assertThat(status.get("trouble").get("lostReadings").asInt()).isEqualTo(51);
    JsonNode open = JSON.readTree(nobody.get("/status").body());
    assertThat(open.has("intake")).isFalse();
    assertThat(open.has("trouble")).isFalse();
    assertThat(open.toString()).doesNotContain("gw-").doesNotContain("quarantine");
  }

  @Test
  void thePageSaysTheSameInBothLanguagesToOperatorsOnly() throws Exception {
    HttpResponse<String> page = operator.page("/status", "fr");
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.body())
        .contains(
            "Envois illisibles, mis de côté\u00a0: 1",
            "a &lt;poison&gt; batch",
            "gw-clone",
            "fsync is off");
    assertThat(page.body())
        .contains("Un ancien journal continue", "releve ledger gw-clone --decide RAISON")
        .contains("releve quarantine retry gw-clone");
    assertThat(page.body()).contains("Perte", "51 readings: journal damaged");
    assertThat(operator.page("/status", "en").body())
        .contains("Deliveries that cannot be read, put aside: 1");
    assertThat(operator.page("/", "en").body()).contains("href=\"/status\"");
    assertThat(nobody.page("/status", "fr").statusCode()).isEqualTo(303);
    operator.post(
        "/accounts",
        """
        {"user":"anne","password":"correct horse battery","role":"syndic",
         "organisation":"demo-syndic"}""");
    SampleBuilding.execute(
        database.api(Reach.EVERYTHING),
        "insert into access (account, kind, secret_sha256) select id, 'token', sha256('anne')"
            + " from account where name = 'anne'");
    assertThat(new WebClient(web.port(), "anne").page("/status", "fr").statusCode()).isEqualTo(404);
  }
}
