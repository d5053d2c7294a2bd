package eu.releve.edge;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.edge.link.opcua.ServerKeys;
import eu.releve.edge.poll.Condition;
import eu.releve.edge.simulate.OpcUaMeterServer;
import eu.releve.edge.simulate.OpcUaMeterServer.Restart;
import eu.releve.provisioning.keys.KnownServers.Server;
import eu.releve.provisioning.keys.KnownServers.Standing;
import eu.releve.provisioning.keys.SecretFolder;
import eu.releve.provisioning.keys.ServerLogins;
import eu.releve.provisioning.settings.FreePorts;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is trusted, and how the gateway shows who it is. */
@Timeout(180)
class OpcUaSecurityTest {
  private static final String METER =
      """
      - id: boiler
        point: main
        bus: chiller
        from: 2025-01-01
        period: 1m
        registers: [ { is: heat-energy, node: "ns=2;s=Boiler.Energy", unit: kWh } ]
      """;

  @TempDir private Path data;
  private ServerKeys keys = ServerKeys.none();

  @BeforeEach
  void openKeys() {
    keys = ServerKeys.in(data);
  }

  private OpcUaRig rig(String how) throws Exception {
    return OpcUaRig.over(OpcUaRig.plan(FreePorts.one(), how, METER), keys);
  }

  private Server only() throws Exception {
    List<Server> known = keys.known();
    assertThat(known).hasSize(1);
    return known.getFirst();
  }

  /** The first attempt makes the server known; then somebody decides. */
  private void trust(OpcUaRig rig) throws Exception {
    rig.cycle();
    assertThat(rig.rows()).isEmpty();
    assertThat(rig.lane.view().detail())
        .contains("is not trusted: ./releve opcua trust " + only().fingerprint().substring(0, 16));
    assertThat(keys.trust(only().fingerprint().substring(0, 16))).isPresent();
    rig.after(Duration.ofSeconds(1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "basic256sha256", "aes128", "aes256"})
  void aServerIsReadWithEachPolicyOnceItsCertificateIsTrusted(String policy) throws Exception {
    try (OpcUaRig rig = rig(policy.isEmpty() ? "" : ", security: " + policy)) {
      trust(rig);
      assertThat(rig.meter().condition()).as(rig.meter().detail()).isEqualTo(Condition.ANSWERS);
      assertThat(rig.rows()).hasSize(1);
      assertThat(only().standing()).isEqualTo(Standing.TRUSTED);
    }
  }

  @Test
  void aServerThatComesBackWithAnotherCertificateIsRefusedAgain() throws Exception {
    try (OpcUaRig rig = rig("")) {
      trust(rig);
      rig.server().restart(Restart.CHANGES_CERTIFICATE);
      rig.until(() -> rig.lane.view().detail().contains("is not trusted"));
      assertThat(rig.rows()).hasSize(1);
      assertThat(keys.known().stream().map(Server::standing))
          .containsExactly(Standing.TRUSTED, Standing.PENDING);
      keys.trust(keys.known().getLast().fingerprint());
      rig.until(() -> rig.rows().size() > 1);
      // The old one is nobody's any more.
      assertThat(only().standing()).isEqualTo(Standing.TRUSTED);
    }
  }

  @Test
  void aForgottenServerIsRefusedAtItsNextConnection() throws Exception {
    try (OpcUaRig rig = rig("")) {
      trust(rig);
      assertThat(keys.forget(only().fingerprint())).isPresent();
      rig.server().restart(Restart.KEEPS);
      rig.until(() -> rig.lane.view().detail().contains("is not trusted"));
      assertThat(only().standing()).isEqualTo(Standing.PENDING);
    }
  }

  @Test
  void anOpenConnectionAsksForNoTrustAndRemembersNobody() throws Exception {
    try (OpcUaRig open = rig(", security: none")) {
      open.cycle();
      assertThat(open.rows()).hasSize(1);
      assertThat(keys.known()).isEmpty();
    }
  }

  @Test
  void aUserIsLetInWithThePasswordInTheKeysAndNotWithAnother() throws Exception {
    try (OpcUaRig rig = rig(", user: reader")) {
      new ServerLogins(data).keep(OpcUaRig.BUS, "wrong");
      trust(rig);
      assertThat(rig.rows()).isEmpty();
      assertThat(rig.lane.view().detail()).contains("Bad_");
      new ServerLogins(data).keep(OpcUaRig.BUS, OpcUaMeterServer.PASSWORD);
      rig.until(() -> !rig.rows().isEmpty());
    }
  }

  @Test
  void aMissingPasswordIsNamedWithItsPlace() throws Exception {
    try (OpcUaRig rig = rig(", user: reader")) {
      trust(rig);
      assertThat(rig.meter().detail())
          .contains("opcua-passwords: wanted a password for bus chiller");
    }
  }

  @Test
  void aUserIsLetInWithACertificate() throws Exception {
    // Any key and certificate as PEM: here those of another gateway.
    Path other = Files.createDirectory(data.resolve("other"));
    try (OpcUaRig rig =
        OpcUaRig.over(OpcUaRig.plan(FreePorts.one(), "", METER), ServerKeys.in(other))) {
      rig.cycle();
      ServerKeys.in(other).trust(ServerKeys.in(other).known().getFirst().fingerprint());
      rig.after(Duration.ofSeconds(1));
    }
    String pem =
        new SecretFolder(other)
            .read("opcua-application", 65_536, StandardCharsets.US_ASCII)
            .orElseThrow();
    new SecretFolder(data).write("opcua-user-chiller", pem, StandardCharsets.US_ASCII);
    try (OpcUaRig rig = rig(", login: certificate")) {
      trust(rig);
      assertThat(rig.rows()).hasSize(1);
    }
  }

  @Test
  void theGatewaysOwnCertificateIsBornOnceAndIsItsOwnersAlone() throws Exception {
    try (OpcUaRig rig = rig("")) {
      trust(rig);
    }
    Path file = data.resolve("keys/opcua-application");
    String born = Files.readString(file);
    assertThat(Files.getPosixFilePermissions(file)).hasSize(2);
    keys = ServerKeys.in(data);
    Files.delete(data.resolve("keys/opcua-servers"));
    try (OpcUaRig rig = rig("")) {
      trust(rig);
    }
    assertThat(Files.readString(file)).isEqualTo(born);
  }
}
