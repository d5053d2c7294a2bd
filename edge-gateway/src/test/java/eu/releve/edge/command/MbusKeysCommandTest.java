package eu.releve.edge.command;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.decode.wmbus.Key;
import eu.releve.provisioning.keys.Delivered;
import eu.releve.provisioning.keys.KeyAddress;
import eu.releve.provisioning.keys.KeyFile;
import eu.releve.provisioning.keys.KeyImportException;
import eu.releve.provisioning.keys.KeyMatch;
import eu.releve.provisioning.language.Messages;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class MbusKeysCommandTest {
  private static final String ONE = "000102030405060708090A0B0C0D0E0F";
  private static final String TWO = "FFEEDDCCBBAA99887766554433221100";

  @TempDir private Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Path config;

  @BeforeEach
  void writeSettings() throws IOException {
    Files.writeString(
        folder.resolve("plan.yaml"),
        """
        site: tilleuls-12
        zone: Europe/Brussels
        buses: [ { id: water, mbus: "tcp://127.0.0.1:10001" } ]
        points: [ { id: one, name: "Eau 1" }, { id: two, name: "Eau 2" }, { id: three, name: "Eau 3" } ]
        meters:
          - { id: w1, point: one, bus: water, primary: 1, profile: itron-bm-plus-m, serial: "11223344", from: 2025-01-01 }
          - { id: w2, point: two, bus: water, secondary: "12345678", profile: itron-bm-plus-m, from: 2025-01-01 }
          - { id: w3, point: three, bus: water, secondary: "12345679", profile: itron-bm-plus-m, from: 2025-01-01 }
        """);
    config =
        Files.writeString(
            folder.resolve("gateway.yaml"),
            "gateway: gw-1\nsite: plan.yaml\ncollector: mqtt://127.0.0.1:1883\ndata: data\n");
  }

  @Test
  void anImportIsDryUntilItIsToldToWriteAndIsMatchedWithThePlan() throws Exception {
    Path csv =
        csv("serial;key\n12345678;" + ONE + "\n11223344;" + TWO + "\n99999999;" + TWO + "\n");
    assertThat(run("import", csv.toString(), "--config", config.toString())).isZero();
    assertThat(out.toString())
        .containsPattern("(?m)^12345678 +new +w2$")
        .containsPattern("(?m)^11223344 +new +w1$")
        .containsPattern("(?m)^99999999 +new +not in the plan$")
        .contains("Meters of the plan without key: w3.", "Nothing was written.")
        .doesNotContain(ONE, TWO);
    assertThat(folder.resolve("data")).doesNotExist();
    assertThat(run("import", csv.toString(), "--config", config.toString(), "--write", "--json"))
        .isZero();
    assertThat(out.toString())
        .contains("{\"address\":\"12345678\",\"change\":\"new\",\"meters\":[{\"meter\":\"w2\"}]}")
        .contains("\"written\":true")
        .doesNotContain(ONE, TWO);
    assertThat(new KeyFile(folder.resolve("data")).read().of(new KeyAddress("12345678")))
        .hasValue(Key.parse(ONE));
    assertThat(run("list", "--config", config.toString())).isEqualTo(1);
    assertThat(out.toString())
        .containsPattern("(?m)^w1 +primary 1 +key present, not tried$")
        .containsPattern("(?m)^w3 +secondary 12345679 +no key$")
        .contains("Key for 99999999, which is not in the plan.")
        .doesNotContain(ONE, TWO);
    assertThat(run("list", "--config", config.toString(), "--json")).isEqualTo(1);
    assertThat(out.toString())
        .contains("{\"meter\":\"w3\",\"address\":\"secondary 12345679\",\"key\":\"absent\"}");
  }

  @Test
  void whatTheFileDoesNotGiveIsSaidAndAnswersNo() throws Exception {
    Path odd = csv("serial;key\n12345678;" + ONE + "0\n");
    assertThat(run("import", odd.toString(), "--config", config.toString())).isEqualTo(1);
    assertThat(out.toString()).contains("Place 2: the key is none of 32").doesNotContain(ONE);
    Path none = csv("name;colour\na;b\n");
    assertThat(run("import", none.toString(), "--config", config.toString())).isEqualTo(1);
    assertThat(out.toString()).contains("gives no keys: no addresses with keys were found");
    assertThat(run("import", folder.resolve("none.csv").toString())).isEqualTo(3);
    assertThat(run()).isEqualTo(2);
  }

  @Test
  void aKeyFileThatOthersMayReadIsNamedWithItsRights() throws Exception {
    Path csv = csv("serial;key\n12345678;" + ONE + "\n");
    assertThat(run("import", csv.toString(), "--config", config.toString(), "--write")).isZero();
    Path file = folder.resolve("data/keys/meters");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    assertThat(run("list", "--config", config.toString())).isEqualTo(3);
    assertThat(err.toString()).contains(file.toString(), "rw-r--r--");
  }

  @Test
  void everyReasonAndStateHasAWord() {
    List<String> keys = new ArrayList<>();
    Arrays.stream(KeyImportException.Why.values()).forEach(one -> keys.add("keys.refused." + one));
    Arrays.stream(Delivered.Why.values()).forEach(one -> keys.add("keys.odd." + one));
    Arrays.stream(KeyMatch.State.values()).forEach(one -> keys.add("keys.state." + one));
    assertThat(Messages.load(MbusCommand.class, Locale.FRENCH).keys()).containsAll(keys);
  }

  private Path csv(String text) throws IOException {
    return Files.writeString(folder.resolve("keys.csv"), text);
  }

  private int run(String... arguments) {
    out.getBuffer().setLength(0);
    List<String> all = new ArrayList<>(List.of("keys"));
    all.addAll(List.of(arguments));
    CommandLine line = MbusCommand.line();
    line.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    return line.execute(all.toArray(String[]::new));
  }
}
