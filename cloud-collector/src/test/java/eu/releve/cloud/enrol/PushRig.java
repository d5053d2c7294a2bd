package eu.releve.cloud.enrol;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import eu.releve.cloud.command.FleetCommand;
import eu.releve.edge.Gateway;
import eu.releve.edge.simulate.Building;
import eu.releve.edge.simulate.SimulatedSite;
import eu.releve.profile.Profiles;
import eu.releve.provisioning.settings.FreePorts;
import eu.releve.provisioning.site.SitePlan;
import eu.releve.provisioning.site.SitePlans;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * A real gateway that has enrolled at a real collector and reads a simulated cellar, and an
 * operator who pushes plans to it.
 */
@Timeout(900)
abstract class PushRig {
  static final Duration PATIENCE = Duration.ofMinutes(3);

  @TempDir Path folder;
  EntryRig rig;
  Path home;
  Gateway gateway;
  int port;
  int nobody;
  String said = "";
  private SimulatedSite site;

  /** The collector, and whatever stands between it and the gateway. */
  EntryRig open() throws Exception {
    return new EntryRig(folder, "90d");
  }

  /** The port at which the gateway publishes. */
  int way() {
    return rig.mqtts();
  }

  @BeforeEach
  void start() throws Exception {
    port = FreePorts.one();
    nobody = FreePorts.one();
    rig = open();
    site =
        SimulatedSite.start(
            SitePlans.load("plan.yaml", plan(port, 1, 2, 3), Profiles.bundled()),
            Building.of(loaded(plan(port, 1, 2, 3)), 1, Map.of()),
            Instant::now,
            answers -> {});
    home = Files.createDirectories(folder.resolve("gateway"));
    Files.writeString(home.resolve("plan.yaml"), plan(port, 1, 2));
    Files.writeString(
        home.resolve("gateway.yaml"),
        """
        gateway: gw-1
        site: plan.yaml
        collector: mqtts://localhost:%d
        data: data
        console: 127.0.0.1:0
        window: 1s
        clock: trusted
        """
            .formatted(way()));
    Files.createDirectories(home.resolve("data"));
    Files.writeString(
        home.resolve("data/enrol.label"), rig.claim("gw-1", "syndic-a").text() + "\n");
    begin();
    await().atMost(PATIENCE).until(() -> told().equals(SitePlan.hash(plan(port, 1, 2))));
    // What was never read need not be read again.
    await().atMost(PATIENCE).pollInterval(Duration.ofSeconds(1)).until(this::areBothRead);
  }

  @AfterEach
  void stop() throws Exception {
    gateway.stop();
    site.close();
    rig.close();
  }

  /** Asks them out of their turn: on a busy machine the first question may be lost. */
  private boolean areBothRead() throws Exception {
    boolean are = status().split("\"condition\":\"ANSWERS\"").length > 2;
    if (!are) {
      try (HttpClient client = HttpClient.newHttpClient()) {
        for (String meter : List.of("e1", "e2")) {
          client.send(
              HttpRequest.newBuilder(gateway.console().resolve("/meters/" + meter + "/read"))
                  .POST(HttpRequest.BodyPublishers.noBody())
                  .build(),
              BodyHandlers.discarding());
        }
      }
    }
    return are;
  }

  final void begin() throws Exception {
    gateway = Gateway.start(Gateway.settings(home.resolve("gateway.yaml"), Map.of()));
  }

  /** Meter e1 at the first unit, e2 at the second, and so on, each read every second. */
  static String plan(int port, int... units) {
    StringBuilder points = new StringBuilder();
    StringBuilder meters = new StringBuilder();
    for (int i = 1; i <= units.length; i++) {
      points.append("  - { id: p%d, name: \"Compteur %d\" }\n".formatted(i, i));
      meters.append(
          ("  - { id: e%d, point: p%d, bus: cellar, unit: %d, profile: abb-b23, from: 2025-01-01,"
                  + " period: 1s }\n")
              .formatted(i, i, units[i - 1]));
    }
    return """
    site: tilleuls-12
    zone: Europe/Brussels
    buses:
      - { id: cellar, modbus-tcp: "tcp://127.0.0.1:%d" }
    points:
    %smeters:
    %s"""
        .formatted(port, points, meters);
  }

  private static SitePlan loaded(String plan) throws Exception {
    return SitePlans.load("plan.yaml", plan, Profiles.bundled());
  }

  String told() throws Exception {
    return rig.get("/gateways/gw-1/plan").body().path("told").asText();
  }

  String status() throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client
          .send(
              HttpRequest.newBuilder(gateway.console().resolve("/status.json")).build(),
              BodyHandlers.ofString())
          .body();
    }
  }

  int fleet(String... arguments) throws Exception {
    return run(FleetCommand.line(), arguments);
  }

  int run(CommandLine line, String... arguments) throws Exception {
    Path settings = folder.resolve("asks.yaml");
    Files.writeString(
        settings,
        Files.readString(folder.resolve("collector.yaml"))
            .replace("http: 127.0.0.1:0", "http: 127.0.0.1:" + rig.collector().httpPort()));
    StringWriter out = new StringWriter();
    line.setOut(new PrintWriter(out));
    line.setErr(new PrintWriter(out));
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--config", settings.toString()));
    int code = line.execute(all.toArray(String[]::new));
    said = out.toString();
    return code;
  }

  int push(String plan, String... more) throws Exception {
    Path file = Files.writeString(folder.resolve("pushed.yaml"), plan);
    List<String> all = new ArrayList<>(List.of("push", "gw-1", file.toString()));
    all.addAll(List.of(more));
    return fleet(all.toArray(String[]::new));
  }

  JsonNode newest() throws Exception {
    return rig.get("/gateways/gw-1/plan").body().path("pushes").path(0);
  }

  void becomes(String state) {
    await().atMost(PATIENCE).until(() -> newest().path("state").asText().equals(state));
  }
}
