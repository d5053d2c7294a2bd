package eu.releve.cloud.broker;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.cloud.broker.BrokerFiles.Kind;
import eu.releve.cloud.command.BrokerConfigCommand;
import eu.releve.measure.GatewayId;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.CommandLine;

/** What {@code broker-config} prints and writes; that it holds, {@code BrokerMatrixTest} shows. */
class BrokerConfigTest {
  private static final BrokerFiles.Place PLACE =
      new BrokerFiles.Place(
          "/etc/releve/broker", 8_883, List.of("releve.collector", "releve.second"), "/plugin.so");

  @TempDir private Path folder;
  private String said = "";

  private int command(String... arguments) {
    CommandLine line = BrokerConfigCommand.line();
    StringWriter out = new StringWriter();
    line.setOut(new PrintWriter(out));
    line.setErr(new PrintWriter(out));
    int code = line.execute(arguments);
    said = out.toString();
    return code;
  }

  @Test
  void aGatewayHasItsOwnPrefixAndNothingElse() {
    Access access = Access.of(new GatewayId("gw-1"));
    assertThat(access.publishes())
        .containsExactly("releve/1/gw-1/data", "releve/1/gw-1/state", "releve/1/gw-1/reply");
    assertThat(access.subscribes())
        .isEqualTo(access.receives())
        .containsExactly("releve/1/gw-1/receipt", "releve/1/gw-1/command");
  }

  @Test
  void aCollectorWritesReceiptsAndCommandsAndSeesWhichCommandsTheBrokerKeeps() {
    Access access = Access.ofCollector(false);
    assertThat(access.publishes()).containsExactly("releve/1/+/receipt", "releve/1/+/command");
    assertThat(access.subscribes())
        .containsExactly(
            "$share/releve/releve/1/+/data",
            "$share/releve/releve/1/+/reply",
            "releve/1/+/state",
            "releve/1/+/command");
    assertThat(access.receives())
        .containsExactly(
            "releve/1/+/data", "releve/1/+/reply", "releve/1/+/state", "releve/1/+/command");
  }

  // One set of rules: no broker's files may say more or less of a gateway than another's.
  @ParameterizedTest
  @EnumSource(Kind.class)
  void everyBrokersFilesNameTheCollectorsAndRefuseWhatTheyDoNotName(Kind kind) {
    String all = String.join("\n", BrokerFiles.of(kind, PLACE).values());
    assertThat(all).contains("releve.collector", "releve.second", "8883");
    switch (kind) {
      case MOSQUITTO -> {
        JsonObject security = new JsonObject(BrokerFiles.of(kind, PLACE).get(BrokerFiles.SECURITY));
        assertThat(security.getJsonObject("defaultACLAccess"))
            .contains(
                Map.entry("publishClientSend", false),
                Map.entry("publishClientReceive", false),
                Map.entry("subscribe", false));
        assertThat(all)
            .contains(
                "require_certificate true",
                "use_identity_as_username true",
                "use_username_as_clientid true",
                "tls_version tlsv1.3",
                "allow_anonymous false");
      }
      case EMQX -> {
        Access.ofWhomever("${username}")
            .publishes()
            .forEach(rule -> assertThat(all).contains(rule));
        assertThat(BrokerFiles.of(kind, PLACE).get("acl.conf")).endsWith("{deny, all}.\n");
        assertThat(all).contains("Not tested", "fail_if_no_peer_cert = true", "no_match = deny");
      }
      case HIVEMQ -> {
        Access.ofWhomever("${{username}}")
            .subscribes()
            .forEach(rule -> assertThat(all).contains(rule));
        assertThat(all).contains("Not tested", "TLSv1.3", "REQUIRED");
      }
    }
  }

  @Test
  void whatMosquittoHasWrittenToItsFileStays() throws Exception {
    assertThat(command("mosquitto", "-o", folder.toString())).isZero();
    Path security = folder.resolve(BrokerFiles.SECURITY);
    Files.writeString(security, "what the plugin wrote");
    assertThat(command("mosquitto", "-o", folder.toString())).as(() -> said).isZero();
    assertThat(security).hasContent("what the plugin wrote");
    assertThat(folder.resolve("mosquitto.conf")).exists();
  }

  @Test
  void wrongUseIsToldAndExitsSo() throws Exception {
    assertThat(command("rabbitmq")).isEqualTo(2);
    assertThat(said).contains("wanted mosquitto, emqx or hivemq, found 'rabbitmq'");
    assertThat(command("mosquitto", "--collector", "gw-1")).isEqualTo(2);
    assertThat(said).contains("a name with a dot", "'gw-1'");
    assertThat(command("mosquitto", "--collector-config", folder + "/none.yaml")).isEqualTo(3);
    Path settings = Files.writeString(folder.resolve("collector.yaml"), "mqtt: 127.0.0.1:1883\n");
    assertThat(command("mosquitto", "--collector-config", settings.toString())).isEqualTo(2);
    assertThat(said).contains("broker: wanted it, found none");
  }

  @Test
  void forProgramsItIsOneObject() {
    assertThat(command("mosquitto", "--json")).isZero();
    assertThat(new JsonObject(said).fieldNames())
        .containsExactlyInAnyOrder("mosquitto.conf", BrokerFiles.SECURITY);
  }
}
