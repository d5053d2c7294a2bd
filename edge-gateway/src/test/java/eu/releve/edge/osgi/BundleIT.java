package eu.releve.edge.osgi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import eu.releve.edge.clock.LinuxBootClock;
import eu.releve.edge.journal.Journal;
import eu.releve.edge.link.opcua.ServerKeys;
import eu.releve.edge.serial.PtyPair;
import eu.releve.edge.simulate.Building;
import eu.releve.edge.simulate.SimulatedSite;
import eu.releve.profile.Profiles;
import eu.releve.provisioning.settings.FreePorts;
import eu.releve.provisioning.site.SitePlan;
import eu.releve.provisioning.site.SitePlans;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;

/**
 * The bundle that is packaged, in a real Equinox: no class loader of its own keeps it from work.
 */
class BundleIT {
  private static final Path BUNDLE = Path.of("target/edge-gateway-bundle.jar");
  private static final int MQTT_CONNECT = 0x10;

  @TempDir private Path folder;

  // Modbus TCP is Netty's, the serial line unpacks a library of its own: ways in which a class
  // loader
  // can break a program.
  @Test
  void theBundleReadsMetersKeepsReadingsAndSpeaksMqttUntilItIsStopped() throws Exception {
    PtyPair.needSocat();
    try (ServerSocket collector = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int console = FreePorts.one();
      Path settings = writeFiles(collector.getLocalPort(), console);
      SitePlan plan = SitePlans.load(folder.resolve("plan.yaml"), Profiles.bundled());
      AtomicLong answered = new AtomicLong();
      try (SimulatedSite site =
          SimulatedSite.start(
              plan,
              Building.of(plan, 1, Map.of()),
              InstantSource.system(),
              answers -> answered.addAndGet(answers.size()))) {
        Framework framework = framework(settings);
        try {
          Bundle bundle = install(framework);
          bundle.start();
          assertThat(bundle.getHeaders().get(Constants.EXPORT_PACKAGE)).isNull();
          try (Socket gateway = collector.accept()) {
            assertThat(gateway.getInputStream().read()).isEqualTo(MQTT_CONNECT);
          }
          URI status = URI.create("http://127.0.0.1:" + console + "/status.json");
          await()
              .atMost(Duration.ofSeconds(30))
              .until(() -> has(status, "\"meter\":\"e1\"", "\"meter\":\"w1\""));
          bundle.stop();
          assertThat(bundle.getState()).isEqualTo(Bundle.RESOLVED);
          assertThatThrownBy(() -> get(status)).isInstanceOf(IOException.class);
        } finally {
          framework.stop();
          framework.waitForStop(30_000);
        }
        assertThat(site.answers()).isPositive();
      }
      try (Journal journal =
          Journal.open(folder.resolve("data/journal"), LinuxBootClock.open(true))) {
        assertThat(journal.depth().readings()).isEqualTo(answered.get()).isPositive();
      }
    }
  }

  // PLC4X looks for its drivers among services.
  @Test
  void theBundleReadsControllers() throws Exception {
    Files.writeString(
        folder.resolve("plan.yaml"),
        """
        site: tilleuls-12
        zone: Europe/Brussels
        buses: [ { id: chiller, plc4x: "simulated://here" } ]
        points: [ { id: cooling, name: "Groupe froid" } ]
        meters:
          - { id: p1, point: cooling, bus: chiller, from: 2025-01-01, period: 5s,
              registers: [ { is: voltage, tag: "RANDOM/volts:INT", unit: V, resolution: 1 } ] }
        """);
    int console = FreePorts.one();
    Framework framework = framework(writeSettings(FreePorts.one(), console));
    try {
      Bundle bundle = install(framework);
      bundle.start();
      URI status = URI.create("http://127.0.0.1:" + console + "/status.json");
      await().atMost(Duration.ofSeconds(30)).until(() -> has(status, "\"meter\":\"p1\""));
      bundle.stop();
    } finally {
      framework.stop();
      framework.waitForStop(30_000);
    }
  }

  // An encrypted connection looks for algorithms among the JVM's providers, with its own among
  // them.
  @Test
  void theBundleReadsAnOpcUaServerOnceItIsTrusted() throws Exception {
    Files.writeString(
        folder.resolve("plan.yaml"),
        """
        site: tilleuls-12
        zone: Europe/Brussels
        buses: [ { id: plc, opcua: "opc.tcp://127.0.0.1:%d/plc" } ]
        points: [ { id: boiler, name: "Chaufferie" } ]
        meters:
          - { id: o1, point: boiler, bus: plc, from: 2025-01-01, period: 5s, sampling: 1s,
              registers: [ { is: heat-energy, node: "ns=2;s=Energy", unit: kWh } ] }
        """
            .formatted(FreePorts.one()));
    int console = FreePorts.one();
    ServerKeys keys = ServerKeys.in(folder.resolve("data"));
    SitePlan plan = SitePlans.load(folder.resolve("plan.yaml"), Profiles.bundled());
    try (SimulatedSite site =
        SimulatedSite.start(
            plan, Building.of(plan, 1, Map.of()), InstantSource.system(), answers -> {})) {
      Framework framework = framework(writeSettings(FreePorts.one(), console));
      try {
        Bundle bundle = install(framework);
        bundle.start();
        await().atMost(Duration.ofSeconds(30)).until(() -> !keys.known().isEmpty());
        assertThat(site.answers()).isZero();
        keys.trust(keys.known().getFirst().fingerprint());
        URI status = URI.create("http://127.0.0.1:" + console + "/status.json");
        await().atMost(Duration.ofSeconds(60)).until(() -> has(status, "\"meter\":\"o1\""));
        bundle.stop();
      } finally {
        framework.stop();
        framework.waitForStop(30_000);
      }
    }
  }

  @Test
  void aBundleWithoutSettingsSaysWhatIsMissing() throws Exception {
    Framework framework = framework(folder.resolve("nothing.yaml"));
    try {
      Bundle bundle = install(framework);
      assertThatThrownBy(bundle::start)
          .isInstanceOf(BundleException.class)
          .hasStackTraceContaining("nothing.yaml: wanted a settings file, found none");
    } finally {
      framework.stop();
      framework.waitForStop(30_000);
    }
  }

  private Framework framework(Path settings) throws BundleException {
    Framework framework =
        ServiceLoader.load(FrameworkFactory.class)
            .findFirst()
            .orElseThrow()
            .newFramework(
                Map.of(
                    Constants.FRAMEWORK_STORAGE,
                    folder.resolve("osgi").toString(),
                    "releve.config",
                    settings.toString()));
    framework.start();
    return framework;
  }

  private static Bundle install(Framework framework) throws BundleException {
    return framework.getBundleContext().installBundle(BUNDLE.toUri().toString());
  }

  /** Whether a value of each was read. */
  private static boolean has(URI status, String... meters) throws Exception {
    String text = get(status);
    for (String meter : meters) {
      int at = text.indexOf(meter);
      int end = text.indexOf("\"meter\":", at + 1);
      String its = at < 0 ? "" : text.substring(at, end < 0 ? text.length() : end);
      if (!its.contains("\"bootMillis\"")) {
        return false;
      }
    }
    return true;
  }

  private static String get(URI uri) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client
          .send(
              HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(10)).build(),
              HttpResponse.BodyHandlers.ofString())
          .body();
    }
  }

  private Path writeFiles(int mqtt, int console) throws IOException {
    Files.writeString(
        folder.resolve("plan.yaml"),
        """
        site: tilleuls-12
        zone: Europe/Brussels
        buses:
          - { id: cellar, modbus-tcp: "tcp://127.0.0.1:%d" }
          - { id: boiler, mbus: "%s", baud: 2400 }
        points:
          - { id: main-elec, name: "Compteur" }
          - { id: cold, name: "Eau froide" }
        meters:
          - { id: e1, point: main-elec, bus: cellar, unit: 1, profile: abb-b23, from: 2025-01-01, period: 5s }
          - { id: w1, point: cold, bus: boiler, primary: 1, profile: itron-bm-plus-m, from: 2025-01-01, period: 5s }
        """
            .formatted(FreePorts.one(), folder.resolve("line")));
    return writeSettings(mqtt, console);
  }

  private Path writeSettings(int mqtt, int console) throws IOException {
    return Files.writeString(
        folder.resolve("gateway.yaml"),
        """
        gateway: gw-1
        site: %s
        collector: mqtt://127.0.0.1:%d
        data: %s
        console: 127.0.0.1:%d
        window: 60s
        clock: trusted
        """
            .formatted(folder.resolve("plan.yaml"), mqtt, folder.resolve("data"), console));
  }
}
