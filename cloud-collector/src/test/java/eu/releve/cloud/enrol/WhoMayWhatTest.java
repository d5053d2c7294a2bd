package eu.releve.cloud.enrol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import eu.releve.cloud.SampleBuilding;
import eu.releve.cloud.api.OpenApiDocument;
import eu.releve.cloud.database.Database;
import eu.releve.cloud.enrol.ApiOperations.Door;
import eu.releve.cloud.enrol.ApiOperations.Operation;
import eu.releve.cloud.mqtt.Refusal;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Every operation by everybody: what is allowed passes, everything else is refused. */
class WhoMayWhatTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Logger OURSELVES = (Logger) LoggerFactory.getLogger("eu.releve.cloud");
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final String OURS = "tilleuls-12";
  private static final String PKCS10 = "application/pkcs10";

  @TempDir private Path folder;
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private EntryRig rig;

  @BeforeEach
  void start() throws Exception {
    log.list = Collections.synchronizedList(new ArrayList<>());
    log.start();
    OURSELVES.setLevel(Level.INFO);
    OURSELVES.addAppender(log);
    rig = new EntryRig(folder, "90d");
  }

  @AfterEach
  void stop() {
    rig.close();
    OURSELVES.detachAppender(log);
    OURSELVES.setLevel(null);
  }

  /** How many lines of the collector's log say all of that. */
  private long said(String... parts) {
    return List.copyOf(log.list).stream()
        .map(ILoggingEvent::getFormattedMessage)
        .filter(line -> Stream.of(parts).allMatch(line::contains))
        .count();
  }

  @Test
  void everyOperationOfTheApiByEveryRoleAndByAStranger() throws Exception {
    String building;
    String register;
    String point;
    try (Database database = Database.external(rig.database)) {
      SampleBuilding whole = SampleBuilding.in(database, OURS, "syndic-a");
      int id = whole.register("active-energy-import", "active-energy-import", "Wh");
      whole.reading(id, Instant.parse("2026-03-01T12:00:00Z"), 1, whole.batch(1));
      whole.dwelling("flat-1");
      importOf(database, whole.building(), id);
      building = Integer.toString(whole.building());
      register = Integer.toString(id);
      point = rig.text("select id::text from point where name = 'main-elec'");
    }
    String own = account("anne", "syndic-a");
    String other = account("bert", "syndic-b");
    // Group 1 is the own syndic's: made first, before the matrix asks for it.
    String first = "{\"name\": \"first\", \"title\": \"t\"}";
    Reply made = send(new Operation("POST", "/groups", first, Door.OWN), Optional.of(own));
    assertThat(made.status).isEqualTo(200);

    List<Operation> operations = ApiOperations.of(OURS, building, register, point);
    everyOneIsAsked(operations);
    SoftAssertions softly = new SoftAssertions();
    for (Operation operation : operations) {
      Reply stranger = tried(operation, Optional.empty());
      Reply theirs = tried(operation, Optional.of(other));
      Reply ours = tried(operation, Optional.of(own));
      Reply operators = tried(operation, Optional.of(rig.token()));
      String what = operation.method() + " " + operation.path();
      softly.assertThat(isPassed(ours) || operation.door() == Door.OPERATORS).as(what).isTrue();
      softly.assertThat(isPassed(operators)).as("%s by an operator: %s", what, operators).isTrue();
      switch (operation.door()) {
        case OPEN -> softly.assertThat(stranger.status).as(what).isNotEqualTo(403);
        case EVERYBODY -> {
          softly.assertThat(stranger.status).as(what).isEqualTo(401);
          softly.assertThat(isPassed(theirs)).as(what).isTrue();
          softly.assertThat(theirs.body).as(what).doesNotContain(OURS);
        }
        case OWN -> {
          softly.assertThat(stranger.status).as(what).isEqualTo(401);
          softly.assertThat(theirs.status).as("%s by another syndic", what).isEqualTo(404);
        }
        case OPERATORS -> {
          softly.assertThat(stranger.status).as(what).isEqualTo(401);
          softly.assertThat(theirs.status).as(what).isEqualTo(403);
          softly.assertThat(ours.status).as("%s by its own syndic", what).isEqualTo(403);
        }
      }
    }
    softly.assertAll();
  }

  /** Import 1 and its photo 1, of common parts. */
  private static void importOf(Database database, int building, int register) throws Exception {
    SampleBuilding.execute(
        database.ingest(),
        """
        insert into import (building, sha256, name, bytes, format, who, at, epoch, readings, bad,
          absent, from_instant, to_instant, stored_at, registers)
        values (?, '', 'f', 1, 'typed', 'w', now(), 7, 0, 0, 0, now(), now(), now(), array[?::int])\
        """,
        building,
        register);
    SampleBuilding.execute(
        database.ingest(),
        """
        insert into photo (building, import, sha256, type, bytes, who, at)
        values (?, 1, repeat('0', 64), 'image/png', '', 'w', now())\
        """,
        building);
  }

  /** An operation that is added to the API has to be added here. */
  private static void everyOneIsAsked(List<Operation> operations) throws Exception {
    OpenApiDocument document;
    try (InputStream file =
        WhoMayWhatTest.class.getResourceAsStream("/eu/releve/cloud/api/openapi.yaml")) {
      document = OpenApiDocument.of(new String(file.readAllBytes(), StandardCharsets.UTF_8));
    }
    TreeSet<String> asked = new TreeSet<>();
    for (Operation operation : operations) {
      document.operations().stream()
          .filter(described -> isOf(operation, described))
          .min(
              Comparator.comparingLong(
                  described -> described.chars().filter(c -> c == '{').count()))
          .ifPresent(asked::add);
    }
    assertThat(asked).isEqualTo(document.operations());
  }

  private static boolean isOf(Operation operation, String described) {
    String[] parts = described.split(" ", 2);
    return parts[0].equals(operation.method())
        && operation
            .path()
            .replaceAll("\\?.*", "")
            .matches(parts[1].replaceAll("\\{[a-z]+}", "[^/]+"));
  }

  private record Reply(int status, String body) {}

  /**
   * Neither unknown, nor not allowed, nor hidden; what is wrong with its body is another matter.
   */
  private static boolean isPassed(Reply reply) {
    return (reply.status < 500
            && reply.status != 401
            && reply.status != 403
            && !reply.body.contains("or not for you"))
        || reply.body.contains("batch in quarantine")
        || reply.body.contains("export that is ready")
        || reply.body.contains("contradiction to decide")
        || reply.body.contains("wrong user or password");
  }

  /** The same, and what is refused has to be in the log. */
  private Reply tried(Operation operation, Optional<String> token) throws Exception {
    String[] line = {
      "refused method=" + operation.method(), " path=" + rig.api(operation.path()).getPath() + " "
    };
    long before = said(line);
    Reply reply = send(operation, token);
    if (List.of(401, 403, 404).contains(reply.status)) {
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(said(line)).as("%s", operation).isGreaterThan(before));
    }
    return reply;
  }

  private Reply send(Operation operation, Optional<String> token) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(rig.api(operation.path())).timeout(PATIENCE);
    token.ifPresent(secret -> request.header("Authorization", "Bearer " + secret));
    request.header("Content-Type", "application/json");
    request.method(operation.method(), HttpRequest.BodyPublishers.ofString(operation.body()));
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpResponse<InputStream> response =
          http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
      try (InputStream body = response.body()) {
        // A stream of events has no end.
        boolean isStream = operation.path().startsWith("/live") && response.statusCode() == 200;
        String text = isStream ? "" : new String(body.readAllBytes(), StandardCharsets.UTF_8);
        http.shutdownNow();
        return new Reply(response.statusCode(), text);
      }
    }
  }

  private String account(String name, String organisation) throws Exception {
    String password = "a long password of " + name;
    assertThat(
            rig.post(
                    "/accounts",
                    JSON.createObjectNode()
                        .put("user", name)
                        .put("password", password)
                        .put("role", "syndic")
                        .put("organisation", organisation)
                        .toString())
                .status())
        .isEqualTo(200);
    try (HttpClient http = HttpClient.newHttpClient()) {
      String body = JSON.createObjectNode().put("user", name).put("password", password).toString();
      HttpResponse<String> session =
          http.send(
              HttpRequest.newBuilder(rig.api("/session"))
                  .header("Content-Type", "application/json")
                  .POST(HttpRequest.BodyPublishers.ofString(body))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      String cookie = session.headers().firstValue("Set-Cookie").orElseThrow().split(";", 2)[0];
      HttpResponse<String> token =
          http.send(
              HttpRequest.newBuilder(rig.api("/tokens"))
                  .header("Content-Type", "application/json")
                  .header("Cookie", cookie)
                  .POST(HttpRequest.BodyPublishers.ofString("{}"))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      JsonNode answer = JSON.readTree(token.body());
      return answer.path("token").asText();
    }
  }

  private TestBox enrolled(String gateway) throws Exception {
    TestBox box = new TestBox(rig, gateway);
    assertThat(box.enrols(rig.claim(gateway, "syndic-a").code().text()).status()).isEqualTo(200);
    return box;
  }

  /** Tries something with a connection of its own, and tells whether the endpoint went along. */
  private interface Try {
    void with(MqttAsyncClient client) throws MqttException;
  }

  private long count(Refusal why) {
    return rig.collector().endpoint().refusals().getOrDefault(why, 0L);
  }

  private void refused(TestBox box, String what, Refusal why, Try attempt) throws Exception {
    long before = count(why);
    String line = "client is disconnected gateway=gw-1 reason=" + why;
    long told = said(line);
    MqttAsyncClient client = box.comesIn();
    try {
      attempt.with(client);
    } catch (MqttException refused) {
      assertThat(refused).as(what).isNotNull();
    }
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(count(why)).as(what).isGreaterThan(before));
    assertThat(said(line)).as(what).isGreaterThan(told);
    client.disconnectForcibly(0, 1, false);
  }

  @Test
  void aGatewayDoesNothingOutsideItsOwnPrefixOnTheEndpoint() throws Exception {
    TestBox box = enrolled("gw-1");
    enrolled("gw-2");
    TestBox neighbour = new TestBox(rig, "gw-2");
    for (String topic :
        List.of(
            neighbour.topics().data(),
            neighbour.topics().state(),
            neighbour.topics().reply(),
            neighbour.topics().receipt(),
            box.topics().receipt(),
            "$SYS/broker",
            "anything")) {
      refused(
          box,
          "publishes to " + topic,
          Refusal.FOREIGN_TOPIC,
          client -> client.publish(topic, new byte[0], 1, false).waitForCompletion(5_000));
    }
    for (String filter :
        List.of(
            neighbour.topics().receipt(),
            neighbour.topics().data(),
            neighbour.topics().state(),
            box.topics().data())) {
      long told = said("gateway=gw-1", "FOREIGN_TOPIC", filter);
      MqttAsyncClient client = box.comesIn();
      int[] codes = subscribe(client, filter);
      assertThat(IntStream.of(codes).boxed())
          .as(filter)
          .isNotEmpty()
          .allMatch(code -> code >= 0x80);
      assertThat(said("gateway=gw-1", "FOREIGN_TOPIC", filter)).as(filter).isGreaterThan(told);
      client.disconnectForcibly(0, 1, false);
    }
    turnedAway("another's name", () -> box.comesInAs("gw-2", Optional.empty()));
    turnedAway(
        "another's will", () -> box.comesInAs("gw-1", Optional.of(neighbour.topics().state())));
    turnedAway("no certificate", () -> new TestBox(rig, "gw-1").comesIn());
    turnedAway("another's certificate", () -> stranger().comesIn());
    assertThat(tries(box::comesIn)).as("its own").isTrue();
  }

  /** A box with a certificate that it signed itself. */
  private TestBox stranger() throws Exception {
    TestBox box = new TestBox(rig, "gw-1");
    box.signsItself();
    return box;
  }

  private void turnedAway(String what, Attempt attempt) throws Exception {
    long before = said("client is turned away") + said("a client did not get in");
    assertThat(tries(attempt)).as(what).isFalse();
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(said("client is turned away") + said("a client did not get in"))
                    .as(what)
                    .isGreaterThan(before));
  }

  private static int[] subscribe(MqttAsyncClient client, String filter) throws Exception {
    try {
      var token = client.subscribe(filter, 1);
      token.waitForCompletion(5_000);
      return token.getReasonCodes();
    } catch (MqttException refused) {
      return new int[] {0x80};
    }
  }

  private interface Attempt {
    MqttAsyncClient run() throws Exception;
  }

  private static boolean tries(Attempt attempt) throws Exception {
    try {
      MqttAsyncClient client = attempt.run();
      client.disconnectForcibly(0, 1, false);
      return true;
    } catch (MqttException refused) {
      return false;
    }
  }

  @Test
  void everyOperationOfEstByAStrangerARevokedBoxAndACopy() throws Exception {
    TestBox nobody = new TestBox(rig, "gw-1");
    est(403, "no certificate", "simplereenroll", nobody::renews);
    est(401, "a guessed code", "simpleenroll", () -> nobody.enrols("0000-0000-0000-0000"));
    est(401, "no code", "simpleenroll", () -> nobody.posts("simpleenroll", PKCS10, ""));
    est(404, "no operation", "serverkeygen", () -> nobody.posts("serverkeygen", PKCS10, ""));
    long before = said("refused: no tls");
    assertThatThrownBy(() -> stranger().renews()).isInstanceOf(IOException.class);
    await().atMost(PATIENCE).until(() -> said("refused: no tls") > before);

    TestBox box = enrolled("gw-1");
    TestBox copy = new TestBox(rig, "gw-1", box.keys);
    copy.certificate = box.certificate;
    est(400, "another name", "simplereenroll", () -> box.renews("gw-2"));
    est(400, "not a request", "simplereenroll", () -> box.posts("simplereenroll", PKCS10, "AA=="));
    assertThat(box.renews().status()).isEqualTo(200);
    box.comesIn();
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                rig.text("select count(*) from certificate where shown_at is not null")
                    .equals("2"));
    assertThat(copy.renews().status()).as("a copy").isEqualTo(202);
    assertThat(rig.decide("gw-1", "revocations").status()).isEqualTo(200);
    est(403, "revoked", "simplereenroll", box::renews);
    est(403, "revoked", "simplereenroll", copy::renews);
    est(401, "revoked, with a guess", "simpleenroll", () -> box.enrols("0000-0000-0000-0000"));
    // Whoever the authority is, and what a request has to say, is told to everybody.
    for (TestBox any : List.of(nobody, box, copy)) {
      for (String told : List.of("cacerts", "csrattrs")) {
        assertThat(any.opens("/.well-known/est/" + told).statusCode()).isEqualTo(200);
      }
    }
    await().atMost(PATIENCE).until(() -> !tries(copy::comesIn));
  }

  private interface Request {
    TestBox.Reply send() throws Exception;
  }

  /** What EST refuses is in the log. */
  private void est(int status, String what, String operation, Request request) throws Exception {
    String[] line = {"refused method=POST path=/.well-known/est/" + operation, "status=" + status};
    long before = said(line);
    assertThat(request.send().status()).as(what).isEqualTo(status);
    assertThat(said(line)).as(what).isGreaterThan(before);
  }
}
