package eu.releve.cloud.enrol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import eu.releve.cloud.Collector;
import eu.releve.cloud.database.TestDatabase;
import eu.releve.provisioning.enrol.EnrolmentLabel;
import eu.releve.provisioning.settings.CollectorSettings;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** A collector with an authority of its own, its operator, and a clock that can be moved. */
final class EntryRig implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  final String database;
  private final Path folder;
  private final String authority;
  private final String more;
  private final HttpClient http = HttpClient.newHttpClient();
  private Collector collector;
  private int mqtts;
  private int est;
  private final AtomicLong aheadMillis = new AtomicLong();

  EntryRig(Path folder, String life) throws Exception {
    this(folder, life, "");
  }

  /**
   * @param authority what the settings say of one that somebody else made, or nothing.
   */
  EntryRig(Path folder, String life, String authority) throws Exception {
    this(folder, life, authority, "");
  }

  private EntryRig(Path folder, String life, String authority, String more) throws Exception {
    this.folder = folder;
    this.authority = authority;
    this.more = more;
    this.database = TestDatabase.freshUrl();
    write(life, "[]");
    this.collector = start();
  }

  /** A collector that is also behind a broker, on this port, which it administers. */
  static EntryRig behind(Path folder, int port) throws Exception {
    return new EntryRig(
        folder,
        "90d",
        "",
        "broker: { at: \"mqtts://localhost:" + port + "\", dynamic-security: true }");
  }

  private void write(String life, String gateways) throws Exception {
    Files.writeString(
        folder.resolve("collector.yaml"),
        """
        mqtt: 127.0.0.1:0
        mqtts: 127.0.0.1:%d
        http: 127.0.0.1:0
        enrolment: { listen: "127.0.0.1:%d", name: localhost, life: %s%s }
        data: %s
        database: "%s"
        organisations:
          - { id: syndic-a, name: "Syndic A", gateways: %s }
          - { id: syndic-b, name: "Syndic B", gateways: [] }
        %s
        """
            .formatted(
                mqtts,
                est,
                life,
                authority,
                folder.resolve("collector"),
                database,
                gateways,
                more));
  }

  private Collector start() throws Exception {
    InstantSource clock = () -> Instant.now().plusMillis(aheadMillis.get());
    Collector started =
        Collector.start(CollectorSettings.load(folder.resolve("collector.yaml"), Map.of()), clock);
    mqtts = started.ports().get(1);
    est = started.enrolmentPort().orElseThrow();
    return started;
  }

  /** The collector stops and starts with other settings: those gateways are syndic A's. */
  void restart(String life, String gateways) throws Exception {
    ends();
    begins(life, gateways);
  }

  void ends() {
    collector.close();
  }

  /** Where it was before. */
  void begins(String life, String gateways) throws Exception {
    write(life, gateways);
    collector = start();
  }

  /** The collector's clock, but not that of TLS, goes on. */
  void ahead(long millis) {
    aheadMillis.addAndGet(millis);
  }

  Collector collector() {
    return collector;
  }

  int mqtts() {
    return mqtts;
  }

  URI est(String operation) {
    return URI.create("https://localhost:%d/.well-known/est/%s".formatted(est, operation));
  }

  Path authority() {
    return folder.resolve("collector").resolve("keys").resolve("authority");
  }

  /** A label for a gateway of an organisation. */
  EnrolmentLabel claim(String gateway, String organisation) throws Exception {
    Reply reply =
        post("/gateways/" + gateway + "/claims", "{\"organisation\": \"" + organisation + "\"}");
    return EnrolmentLabel.parse(reply.body.path("label").asText());
  }

  Reply decide(String gateway, String what) throws Exception {
    return post("/gateways/" + gateway + "/" + what, "{\"reason\": \"the test wants it\"}");
  }

  record Reply(int status, JsonNode body) {}

  Reply post(String path, String body) throws Exception {
    return send(path, HttpRequest.newBuilder().POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  Reply get(String path) throws Exception {
    return send(path, HttpRequest.newBuilder().GET());
  }

  private Reply send(String path, HttpRequest.Builder request) throws Exception {
    HttpResponse<String> response =
        http.send(
            request
                .uri(api(path))
                .header("Authorization", "Bearer " + token())
                .header("Content-Type", "application/json")
                .build(),
            HttpResponse.BodyHandlers.ofString());
    return new Reply(response.statusCode(), JSON.readTree(response.body()));
  }

  URI api(String path) {
    return URI.create("http://127.0.0.1:" + collector.httpPort() + "/api/v1" + path);
  }

  /** The operator's. */
  String token() throws Exception {
    Path login = folder.resolve("collector").resolve("keys").resolve("first-operator.json");
    return JSON.readTree(Files.readString(login)).path("token").asText();
  }

  String text(String query) throws Exception {
    try (Connection connection = DriverManager.getConnection(database);
        Statement statement = connection.createStatement()) {
      statement.execute("set role releve_ingest; set search_path to releve");
      try (ResultSet row = statement.executeQuery(query)) {
        return row.next() ? String.valueOf(row.getString(1)) : "none";
      }
    }
  }

  @Override
  public void close() {
    collector.close();
    http.close();
  }
}
