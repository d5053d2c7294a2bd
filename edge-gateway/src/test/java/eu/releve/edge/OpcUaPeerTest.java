package eu.releve.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import eu.releve.edge.clock.ManualClock;
import eu.releve.edge.link.opcua.OpcUaLink;
import eu.releve.edge.link.opcua.ServerKeys;
import eu.releve.edge.poll.Condition;
import eu.releve.edge.simulate.OpcUaMeterServer;
import eu.releve.provisioning.keys.KnownServers.Server;
import eu.releve.provisioning.keys.KnownServers.Standing;
import eu.releve.provisioning.keys.ServerLogins;
import eu.releve.provisioning.settings.FreePorts;
import eu.releve.provisioning.site.SitePlan;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server of another make: node-opcua, as the tests' own package file pins it.
 *
 * <p>Where Node is missing a test is skipped and says so; in CI that is a failure.
 */
@Timeout(300)
class OpcUaPeerTest {
  /** Under target, so that it is fetched once for many runs. */
  private static final Path PEER = Path.of("target", "node-opcua").toAbsolutePath();

  private static final List<String> FILES =
      List.of("package.json", "package-lock.json", "server.js");

  private static final String METER =
      """
      - id: boiler
        point: main
        bus: chiller
        from: 2025-01-01
        period: 1m
        sampling: 100ms
        registers:
          - { is: heat-energy, node: "ns=1;s=Energy", unit: kWh }
          - { is: heat-volume, node: "ns=1;s=Volume", unit: m3, scale: 0.001 }
          - { is: pulses, node: "ns=1;s=Count", unit: "1" }
          - { is: supply-temperature, node: "ns=1;s=Temperatures", index: 0, unit: degC }
          - { is: return-temperature, node: "ns=1;s=Temperatures", index: 1, unit: degC }
          - { is: thermal-power, node: "ns=1;s=Broken", unit: kW }
          - { is: operating-time, node: "ns=1;s=Looks", unit: s }
          - { is: voltage, node: "ns=1;s=Level", unit: V }
      """;

  private static final int RESTARTS = 20;
  private static final int ANOTHER_CERTIFICATE_EVERY = 10;

  /** Each look at the node finds the next whole number. */
  private static final String COUNTING =
      OpcUaRig.watched("{ is: operating-time, node: \"ns=1;s=Looks\", unit: s }");

  @TempDir private Path data;

  @BeforeAll
  static void install() throws Exception {
    need("node", "--version");
    need("npm", "--version");
    Files.createDirectories(PEER);
    boolean changed = false;
    for (String file : FILES) {
      Path there = PEER.resolve(file);
      byte[] wanted;
      try (InputStream in = OpcUaPeerTest.class.getResourceAsStream("node-opcua/" + file)) {
        wanted = in.readAllBytes();
      }
      if (!Files.exists(there) || !Arrays.equals(Files.readAllBytes(there), wanted)) {
        changed |= !file.equals("server.js");
        Path fresh = Files.write(PEER.resolve(file + ".new"), wanted);
        Files.move(fresh, there, StandardCopyOption.REPLACE_EXISTING);
      }
    }
    if (changed || !Files.isDirectory(PEER.resolve("node_modules"))) {
      Process npm =
          new ProcessBuilder("npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts")
              .directory(PEER.toFile())
              .redirectErrorStream(true)
              .redirectOutput(PEER.resolve("npm.log").toFile())
              .start();
      if (!npm.waitFor(180, TimeUnit.SECONDS) || npm.exitValue() != 0) {
        npm.destroyForcibly();
        Files.deleteIfExists(PEER.resolve("package.json"));
        missing("npm ci does not succeed, see " + PEER.resolve("npm.log"));
      }
    }
  }

  private static void need(String... command) throws Exception {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (process.waitFor() == 0) {
        return;
      }
    } catch (IOException absent) {
      // Said below.
    }
    missing(command[0] + " is missing: apt-get install nodejs npm");
  }

  private static void missing(String what) {
    if ("true".equals(System.getenv("CI"))) {
      fail("skipped: " + what);
    }
    abort("skipped: " + what);
  }

  /** node-opcua's server in a process of its own. */
  private static final class Peer implements AutoCloseable {
    private final Process process;

    Peer(int port, Path folder) throws Exception {
      process =
          new ProcessBuilder("node", "server.js", Integer.toString(port), folder.toString())
              .directory(PEER.toFile())
              .redirectErrorStream(true)
              .start();
      StringBuilder said = new StringBuilder();
      BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
      for (String line = out.readLine(); !"ready".equals(line); line = out.readLine()) {
        if (line == null) {
          throw new IOException("node-opcua ended: " + said);
        }
        said.append(line).append('\n');
      }
      Thread.ofVirtual().start(() -> out.lines().forEach(line -> {}));
    }

    void say(String word) throws IOException {
      Writer in = process.outputWriter(StandardCharsets.UTF_8);
      in.write(word + "\n");
      in.flush();
    }

    @Override
    public void close() {
      process.destroyForcibly().onExit().join();
    }
  }

  @Test
  void aServerOfAnotherMakeIsReadAndWatchedAndComesBack() throws Exception {
    int port = FreePorts.one();
    ServerKeys keys = ServerKeys.in(data);
    new ServerLogins(data).keep(OpcUaRig.BUS, OpcUaMeterServer.PASSWORD);
    Path pki = Files.createDirectory(data.resolve("pki"));
    SitePlan plan = OpcUaRig.plan(port, ", user: reader", METER);
    try (OpcUaRig.Reader reader = new OpcUaRig.Reader(plan, keys, ManualClock.trusted())) {
      try (Peer peer = new Peer(port, pki)) {
        assertThat(peer.process.isAlive()).isTrue();
        reader.until(() -> reader.meter().detail().contains("is not trusted"));
        trust(keys);
        reader.until(() -> reader.lane.server().link().told() >= 20);
        assertThat(values(reader))
            .containsEntry("heat-energy", 1_234_500L * 3_600)
            .containsEntry("heat-volume", 4_000_000_001L * 1_000)
            .containsEntry("pulses", (1L << 32) + 2)
            .containsEntry("supply-temperature", 60_500L)
            .containsEntry("return-temperature", 40_250L)
            .doesNotContainKey("thermal-power");
        assertThat(reader.meter().condition()).isEqualTo(Condition.NONSENSE);
        assertThat(reader.meter().detail()).contains("thermal-power", "Bad_SensorFailure");
        vanishAndComeBack(reader, peer);
      }
      reader.until(() -> !reader.lane.view().reachable());
      long told = reader.lane.server().link().told();
      try (Peer again = new Peer(port, pki)) {
        assertThat(again.process.isAlive()).isTrue();
        reader.until(() -> reader.lane.server().link().told() >= told + 20);
      }
      assertThat(reader.lane.server().link().begun()).isEqualTo(2);
      assertThat(reader.lane.server().link().lostMessages()).isZero();
    }
  }

  // A cut line leaves it its subscription, a restart does not: RESTARTS of both, one after the
  // other.
  @Test
  void aServerOfAnotherMakeIsWatchedOnOverEveryCutAndRestart() throws Exception {
    int port = FreePorts.one();
    ServerKeys keys = ServerKeys.in(data);
    new ServerLogins(data).keep(OpcUaRig.BUS, OpcUaMeterServer.PASSWORD);
    Path pki = Files.createDirectory(data.resolve("pki-0"));
    Peer peer = new Peer(port, pki);
    try (Relay relay = new Relay(port);
        OpcUaRig.Reader reader =
            new OpcUaRig.Reader(
                OpcUaRig.plan(relay.port(), ", user: reader", COUNTING),
                keys,
                ManualClock.trusted())) {
      reader.until(() -> reader.meter().detail().contains("is not trusted"));
      trust(keys);
      reader.until(() -> reader.rows().size() >= 5);
      int lost = 0;
      for (int i = 1; i <= RESTARTS; i++) {
        boolean isCut = i % 2 == 1;
        long connections = reader.lane.server().link().connections();
        long last = reader.rows().getLast().value();
        int rows = reader.rows().size();
        if (isCut) {
          relay.reset();
        } else {
          lost++;
          peer.close();
          boolean isAnother = i % ANOTHER_CERTIFICATE_EVERY == 0;
          pki = isAnother ? Files.createDirectory(data.resolve("pki-" + i)) : pki;
          peer = new Peer(port, pki);
          if (isAnother) {
            reader.until(() -> reader.meter().detail().contains("is not trusted"));
            trust(keys);
          }
        }
        reader.until(() -> reader.lane.server().link().connections() > connections);
        reader.until(() -> reader.rows().size() >= rows + 5);
        OpcUaLink.Counts counts = reader.lane.server().link();
        assertThat(counts.begun()).as("restart %d", i).isEqualTo(1 + lost);
        assertThat(counts.continued()).as("restart %d", i).isGreaterThanOrEqualTo(i - lost);
        if (isCut) {
          // What the server found while it could not be reached has waited in its queue.
          assertThat(OpcUaRig.missing(reader.rows(), last)).as("restart %d", i).isEmpty();
        }
      }
      assertThat(reader.lane.server().link().lostMessages()).isZero();
      System.out.printf("opcua restarts of node-opcua: %s%n", reader.lane.server().link());
    } finally {
      peer.close();
    }
  }

  // This server says once that a node was deleted, and nothing more whatever happens to the node.
  private static void vanishAndComeBack(OpcUaRig.Reader reader, Peer peer) throws Exception {
    int level = reader.numberOf("voltage");
    peer.say("remove");
    reader.until(() -> reader.meter().detail().contains("and 1 more"));
    int rows = reader.rowsOf(level).size();
    peer.say("add");
    reader.live(Duration.ofSeconds(61));
    reader.still(() -> reader.rowsOf(level).size() > rows);
    assertThat(reader.rowsOf(level)).allMatch(row -> row.value() == 77_000);
    assertThat(reader.meter().detail()).doesNotContain("and 1 more");
    assertThat(reader.lane.server().link().connections()).isEqualTo(1);
  }

  private static void trust(ServerKeys keys) throws Exception {
    Server pending =
        keys.known().stream()
            .filter(server -> server.standing() == Standing.PENDING)
            .findFirst()
            .orElseThrow();
    assertThat(keys.trust(pending.fingerprint())).isPresent();
  }

  private static Map<String, Long> values(OpcUaRig.Reader reader) {
    Map<String, Long> values = new HashMap<>();
    reader
        .meter()
        .values()
        .forEach(value -> values.put(value.register().toString(), value.value()));
    return values;
  }
}
