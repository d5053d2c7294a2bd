package eu.releve.cloud.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import eu.releve.cloud.database.Database;
import eu.releve.cloud.database.TestDatabase;
import eu.releve.cloud.ingest.Ingest;
import eu.releve.cloud.mqtt.Admission;
import eu.releve.cloud.mqtt.Entrance;
import eu.releve.cloud.mqtt.GatewayEndpoint;
import eu.releve.cloud.mqtt.Porch;
import eu.releve.cloud.mqtt.Refusal;
import eu.releve.cloud.store.Store;
import eu.releve.edge.publish.Trouble;
import eu.releve.provisioning.settings.Endpoint;
import eu.releve.provisioning.settings.Uplink;
import eu.releve.provisioning.settings.Way;
import eu.releve.provisioning.tls.TlsFiles;
import eu.releve.provisioning.tls.TlsMaterial;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway's publisher and the collector's endpoint, with certificates of a test's authority. */
class SecureDeliveryTest {
  private static final Endpoint ANY = new Endpoint("127.0.0.1", 0);

  @TempDir private Path folder;
  private TestCa ca;
  private Porch porch;
  private Database database;
  private Ingest ingest;
  private GatewayEndpoint endpoint;
  private TlsFiles gateway;

  @BeforeEach
  void start() throws Exception {
    ca = new TestCa("Test authority");
    gateway = ca.issue(folder.resolve("gw-1"), "gw-1", false, TestCa.Life.now(), ca);
    TlsMaterial own =
        TlsMaterial.load(
            ca.issue(folder.resolve("collector"), "localhost", true, TestCa.Life.now(), ca));
    porch = Porch.open();
    database = TestDatabase.fresh();
    ingest =
        Ingest.start(
            database, new Store(database.ingest(), database.store(), Instant::now), Instant::now);
    endpoint =
        GatewayEndpoint.listen(
            porch,
            List.of(new Entrance.Tls(ANY, own), new Entrance.WebSocket(ANY, own)),
            ingest,
            Admission.ALL);
  }

  @AfterEach
  void stop() {
    endpoint.close();
    ingest.close();
    database.close();
    porch.close();
  }

  @Test
  void readingsArriveThroughTls() throws Exception {
    try (TestGateway some = new TestGateway(folder.resolve("j"), "gw-1", uplink(mqtts()))) {
      some.append(200);
      some.drained();
      assertThat(some.way()).contains(mqtts());
      assertThat(ingest.status().batches()).isEqualTo(201);
    }
  }

  @Test
  void readingsArriveThroughAWebSocketInTls() throws Exception {
    try (TestGateway some = new TestGateway(folder.resolve("j"), "gw-1", uplink(wss()))) {
      some.append(200);
      some.drained();
      assertThat(some.way()).contains(wss());
    }
  }

  @Test
  void whereOnlyTheProxyLeadsOutItIsFound() throws Exception {
    String login = "user:päss";
    String words =
        "Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8));
    Path file = Files.writeString(folder.resolve("proxy.login"), login + "\n");
    int dead = deadPort();
    try (TestProxy proxy = new TestProxy(words)) {
      // Directly the first way leads nowhere; the second is only there for the proxy.
      Uplink uplink =
          new Uplink(
              List.of(Way.parse("mqtts://127.0.0.1:" + dead), Way.parse(unresolvable())),
              Optional.of(gateway),
              Optional.of(
                  new Uplink.Proxy(new Endpoint("127.0.0.1", proxy.port()), Optional.of(file))));
      try (TestGateway some = new TestGateway(folder.resolve("j"), "gw-1", uplink)) {
        await()
            .atMost(TestGateway.PATIENCE)
            .until(() -> proxy.requests().stream().anyMatch(line -> line.contains("collector.")));
        assertThat(proxy.requests())
            .as("the name is the proxy's to resolve")
            .contains("CONNECT collector.invalid:%d HTTP/1.1".formatted(port(0)));
        await()
            .atMost(TestGateway.PATIENCE)
            .until(() -> some.trouble().equals(Optional.of(Trouble.CERTIFICATE_NAME)));
      }
      Uplink right =
          new Uplink(
              List.of(Way.parse("mqtts://127.0.0.1:" + dead), Way.parse(mqtts())),
              Optional.of(gateway),
              uplink.proxy());
      try (TestGateway some = new TestGateway(folder.resolve("k"), "gw-1", right)) {
        some.append(20);
        some.drained();
        assertThat(some.way()).as("no proxy where it is not needed").contains(mqtts());
      }
    }
  }

  @Test
  void aProxyThatRefusesIsSaidToBeTheFault() throws Exception {
    try (TestProxy proxy = new TestProxy("Basic none")) {
      Uplink uplink =
          new Uplink(
              List.of(Way.parse(unresolvable())),
              Optional.of(gateway),
              Optional.of(
                  new Uplink.Proxy(new Endpoint("127.0.0.1", proxy.port()), Optional.empty())));
      try (TestGateway some = new TestGateway(folder.resolve("j"), "gw-1", uplink)) {
        await()
            .atMost(TestGateway.PATIENCE)
            .until(() -> some.trouble().equals(Optional.of(Trouble.PROXY)));
      }
    }
  }

  @Test
  void aGatewayWithAnothersCertificateIsTurnedAwayAndCounted() throws Exception {
    try (TestGateway other = new TestGateway(folder.resolve("j"), "gw-2", uplink(mqtts()))) {
      other.append(1);
      await()
          .atMost(TestGateway.PATIENCE)
          .until(() -> other.trouble().equals(Optional.of(Trouble.TURNED_AWAY)));
      assertThat(endpoint.refusals().get(Refusal.ANOTHERS_NAME)).isPositive();
      assertThat(ingest.status().batches()).isZero();
    }
  }

  @Test
  void aGatewayOfAnotherAuthorityDoesNotGetInAndIsCounted() throws Exception {
    TestCa stranger = new TestCa("Another authority");
    TlsFiles its = stranger.issue(folder.resolve("s"), "gw-1", false, TestCa.Life.now(), ca);
    refused(its);
    TlsFiles old = ca.issue(folder.resolve("o"), "gw-1", false, TestCa.Life.over(), ca);
    refused(old);
    assertThat(endpoint.connections()).isZero();
  }

  private void refused(TlsFiles files) throws Exception {
    long before = endpoint.refusals().getOrDefault(Refusal.UNTRUSTED, 0L);
    Uplink uplink = new Uplink(List.of(Way.parse(mqtts())), Optional.of(files), Optional.empty());
    Path journal = Files.createTempDirectory(folder, "journal");
    try (TestGateway other = new TestGateway(journal, "gw-1", uplink)) {
      await()
          .atMost(TestGateway.PATIENCE)
          .until(() -> other.trouble().equals(Optional.of(Trouble.OWN_CERTIFICATE)));
      assertThat(endpoint.refusals())
          .hasEntrySatisfying(Refusal.UNTRUSTED, n -> assertThat(n).isGreaterThan(before));
    }
  }

  @Test
  void aRenewedCertificateNeedsNoRestart() throws Exception {
    TlsFiles own = ca.issue(folder.resolve("r"), "gw-1", false, TestCa.Life.over(), ca);
    Uplink uplink = new Uplink(List.of(Way.parse(mqtts())), Optional.of(own), Optional.empty());
    try (TestGateway some = new TestGateway(folder.resolve("j"), "gw-1", uplink)) {
      some.append(3);
      await().atMost(TestGateway.PATIENCE).until(() -> some.trouble().isPresent());
      ca.issue(folder.resolve("r"), "gw-1", false, TestCa.Life.now(), ca);
      some.drained();
    }
  }

  private static int deadPort() throws IOException {
    try (TestProxy nobodys = new TestProxy("")) {
      return nobodys.port();
    }
  }

  private int port(int entrance) {
    return endpoint.ports().get(entrance);
  }

  private String mqtts() {
    return "mqtts://127.0.0.1:" + port(0);
  }

  private String wss() {
    return "wss://127.0.0.1:%d/mqtt".formatted(port(1));
  }

  private String unresolvable() {
    return "mqtts://collector.invalid:" + port(0);
  }

  private Uplink uplink(String way) {
    return new Uplink(List.of(Way.parse(way)), Optional.of(gateway), Optional.empty());
  }
}
