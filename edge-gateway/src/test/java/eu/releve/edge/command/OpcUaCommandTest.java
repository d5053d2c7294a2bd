package eu.releve.edge.command;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.edge.simulate.SimulatedSite;
import eu.releve.profile.Profiles;
import eu.releve.provisioning.keys.KnownServers;
import eu.releve.provisioning.settings.FreePorts;
import eu.releve.provisioning.site.SitePlan;
import eu.releve.provisioning.site.SitePlans;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** An installer in front of a server that nobody has seen before. */
@Timeout(120)
class OpcUaCommandTest {
  @TempDir private Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private String url = "";
  private String config = "";

  @BeforeEach
  void writeSettings() throws Exception {
    url = "opc.tcp://127.0.0.1:" + FreePorts.one() + "/releve";
    Files.writeString(
        folder.resolve("plan.yaml"),
        """
        site: tilleuls-12
        zone: Europe/Brussels
        buses: [ { id: chiller, opcua: "%s" } ]
        points: [ { id: main, name: "Chaufferie" } ]
        meters:
          - { id: boiler, point: main, bus: chiller, from: 2025-01-01, registers: [ { is: heat-energy, node: "ns=2;s=Boiler.Energy", unit: kWh } ] }
        """
            .formatted(url));
    config =
        Files.writeString(
                folder.resolve("gateway.yaml"),
                "gateway: gw-1\nsite: plan.yaml\ncollector: mqtt://127.0.0.1:1883\ndata: data\n")
            .toString();
  }

  private SimulatedSite server() throws Exception {
    SitePlan plan = SitePlans.load(folder.resolve("plan.yaml"), Profiles.bundled());
    return SimulatedSite.start(
        plan,
        (meter, register, at) -> BigDecimal.valueOf(3_600_000),
        () -> Instant.EPOCH,
        answers -> {});
  }

  private int run(String... arguments) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    CommandLine line = OpcUaCommand.line();
    return line.setOut(new PrintWriter(out)).setErr(new PrintWriter(err)).execute(arguments);
  }

  @Test
  void aServerIsFoundRefusedTrustedAndBrowsed() throws Exception {
    try (SimulatedSite site = server()) {
      assertThat(run("endpoints", url)).isZero();
      assertThat(out.toString()).contains("Aes256_Sha256_RsaPss/SignAndEncrypt", "None/None");

      assertThat(run("browse", "chiller", "--config", config)).isEqualTo(1);
      String print = new KnownServers(folder.resolve("data")).all().getFirst().fingerprint();
      assertThat(out.toString()).contains("opcua trust " + print);

      assertThat(run("pending", "--config", config)).isEqualTo(1);
      assertThat(out.toString()).contains(url, print, "CN=Releve simulator");
      assertThat(run("trust", print.substring(0, 8), "--config", config)).isZero();
      assertThat(run("pending", "--config", config)).isZero();

      assertThat(run("browse", "chiller", "--config", config)).as(err.toString()).isZero();
      assertThat(out.toString())
          .contains("boiler  ns=2;s=folder of boiler")
          .contains("heat-energy  ns=2;s=Boiler.Energy  = 1 kWh  -> heat-energy");
      assertThat(run("browse", url, "--config", config, "--json", "--max", "1")).isEqualTo(1);
      assertThat(out.toString()).contains("\"complete\":false");
      assertThat(site.answers()).isPositive();

      assertThat(run("forget", print, "--config", config)).isZero();
      assertThat(run("trust", print, "--config", config)).isEqualTo(1);
    }
  }

  @Test
  void whatIsWrongIsSaidWithItsExitCode() throws Exception {
    assertThat(run("endpoints", url, "--timeout", "500")).isEqualTo(1);
    assertThat(run("browse", "nowhere", "--config", config)).isEqualTo(2);
    assertThat(run("trust", "12", "--config", config)).isEqualTo(2);
    assertThat(run("pending", "--config", folder.resolve("none.yaml").toString())).isEqualTo(3);
    assertThat(run("password", "chiller", "--password-file", "/none", "--config", config))
        .isEqualTo(3);
    assertThat(run()).isEqualTo(2);
  }

  @Test
  void aPasswordIsKeptAndNeverShown() throws Exception {
    Path file = Files.write(folder.resolve("secret"), List.of("s3cret words", "a note"));
    assertThat(run("password", "chiller", "--password-file", file.toString(), "--config", config))
        .isZero();
    assertThat(Files.readString(folder.resolve("data/keys/opcua-passwords")))
        .isEqualTo("chiller s3cret words\n");
    assertThat(out + "" + err).doesNotContain("s3cret");
  }
}
