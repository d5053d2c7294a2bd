package eu.releve.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import eu.releve.cloud.database.Database;
import eu.releve.cloud.database.TestDatabase;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What nobody should send, and clients that go away. */
class WebBadInputTest {
  private static final Instant NOW = Instant.parse("2026-03-31T10:00:00Z");

  @TempDir static Path keys;
  static Vertx vertx;
  static Database database;
  static Web web;
  static JsonNode first;
  static WebClient operator;
  static WebClient nobody;
  static SampleBuilding ours;
  static int energy;

  @BeforeAll
  static void start() throws Exception {
    vertx = Vertx.vertx();
    database = TestDatabase.fresh();
    web =
        Web.start(
            vertx, InetSocketAddress.createUnresolved("127.0.0.1", 0), database, keys, () -> NOW);
    first = new ObjectMapper().readTree(Files.readString(keys.resolve("first-operator.json")));
    operator = new WebClient(web.port(), first.get("token").asText());
    nobody = new WebClient(web.port(), "");
    ours = SampleBuilding.in(database, "tilleuls-12", "demo-syndic");
    energy = ours.register("active-energy-import", "active-energy-import", "Wh");
  }

  @AfterAll
  static void stop() {
    web.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
    database.close();
  }

  // Each answer must be a problem of RFC 9457 (the client checks it) and never our fault.
  @Test
  void noBodyOfAnyKindMakesAServerError() throws Exception {
    List<String> posts =
        List.of(
            "/session",
            "/tokens",
            "/accounts",
            "/groups",
            "/groups/1/consents",
            "/groups/1/withdrawals");
    operator.post("/groups", "{\"name\":\"all-posts\",\"title\":\"x\"}");
    List<String> bodies =
        List.of(
            "",
            "[1]",
            "\"x\"",
            "7",
            "null",
            "true",
            "{",
            "{}{}",
            "[".repeat(30_000),
            "{\"a\":".repeat(5_000),
            "{\"user\":\"a\\u0000b\",\"password\":\"\\u0000\",\"name\":\"\\u0000\",\"title\":\"\\u0000\"}",
            "{\"name\":\"no-title\",\"title\":\"a\\u0000b\"}",
            "{\"name\":\"half\",\"title\":\"a\\ud800b\"}",
            "{\"user\":\"a\\ud800\",\"password\":\"correct horse battery\",\"role\":\"syndic\","
                + "\"organisation\":\"demo-syndic\"}",
            "{\"user\":\"a\\u0000\",\"password\":\"correct horse battery\",\"role\":\"syndic\","
                + "\"organisation\":\"demo-syndic\"}",
            "{\"building\":1e999999,\"lot\":\"x\"}",
            "{\"building\":99999999999999999999,\"lot\":\"x\"}",
            "{\"building\":%d,\"lot\":\"\\u0000\",\"day\":\"2026-01-01\"}"
                .formatted(ours.building()),
            "\ufeff{\"user\":\"\u0000\"}");
    for (String path : posts) {
      for (String body : bodies) {
        for (WebClient client : List.of(operator, nobody)) {
          int status = client.post(path, body).statusCode();
          assertThat(status).as(path + " " + body).isBetween(200, 499);
          if (!path.equals("/tokens")) {
            assertThat(status).as(path + " " + body).isIn(400, 401, 404);
          }
        }
      }
      assertThat(operator.post(path, " ".repeat(70_000)).statusCode()).as(path).isEqualTo(413);
      for (String type : List.of("text/plain", "multipart/form-data", "application/jsonx", "")) {
        HttpResponse<String> answer =
            operator.send(operator.request(path).header("Content-Type", type), "POST", "{}");
        assertThat(answer.statusCode()).as(path + " " + type).isEqualTo(415);
      }
    }
    assertThat(
            operator
                .send(
                    operator
                        .request("/accounts")
                        .header("Content-Type", "Application/JSON; charset=utf-8"),
                    "POST",
                    "{}")
                .statusCode())
        .isEqualTo(400);
  }

  @Test
  void noLogInFormOfAnyKindMakesAServerError() throws Exception {
    String form = "application/x-www-form-urlencoded";
    for (String body :
        List.of(
            "user=a%00b&password=x", "user=%zz&password=%", "user=%ff%fe&password=x", "&&==&")) {
      assertThat(logIn(form, body)).as(body).isIn(400, 401);
    }
    assertThat(logIn(form, "user=a%00b&password=x")).isEqualTo(400);
    assertThat(logIn(form, "user=" + "x".repeat(5_000))).isEqualTo(413);
    assertThat(logIn(form, "a=1&".repeat(1_000))).isIn(400, 401, 413);
    assertThat(logIn("multipart/form-data; boundary=x", "--x")).isEqualTo(415);
    assertThat(logIn("application/json", "[1]")).isEqualTo(415);
  }

  private static int logIn(String type, String body) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + web.port() + "/login"))
            .header("Content-Type", type)
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    return nobody.http().send(request, BodyHandlers.ofString()).statusCode();
  }

  @Test
  void noCursorMakesAServerError() throws Exception {
    for (String position :
        List.of(
            "+1000000000-12-31T23:59:59.999999999Z",
            "-1000000000-01-01T00:00:00Z",
            "2200-01-01T00:00:01Z",
            "99999999999",
            "-1",
            "\0",
            "")) {
      String cursor =
          Base64.getUrlEncoder().encodeToString(position.getBytes(StandardCharsets.UTF_8));
      for (String path : List.of("/buildings", "/registers/" + energy + "/readings")) {
        assertThat(operator.get(path + "?cursor=" + cursor).statusCode())
            .as(path + " " + position)
            .isEqualTo(400);
      }
    }
  }

  // The place of a client that went away at any moment is free again: an account has twenty.
  @Test
  @Timeout(60)
  void listenersThatGoAwayLeaveTheirPlace() throws Exception {
    String request =
        "GET /api/v1/live?building=%d HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\n\r\n"
            .formatted(ours.building(), first.get("token").asText());
    for (int round = 0; round < 38; round++) {
      List<Socket> sockets = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), web.port());
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        if (i % 2 == 0) {
          sockets.add(socket);
        } else {
          // At once and without a word.
          socket.setSoLinger(true, 0);
          socket.close();
        }
      }
      for (Socket socket : sockets) {
        assertThat(socket.getInputStream().read()).isEqualTo('H');
        socket.close();
      }
    }
    await().atMost(Duration.ofSeconds(20)).until(() -> web.listeners() <= 1);
  }
}
