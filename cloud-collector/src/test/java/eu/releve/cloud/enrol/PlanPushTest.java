package eu.releve.cloud.enrol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import eu.releve.cloud.command.FleetCommand;
import eu.releve.edge.Gateway;
import eu.releve.edge.simulate.Building;
import eu.releve.edge.simulate.SimulatedSite;
import eu.releve.profile.Profiles;
import eu.releve.provisioning.site.SitePlan;
import eu.releve.provisioning.site.SitePlans;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ServerSocket;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Plans from the operator's desk to the meters of a cellar and back: all parts are real. */
@Timeout(300)
class PlanPushTest {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @TempDir private Path folder;
  private EntryRig rig;
  private SimulatedSite site;
  private int port;
  private int nobody;
  private Path home;
  private Gateway gateway;
  private String said = "";

  @BeforeEach
  void start() throws Exception {
    port = freePort();
    nobody = freePort();
    rig = new EntryRig(folder, "90d");
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
            .formatted(rig.mqtts()));
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

  private void begin() throws Exception {
    gateway = Gateway.start(Gateway.settings(home.resolve("gateway.yaml"), Map.of()));
  }

  private static int freePort() throws Exception {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  /** Meter e1 at the first unit, e2 at the second, and so on, each read every second. */
  private static String plan(int port, int... units) {
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

  private String told() throws Exception {
    return rig.get("/gateways/gw-1/plan").body().path("told").asText();
  }

  private String status() throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client
          .send(
              HttpRequest.newBuilder(gateway.console().resolve("/status.json")).build(),
              BodyHandlers.ofString())
          .body();
    }
  }

  private int fleet(String... arguments) throws Exception {
    Path settings = folder.resolve("asks.yaml");
    Files.writeString(
        settings,
        Files.readString(folder.resolve("collector.yaml"))
            .replace("http: 127.0.0.1:0", "http: 127.0.0.1:" + rig.collector().httpPort()));
    CommandLine line = FleetCommand.line();
    StringWriter out = new StringWriter();
    line.setOut(new PrintWriter(out));
    line.setErr(new PrintWriter(out));
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--config", settings.toString()));
    int code = line.execute(all.toArray(String[]::new));
    said = out.toString();
    return code;
  }

  private int push(String plan, String... more) throws Exception {
    Path file = Files.writeString(folder.resolve("pushed.yaml"), plan);
    List<String> all = new ArrayList<>(List.of("push", "gw-1", file.toString()));
    all.addAll(List.of(more));
    return fleet(all.toArray(String[]::new));
  }

  private JsonNode newest() throws Exception {
    return rig.get("/gateways/gw-1/plan").body().path("pushes").path(0);
  }

  @Test
  void aGoodPlanIsConfirmedAndABadOneGoesBackAndNoReadingIsLost() throws Exception {
    assertThat(push(plan(port, 1, 2, 3), "--confirm-within", "30s", "--wait", "60s"))
        .as(() -> said)
        .isZero();
    assertThat(Files.readString(home.resolve("plan.yaml"))).isEqualTo(plan(port, 1, 2, 3));
    await().atMost(PATIENCE).until(() -> rig.text("select count(*) from meter").equals("3"));

    // Nobody answers at unit 9, and nobody at all at the other port.
    assertThat(push(plan(port, 1, 9, 3), "--confirm-within", "15s", "--wait", "60s"))
        .as(() -> said)
        .isEqualTo(1);
    assertThat(newest().path("state").asText()).isEqualTo("returned");
    assertThat(newest().path("why").asText()).isEqualTo("not-read");
    assertThat(newest().path("meters")).extracting(JsonNode::asText).containsExactly("e2");
    assertThat(push(plan(nobody, 1, 2, 3), "--confirm-within", "5s", "--wait", "60s"))
        .as(() -> said)
        .isEqualTo(1);
    assertThat(newest().path("meters"))
        .extracting(JsonNode::asText)
        .containsExactly("e1", "e2", "e3");
    assertThat(status())
        .contains("\"outcome\":\"returned\"")
        .contains("\"pushed\":[{\"version\":1,");
    assertThat(Files.readString(home.resolve("plan.yaml"))).isEqualTo(plan(port, 1, 2, 3));
    await().atMost(PATIENCE).until(() -> told().equals(SitePlan.hash(plan(port, 1, 2, 3))));

    assertThat(fleet("show", "gw-1")).isZero();
    assertThat(said).contains("e1", "e2").contains("version 3");
    gateway.stop();
    assertThat(rig.text("select count(*) from ledger where status <> 'stored'")).isEqualTo("0");
    assertThat(
            rig.text(
                "select max(seq) - count(*) from ledger where epoch = (select max(epoch) from ledger)"))
        .as("no number is missing")
        .isEqualTo("0");
    assertThat(rig.text("select count(*) from fact where kind = 'loss'")).isEqualTo("0");
    assertThat(rig.text("select count(*) from audit where what = 'plan-pushed'")).isEqualTo("3");
    begin();
  }

  @Test
  void aStartAmidATrialGoesOnWithItAndStillGoesBack() throws Exception {
    assertThat(push(plan(port, 1, 9), "--confirm-within", "15s")).as(() -> said).isZero();
    await().atMost(PATIENCE).until(() -> newest().path("state").asText().equals("applied"));
    gateway.stop();
    begin();
    assertThat(status()).contains("\"trial\":[{\"version\":1,").contains("\"missing\":[\"e2\"]");
    assertThat(push(plan(port, 1))).as("one is on trial").isEqualTo(1);
    await().atMost(PATIENCE).until(() -> newest().path("state").asText().equals("returned"));
    await().atMost(PATIENCE).until(() -> told().equals(SitePlan.hash(plan(port, 1, 2))));
    assertThat(status()).contains("\"trial\":[]");
    assertThat(Files.readString(home.resolve("plan.yaml"))).isEqualTo(plan(port, 1, 2));
  }

  @Test
  void aGatewayThatIsAwayGetsTheNewestPlanWhenItComesBack() throws Exception {
    gateway.stop();
    assertThat(push(plan(port, 1))).as(() -> said).isZero();
    assertThat(push(plan(port, 1, 2, 3), "--author", "anne", "--confirm-within", "30s"))
        .as(() -> said)
        .isZero();
    rig.restart("90d", "[]");
    begin();
    await().atMost(PATIENCE).until(() -> newest().path("state").asText().equals("confirmed"));
    assertThat(newest().path("author").asText()).isEqualTo("anne");
    assertThat(rig.text("select string_agg(state, ' ' order by version) from plan_push"))
        .isEqualTo("replaced confirmed");
    assertThat(Files.readString(home.resolve("plan.yaml"))).isEqualTo(plan(port, 1, 2, 3));
  }

  @Test
  void whatIsWrongIsSaidBeforeAnythingIsSent() throws Exception {
    assertThat(push(plan(port, 1, 1))).isEqualTo(2);
    assertThat(said).contains("pushed.yaml:").contains("wanted").contains("found");
    assertThat(push("site: tilleuls-12\n")).isEqualTo(2);
    assertThat(push(plan(port, 1, 2))).isEqualTo(1);
    assertThat(said).contains("in force already");
    assertThat(push(plan(port, 1, 3).replace("tilleuls-12", "chenes-3"))).isEqualTo(1);
    assertThat(said).contains("wanted 'tilleuls-12'").contains("found 'chenes-3'");
    assertThat(push("parent: " + "0".repeat(64) + "\n" + plan(port, 1, 7))).isEqualTo(1);
    assertThat(said)
        .contains("wanted " + SitePlan.hash(plan(port, 1, 2)))
        .contains("meter e2 moved");
    assertThat(push(plan(port, 1, 3), "--confirm-within", "1s")).isEqualTo(2);
    assertThat(push(plan(port, 1, 3), "--confirm-within", "soon")).isEqualTo(2);
    assertThat(push(plan(port, 1, 3) + "#" + "x".repeat(600_000))).isEqualTo(2);
    assertThat(fleet("push", "gw-1", folder.resolve("none.yaml").toString())).isEqualTo(3);
    assertThat(fleet("push", "gw-9", home.resolve("plan.yaml").toString())).isEqualTo(2);
    assertThat(rig.text("select count(*) from plan_push")).isEqualTo("0");
  }

  // The technician has changed the file and started the gateway again, and the collector has not
  // heard of it yet: only the gateway knows.
  @Test
  void aPlanThatWasMadeFromAnotherThanTheOneInForceIsRefusedWithTheDifference() throws Exception {
    gateway.stop();
    assertThat(push(plan(port, 1, 2, 3))).as(() -> said).isZero();
    Files.writeString(home.resolve("plan.yaml"), plan(port, 1));
    begin();
    await().atMost(PATIENCE).until(() -> newest().path("state").asText().equals("refused"));
    assertThat(newest().path("why").asText()).isEqualTo("other-parent");
    assertThat(newest().path("changes").findValuesAsText("what"))
        .contains("meter-added", "point-added");
    assertThat(fleet("show", "gw-1")).isZero();
    assertThat(said).contains(" e2 ");
  }
}
