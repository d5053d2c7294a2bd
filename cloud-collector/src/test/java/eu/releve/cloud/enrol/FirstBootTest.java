package eu.releve.cloud.enrol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import eu.releve.cloud.command.FleetCommand;
import eu.releve.edge.Gateway;
import eu.releve.edge.simulate.Building;
import eu.releve.edge.simulate.SimulatedSite;
import eu.releve.profile.Profiles;
import eu.releve.provisioning.settings.FreePorts;
import eu.releve.provisioning.settings.GatewaySettings;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** A card from {@code fleet prepare}, a real gateway that starts with it, and its first plan. */
@Timeout(900)
class FirstBootTest {
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  @TempDir private Path folder;
  private EntryRig rig;
  private Path card;
  private final List<Gateway> running = new ArrayList<>();
  private String said = "";

  @BeforeEach
  void prepare() throws Exception {
    rig = new EntryRig(folder, "90d");
    // The port that it got is written down as its own: boxes are told of it.
    rig.restart("90d", "[]");
    Path list = Files.writeString(folder.resolve("boxes.csv"), "gw-1;syndic-a\n");
    Path cards = folder.resolve("cards");
    assertThat(
            fleet(
                "prepare", list.toString(), "--out", cards.toString(), "--console", "127.0.0.1:0"))
        .as(() -> said)
        .isZero();
    card = cards.resolve("gw-1");
  }

  @AfterEach
  void stop() throws Exception {
    for (Gateway gateway : running) {
      gateway.stop();
    }
    rig.close();
  }

  @Test
  void aBoxStartsWithItsCardEnrolsSaysThatItHasNoPlanAndReadsByTheFirstThatIsPushed()
      throws Exception {
    int port = FreePorts.one();
    String plan = PushRig.plan(port, 1, 2);
    Gateway gateway = starts();
    await().atMost(PATIENCE).until(() -> isOnline());
    assertThat(card.resolve("enrol.label")).doesNotExist();
    assertThat(status(gateway))
        .contains("\"missing\":\"" + card.resolve("plan.yaml") + "\"", "\"standing\":\"Enrolled\"");
    assertThat(rig.get("/gateways/gw-1/plan").body().path("told").isNull()).isTrue();
    assertThat(push("parent: " + "0".repeat(64) + "\n" + plan)).as("made from none").isEqualTo(1);
    assertThat(said).contains("gw-1");

    SitePlan loaded = SitePlans.load("plan.yaml", plan, Profiles.bundled());
    SimulatedSite site =
        SimulatedSite.start(loaded, Building.of(loaded, 1, Map.of()), Instant::now, answers -> {});
    try {
      assertThat(push(plan, "--wait", "240s")).as(() -> said).isZero();
      assertThat(card.resolve("plan.yaml")).hasContent(plan);
      await().atMost(PATIENCE).until(() -> count("reading") > 0);
      assertThat(status(gateway))
          .contains("\"pushed\":[{\"version\":1,")
          .doesNotContain("missing\":\"/");
      assertThat(rig.get("/gateways/gw-1/plan").body().path("told").asText())
          .isEqualTo(SitePlan.hash(plan));
      // What comes next replaces it, as everywhere.
      String next = plan.replace("Compteur 2", "Caves");
      assertThat(push(next, "--wait", "240s")).as(() -> said).isZero();
    } finally {
      site.close();
    }
    assertThat(rig.text("select count(*) from ledger where status <> 'stored'")).isEqualTo("0");
  }

  // Somebody took the file away: the collector knows of a plan that is no longer there.
  @Test
  void aBoxWhosePlanIsGoneSaysSoAndTakesAnotherAsItsFirst() throws Exception {
    int nobody = FreePorts.one();
    Files.writeString(card.resolve("plan.yaml"), PushRig.plan(nobody, 1));
    Gateway before = starts();
    await().atMost(PATIENCE).until(() -> told().equals(SitePlan.hash(PushRig.plan(nobody, 1))));
    before.stop();
    running.clear();
    Files.delete(card.resolve("plan.yaml"));
    starts();
    assertThat(push(PushRig.plan(nobody, 2), "--wait", "240s"))
        .as("refused, with why")
        .isEqualTo(1);
    assertThat(rig.get("/gateways/gw-1/plan").body().path("pushes").path(0).path("why").asText())
        .isEqualTo("other-parent");
    assertThat(push(PushRig.plan(nobody, 2), "--wait", "240s")).as(() -> said).isZero();
    assertThat(card.resolve("plan.yaml")).hasContent(PushRig.plan(nobody, 2));
  }

  private Gateway starts() throws Exception {
    Gateway gateway =
        Gateway.start(
            GatewaySettings.load(card.resolve("gateway.yaml"), Map.of("RELEVE_CLOCK", "trusted")));
    running.add(gateway);
    return gateway;
  }

  private boolean isOnline() throws Exception {
    return rig.get("/gateways/gw-1").body().path("online").asBoolean();
  }

  private String told() throws Exception {
    return rig.get("/gateways/gw-1/plan").body().path("told").asText();
  }

  private long count(String table) throws Exception {
    return Long.parseLong(rig.text("select count(*) from " + table));
  }

  private static String status(Gateway gateway) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client
          .send(
              HttpRequest.newBuilder(gateway.console().resolve("/status.json")).build(),
              BodyHandlers.ofString())
          .body();
    }
  }

  private int push(String plan, String... more) throws Exception {
    Path file = Files.writeString(folder.resolve("pushed.yaml"), plan);
    List<String> all = new ArrayList<>(List.of("push", "gw-1", file.toString()));
    all.addAll(List.of(more));
    return fleet(all.toArray(String[]::new));
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
}
