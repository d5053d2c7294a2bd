package eu.releve.cloud.enrol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import eu.releve.cloud.broker.Mosquitto;
import eu.releve.cloud.command.BrokerConfigCommand;
import eu.releve.provisioning.settings.FreePorts;
import eu.releve.provisioning.site.SitePlan;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/**
 * Plans for a gateway that is behind a Mosquitto with what {@code broker-config} writes: all parts
 * are real.
 */
class PlanBehindABrokerTest extends PushRig {
  private Optional<Mosquitto> broker = Optional.empty();

  @Override
  EntryRig open() throws Exception {
    int at = FreePorts.one();
    EntryRig behind = EntryRig.behind(folder, at);
    Path files = folder.resolve("broker");
    CommandLine line = BrokerConfigCommand.line();
    line.setOut(new PrintWriter(new StringWriter()));
    String settings = folder.resolve("collector.yaml").toString();
    assertThat(line.execute("mosquitto", "--collector-config", settings, "-o", files.toString()))
        .isZero();
    broker = Optional.of(Mosquitto.configured(files, at));
    return behind;
  }

  @Override
  int way() {
    return broker.orElseThrow().endpoint().port();
  }

  @AfterEach
  void end() {
    broker.ifPresent(Mosquitto::close);
  }

  private void confirmed(String plan) throws Exception {
    becomes("confirmed");
    assertThat(Files.readString(home.resolve("plan.yaml"))).isEqualTo(plan);
    await().atMost(PATIENCE).until(() -> told().equals(SitePlan.hash(plan)));
  }

  @Test
  void aPlanReachesAGatewayThatIsThereAndOneThatComesLaterAlsoWithoutTheCollector()
      throws Exception {
    assertThat(push(plan(port, 1, 2, 3), "--confirm-within", "2m")).as(() -> said).isZero();
    confirmed(plan(port, 1, 2, 3));

    gateway.stop();
    String renamed = plan(port, 1, 2, 3).replace("Compteur 3", "Caves");
    assertThat(push(renamed, "--confirm-within", "2m")).as(() -> said).isZero();
    becomes("sent");
    // The broker has it: the gateway gets it while no collector is there.
    rig.ends();
    begin();
    await().atMost(PATIENCE).until(() -> status().contains("\"pushed\":[{\"version\":2,"));
    rig.begins("90d", "[]");
    confirmed(renamed);
  }
}
