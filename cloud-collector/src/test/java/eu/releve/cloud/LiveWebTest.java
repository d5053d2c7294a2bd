package eu.releve.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import eu.releve.cloud.database.Database;
import eu.releve.cloud.database.TestDatabase;
import io.vertx.core.Vertx;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who may listen to a building, for how long and how often at once. */
class LiveWebTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Instant NOW = Instant.parse("2026-04-01T10:00:00Z");
  private static final int STREAMS_MAX = 20;

  @TempDir private Path keys;
  private Vertx vertx;
  private Database database;
  private Web web;
  private WebClient operator;
  private WebClient nobody;
  private SampleBuilding house;

  @BeforeEach
  void start() throws Exception {
    vertx = Vertx.vertx();
    database = TestDatabase.fresh();
    web =
        Web.start(
            vertx, InetSocketAddress.createUnresolved("127.0.0.1", 0), database, keys, () -> NOW);
    JsonNode first = JSON.readTree(Files.readString(keys.resolve("first-operator.json")));
    operator = new WebClient(web.port(), first.get("token").asText());
    nobody = new WebClient(web.port(), "");
    house = SampleBuilding.in(database, "tilleuls-12", "demo-syndic");
    operator.post(
        "/accounts",
        """
        {"user":"anne","password":"correct horse battery","role":"syndic",
         "organisation":"demo-syndic"}""");
  }

  @AfterEach
  void stop() {
    web.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
    database.close();
  }

  private String live() {
    return "/live?building=" + house.building();
  }

  private String session() throws Exception {
    String cookie =
        nobody
            .post("/session", "{\"user\":\"anne\",\"password\":\"correct horse battery\"}")
            .headers()
            .firstValue("Set-Cookie")
            .orElseThrow();
    return cookie.substring(0, cookie.indexOf(';'));
  }

  private HttpResponse<InputStream> listen(String session) throws Exception {
    HttpRequest request = nobody.request(live()).header("Cookie", session).GET().build();
    HttpResponse<InputStream> answer = nobody.http().send(request, BodyHandlers.ofInputStream());
    assertThat(answer.statusCode()).isEqualTo(200);
    return answer;
  }

  private static String toItsEnd(HttpResponse<InputStream> stream) throws Exception {
    try (InputStream body = stream.body()) {
      return new String(body.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  @Timeout(60)
  void aStreamEndsWithTheSessionAndWhenTheBuildingChangesHands() throws Exception {
    String over = session();
    HttpResponse<InputStream> first = listen(over);
    nobody.send(nobody.request("/session").header("Cookie", over), "DELETE", "");
    assertThat(toItsEnd(first)).startsWith("event: readings");

    HttpResponse<InputStream> second = listen(session());
    SampleBuilding.in(database, "chenes-3", "other-syndic");
    SampleBuilding.execute(
        database.ingest(),
        "update building set organisation = (select id from organisation where name = ?)"
            + " where id = ?",
        "other-syndic",
        house.building());
    assertThat(toItsEnd(second)).startsWith("event: readings");
    await().atMost(Duration.ofSeconds(20)).until(() -> web.listeners() == 0);
  }

  @Test
  @Timeout(60)
  void anAccountHasTwentyStreamsAndAnotherOneAPlaceOfItsOwn() throws Exception {
    String session = session();
    List<HttpResponse<InputStream>> streams = new ArrayList<>();
    for (int i = 0; i < STREAMS_MAX; i++) {
      streams.add(listen(session));
    }
    HttpResponse<String> refused =
        nobody.send(nobody.request(live()).header("Cookie", session), "GET", "");
    assertThat(refused.statusCode()).isEqualTo(429);
    assertThat(JSON.readTree(refused.body()).get("detail").asText()).contains("wanted", "found");
    HttpResponse<InputStream> other =
        operator.http().send(operator.request(live()).GET().build(), BodyHandlers.ofInputStream());
    assertThat(other.statusCode()).isEqualTo(200);
    other.body().close();
    streams.getFirst().body().close();
    await().atMost(Duration.ofSeconds(20)).until(() -> web.listeners() < STREAMS_MAX);
    streams.add(listen(session));
    for (HttpResponse<InputStream> stream : streams) {
      stream.body().close();
    }
  }
}
