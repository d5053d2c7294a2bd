package eu.releve.cloud.enrol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import eu.releve.measure.GatewayId;
import eu.releve.wire.SealedBatch;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * A real collector with a gateway that is syndic A's, and what both tests of succession ask of it.
 */
abstract class SuccessionRig {
  static final ObjectMapper JSON = new ObjectMapper();
  static final Duration PATIENCE = Duration.ofSeconds(60);
  static final String SITE = "site-gw-1";

  static final String PLAN =
      """
      site: site-gw-1
      zone: Europe/Brussels
      buses:
        - { id: cellar, modbus-tcp: "10.0.0.8:502" }
      lots:
        - { id: 3b, kind: dwelling }
      points:
        - { id: main, name: "Communs" }
        - { id: flat, name: "3B", lot: 3b }
      meters:
        - { id: meter-1, point: main, bus: cellar, unit: 1, profile: any, from: 2026-01-01 }
        - { id: meter-2, point: flat, bus: cellar, unit: 2, profile: any, from: 2026-01-01 }
      """;

  @TempDir Path folder;
  EntryRig rig;
  String said = "";

  @BeforeEach
  void start() throws Exception {
    rig = new EntryRig(folder, "90d");
    rig.restart("90d", "[gw-1]");
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  String owner() throws Exception {
    return rig.text("select o.name from building b join organisation o on o.id = b.organisation");
  }

  void deliver(List<SealedBatch> batches) {
    deliver("gw-1", batches);
  }

  void deliver(String gateway, List<SealedBatch> batches) {
    try {
      for (SealedBatch batch : batches) {
        rig.collector().ingest().offer(new GatewayId(gateway), batch.bytes(), () -> {});
      }
    } catch (Exception failed) {
      throw new AssertionError(failed);
    }
  }

  void awaitStored(int batches) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(rig.text("select count(*) from ledger where status = 'stored'"))
                    .isEqualTo(Integer.toString(batches)));
  }

  int run(CommandLine line, String... arguments) throws Exception {
    return run(line, false, arguments);
  }

  int run(CommandLine line, boolean alone, String... arguments) throws Exception {
    Path settings = folder.resolve("asks.yaml");
    Files.writeString(
        settings,
        Files.readString(folder.resolve("collector.yaml"))
            .replace("http: 127.0.0.1:0", "http: 127.0.0.1:" + rig.collector().httpPort()));
    StringWriter out = new StringWriter();
    line.setOut(new PrintWriter(out)).setErr(new PrintWriter(out));
    List<String> all = new ArrayList<>(List.of(arguments));
    if (!alone) {
      all.addAll(List.of("--config", settings.toString()));
    }
    int code = line.execute(all.toArray(String[]::new));
    said = out.toString();
    return code;
  }

  int seen(String token, String path) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpResponse<InputStream> response =
          http.send(
              HttpRequest.newBuilder(rig.api(path))
                  .timeout(PATIENCE)
                  .header("Authorization", "Bearer " + token)
                  .build(),
              HttpResponse.BodyHandlers.ofInputStream());
      response.body().close();
      http.shutdownNow();
      return response.statusCode();
    }
  }

  String account(String name, String organisation) throws Exception {
    String password = "a long password of " + name;
    String body = JSON.createObjectNode().put("user", name).put("password", password).toString();
    rig.post(
        "/accounts",
        body.replace("}", ", \"role\": \"syndic\", \"organisation\": \"" + organisation + "\"}"));
    try (HttpClient http = HttpClient.newHttpClient()) {
      String cookie =
          http.send(post("/session", body).build(), HttpResponse.BodyHandlers.ofString())
              .headers()
              .firstValue("Set-Cookie")
              .orElseThrow()
              .split(";", 2)[0];
      return JSON.readTree(
              http.send(
                      post("/tokens", "{}").header("Cookie", cookie).build(),
                      HttpResponse.BodyHandlers.ofString())
                  .body())
          .path("token")
          .asText();
    }
  }

  int asks(String token, String path, String body) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(
              post(path, body).header("Authorization", "Bearer " + token).build(),
              HttpResponse.BodyHandlers.ofString())
          .statusCode();
    }
  }

  private HttpRequest.Builder post(String path, String body) {
    return HttpRequest.newBuilder(rig.api(path))
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(body));
  }
}
