package eu.releve.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import eu.releve.edge.clock.LinuxBootClock;
import eu.releve.edge.journal.Journal;
import eu.releve.edge.simulate.Building;
import eu.releve.edge.simulate.SimulatedSite;
import eu.releve.profile.Profiles;
import eu.releve.provisioning.settings.FreePorts;
import eu.releve.provisioning.site.SitePlan;
import eu.releve.provisioning.site.SitePlans;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program as a process: exit codes, what it prints, and how it obeys SIGTERM. */
class GatewayProcessTest {
  /** A full machine takes its time to start a JVM. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir private Path folder;

  @Test
  void onSigtermItKeepsWhatItReadAndExitsWithZero() throws Exception {
    Path settings = writeFiles();
    SitePlan plan = SitePlans.load(folder.resolve("plan.yaml"), Profiles.bundled());
    AtomicLong answered = new AtomicLong();
    Process gateway;
    try (SimulatedSite site =
        SimulatedSite.start(
            plan,
            Building.of(plan, 1, Map.of()),
            InstantSource.system(),
            answers -> answered.addAndGet(answers.size()))) {
      gateway = start("--config", settings.toString());
      try {
        URI console =
            URI.create(await().atMost(PATIENCE).until(this::readyLine, line -> !line.isEmpty()));
        await().atMost(PATIENCE).until(() -> !status(console).contains("\"readings\":0,"));
        gateway.destroy();
        assertThat(gateway.waitFor(40, TimeUnit.SECONDS)).isTrue();
      } finally {
        gateway.destroyForcibly();
      }
      assertThat(site.answers()).isPositive();
    }
    assertThat(gateway.exitValue()).isZero();
    try (Journal journal =
        Journal.open(folder.resolve("data/journal"), LinuxBootClock.open(true))) {
      assertThat(journal.depth().readings()).isEqualTo(answered.get());
    }
  }

  @Test
  void itSaysWhatIsWrongOnStderrAndExitsWithTwo() throws Exception {
    Path settings = writeFiles();
    Files.writeString(folder.resolve("plan.yaml"), "site: x y\n");
    Process gateway = start("--config", settings.toString());
    assertThat(gateway.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(gateway.exitValue()).isEqualTo(2);
    assertThat(Files.readString(folder.resolve("err")))
        .startsWith(folder.resolve("plan.yaml") + ":1: site: wanted ");
    assertThat(Files.readString(folder.resolve("out"))).isEmpty();
  }

  private String readyLine() throws IOException {
    String prefix = "ready gateway console=";
    try (Stream<String> lines = Files.lines(folder.resolve("out"))) {
      return lines
          .filter(line -> line.startsWith(prefix))
          .map(line -> line.substring(prefix.length()))
          .findFirst()
          .orElse("");
    }
  }

  private static String status(URI console) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request = HttpRequest.newBuilder(console.resolve("/status.json")).build();
      return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }
  }

  private Process start(String... arguments) throws IOException {
    List<String> command =
        Stream.concat(
                Stream.of(
                    ProcessHandle.current().info().command().orElseThrow(),
                    "--enable-native-access=ALL-UNNAMED",
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "-cp",
                    System.getProperty("java.class.path"),
                    "eu.releve.edge.Gateway"),
                Stream.of(arguments))
            .toList();
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectOutput(folder.resolve("out").toFile())
            .redirectError(folder.resolve("err").toFile());
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    return builder.start();
  }

  private Path writeFiles() throws IOException {
    Files.writeString(
        folder.resolve("plan.yaml"),
        """
        site: tilleuls-12
        zone: Europe/Brussels
        buses:
          - { id: cellar, modbus-tcp: "tcp://127.0.0.1:%d" }
        points:
          - { id: main, name: "Compteur" }
        meters:
          - { id: e1, point: main, bus: cellar, unit: 1, from: 2025-01-01, period: 1s,
              registers: [ { is: voltage.l1, function: 3, at: 0, type: u16, unit: V, scale: 0.1 } ] }
        """
            .formatted(FreePorts.one()));
    return Files.writeString(
        folder.resolve("gateway.yaml"),
        """
        gateway: gw-1
        site: plan.yaml
        collector: mqtt://127.0.0.1:1
        data: data
        console: 127.0.0.1:0
        window: 900s
        clock: trusted
        """);
  }
}
