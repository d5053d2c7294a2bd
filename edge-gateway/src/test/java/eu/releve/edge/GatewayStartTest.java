package eu.releve.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GatewayStartTest {
  private static final String PLAN =
      """
      site: tilleuls-12
      zone: Europe/Brussels
      buses:
        - { id: cellar, modbus-tcp: "tcp://127.0.0.1:1" }
      points:
        - { id: main, name: "Compteur" }
      meters:
        - { id: e1, point: main, bus: cellar, unit: 1, from: 2025-01-01,
            registers: [ { is: voltage.l1, function: 3, at: 0, type: u16, unit: V } ] }
      """;

  @TempDir private Path folder;

  @Test
  void aSettingsFileThatIsNotThereIsNamed() {
    StartException refused = refusal(folder.resolve("none.yaml"));
    assertThat(refused.exitCode()).isEqualTo(3);
    assertThat(refused)
        .hasMessage(folder.resolve("none.yaml") + ": wanted a settings file, found none");
  }

  @Test
  void aWrongKeyIsNamedWithFileAndLine() throws Exception {
    StartException refused = refusal(settings("windows: 60s\n"));
    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.getMessage())
        .startsWith(folder.resolve("gateway.yaml") + ":6: windows: wanted ");
  }

  // A card that was prepared before anybody knew the cellar.
  @Test
  void aBoxWithoutAPlanStartsAndItsPageSaysWhatToDo() throws Exception {
    Gateway gateway = Gateway.start(Gateway.settings(settings("capture: [ cellar ]\n"), Map.of()));
    String plan = folder.resolve("plan.yaml").toString();
    assertThat(status(gateway))
        .contains("\"missing\":\"" + plan + "\"", "\"site\":\"\"", "\"buses\":[]");
    assertThat(page(gateway, "/"))
        .contains("does not know its meters yet", "./releve fleet push gw-1 PLAN", plan);
    assertThat(page(gateway, "/commissioning")).contains("<section>");
    gateway.stop(Duration.ZERO);
    Files.writeString(folder.resolve("plan.yaml"), PLAN);
    Gateway planned = Gateway.start(Gateway.settings(settings(""), Map.of()));
    assertThat(status(planned))
        .contains("\"site\":\"tilleuls-12\"")
        .doesNotContain("missing\":\"/");
    planned.stop(Duration.ZERO);
  }

  @Test
  void aPlanThatIsThereAndEmptyStopsTheStart() throws Exception {
    Files.createFile(folder.resolve("plan.yaml"));
    StartException refused = refusal(settings(""));
    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.getMessage()).startsWith(folder.resolve("plan.yaml").toString());
  }

  @Test
  void anImpossiblePlanIsNamedWithFileLineAndKey() throws Exception {
    Files.writeString(folder.resolve("plan.yaml"), PLAN.replace("unit: V", "unit: kWh"));
    StartException refused = refusal(settings(""));
    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused)
        .hasMessage(
            folder.resolve("plan.yaml") + ":9: unit: wanted a unit of voltage, found 'kWh'");
  }

  // The plan travels in the catalogue, which is one batch and has registers too.
  @Test
  void aPlanThatIsTooLargeForACatalogueIsNamedAndTheJournalIsFree() throws Exception {
    Path plan =
        Files.writeString(
            folder.resolve("plan.yaml"), PLAN + "#".repeat((1 << 20) - PLAN.length()));
    StartException refused = refusal(settings(""));
    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.getMessage())
        .startsWith(plan + ": wanted a plan that fits into a catalogue, found body of ");
    Files.writeString(plan, PLAN);
    Gateway.start(Gateway.settings(settings(""), Map.of())).stop(Duration.ZERO);
  }

  @Test
  void aProfileThatIsNoneStopsTheStart() throws Exception {
    Files.writeString(folder.resolve("plan.yaml"), PLAN);
    Path profiles = Files.createDirectory(folder.resolve("profiles"));
    Files.writeString(profiles.resolve("acme.yaml"), "profile: acme\nregister: []\n");
    StartException refused = refusal(settings("profiles: profiles\n"));
    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.getMessage()).startsWith(profiles.resolve("acme.yaml") + ":");
  }

  @Test
  void aCaptureOfABusThatThePlanDoesNotHaveStopsTheStart() throws Exception {
    Path plan = Files.writeString(folder.resolve("plan.yaml"), PLAN);
    StartException refused = refusal(settings("capture: [ attic ]\n"));
    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused)
        .hasMessage("capture: wanted a Modbus or M-Bus bus of " + plan + ", found 'attic'");
    Gateway.start(Gateway.settings(settings("capture: [ cellar ]\n"), Map.of()))
        .stop(Duration.ZERO);
    try (Stream<Path> files = Files.walk(folder)) {
      assertThat(files).anyMatch(file -> file.endsWith("capture/cellar.frames"));
    }
  }

  @Test
  void aSerialDeviceThatIsNotThereDoesNotStopTheStart() throws Exception {
    String device = folder.resolve("ttyUSB0").toString();
    Files.writeString(
        folder.resolve("plan.yaml"),
        PLAN.replace(
            "modbus-tcp: \"tcp://127.0.0.1:1\"", "modbus-rtu: " + device + ", baud: 9600"));
    Gateway gateway = Gateway.start(Gateway.settings(settings(""), Map.of()));
    assertThat(gateway.console().getPort()).isPositive();
    gateway.stop(Duration.ZERO);
  }

  @Test
  void aConsoleForTheNetworkMakesItsPasswordOnceAndKeepsItForItsOwnerAlone() throws Exception {
    Files.writeString(folder.resolve("plan.yaml"), PLAN);
    Path file = forTheNetwork();
    Gateway.start(Gateway.settings(file, Map.of())).stop(Duration.ZERO);
    Path first = folder.resolve("data/console/first-password");
    Path kept = folder.resolve("data/console/password");
    String password = Files.readString(first);
    assertThat(password).matches("([a-z2-9]{4}-){2}[a-z2-9]{4}\n");
    assertThat(Files.readString(kept))
        .startsWith("pbkdf2-sha256$")
        .doesNotContain(password.strip());
    for (Path secret : List.of(first, kept)) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secret)))
          .isEqualTo("rw-------");
    }
    String hash = Files.readString(kept);
    Gateway.start(Gateway.settings(file, Map.of())).stop(Duration.ZERO);
    assertThat(kept).hasContent(hash);
    assertThat(first).hasContent(password);
  }

  @Test
  void aPasswordThatCannotBeUnderstoodStopsTheStartAndLeavesTheJournalFree() throws Exception {
    Files.writeString(folder.resolve("plan.yaml"), PLAN);
    Path kept = folder.resolve("data/console/password");
    Files.createDirectories(kept.resolveSibling(""));
    Files.writeString(kept, "secret");
    StartException refused = refusal(forTheNetwork());
    assertThat(refused.exitCode()).isEqualTo(3);
    assertThat(refused.getMessage())
        .contains(kept + ": wanted a hash that a gateway wrote")
        .doesNotContain("secret");
    Files.delete(kept);
    Gateway.start(Gateway.settings(forTheNetwork(), Map.of())).stop(Duration.ZERO);
  }

  private Path forTheNetwork() throws Exception {
    Path file = settings("");
    return Files.writeString(
        file, Files.readString(file).replace("console: 127.0.0.1:0", "console: 0.0.0.0:0"));
  }

  @Test
  void aTakenConsolePortLeavesNothingRunningAndTheJournalFree() throws Exception {
    Files.writeString(folder.resolve("plan.yaml"), PLAN);
    Path file = settings("");
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String at = "console: 127.0.0.1:" + taken.getLocalPort();
      Files.writeString(file, Files.readString(file).replace("console: 127.0.0.1:0", at));
      StartException refused = refusal(file);
      assertThat(refused.exitCode()).isEqualTo(3);
      assertThat(refused.getMessage()).contains("127.0.0.1:" + taken.getLocalPort());
    }
    Gateway gateway = Gateway.start(Gateway.settings(settings(""), Map.of()));
    assertThat(gateway.console().getPort()).isPositive();
    assertThat(refusal(settings("")).exitCode()).as("the journal is in use").isEqualTo(3);
    gateway.stop(Duration.ZERO);
  }

  // A collector stores nothing of a journal under another name: its readings would wait for ever.
  @Test
  void aJournalOfAnotherNameIsPutAsideWholeAndItsOwnIsBegun() throws Exception {
    Files.writeString(folder.resolve("plan.yaml"), PLAN);
    Gateway.start(Gateway.settings(settings(""), Map.of())).stop(Duration.ZERO);
    Path journal = folder.resolve("data/journal");
    Path aside = folder.resolve("data/journal-of-gw-1");
    List<String> before = segments(journal);
    Path renamed = settings("");
    Files.writeString(renamed, Files.readString(renamed).replace("gateway: gw-1", "gateway: gw-2"));
    Gateway.start(Gateway.settings(renamed, Map.of())).stop(Duration.ZERO);
    assertThat(segments(aside)).isEqualTo(before);
    assertThat(segments(journal)).hasSize(1).doesNotContainAnyElementsOf(before);
    assertThat(journal.resolve("gateway")).hasContent("gw-2");
    List<String> own = segments(journal);
    Gateway.start(Gateway.settings(renamed, Map.of())).stop(Duration.ZERO);
    assertThat(segments(journal)).as("its own").isEqualTo(own);
    Files.writeString(journal.resolve("gateway"), "gw-1\n");
    StartException refused = refusal(renamed);
    assertThat(refused.exitCode()).isEqualTo(3);
    assertThat(refused.getMessage()).contains(aside + " is there already");
  }

  private static List<String> segments(Path journal) throws Exception {
    try (Stream<Path> files = Files.list(journal)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".db"))
          .sorted()
          .toList();
    }
  }

  // A card that is worn out is read-only, at every start from then on.
  @Test
  void onADiskThatIsReadOnlyItMeasuresInMemoryAndSaysSo() throws Exception {
    Path data = Files.createDirectory(folder.resolve("data"));
    try (Mounted disk = Mounted.memory(data, "8m")) {
      Files.writeString(folder.resolve("plan.yaml"), PLAN);
      Gateway.start(Gateway.settings(settings(""), Map.of())).stop(Duration.ZERO);
      disk.refuseWrites();
      Gateway gateway = Gateway.start(Gateway.settings(settings(""), Map.of()));
      assertThat(status(gateway)).containsPattern("\"epoch\" *: *\"0\"");
      gateway.stop(Duration.ZERO);
      disk.takeWrites();
      Gateway mended = Gateway.start(Gateway.settings(settings(""), Map.of()));
      assertThat(status(mended)).doesNotContainPattern("\"epoch\" *: *\"0\"");
      mended.stop(Duration.ZERO);
    }
  }

  private static String status(Gateway gateway) throws Exception {
    return page(gateway, "/status.json");
  }

  private static String page(Gateway gateway, String path) throws Exception {
    URLConnection asked = gateway.console().resolve(path).toURL().openConnection();
    asked.setRequestProperty("Accept-Language", "en");
    try (InputStream in = asked.getInputStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static StartException refusal(Path settings) {
    return catchThrowableOfType(
        StartException.class,
        () -> Gateway.start(Gateway.settings(settings, Map.of())).stop(Duration.ZERO));
  }

  private Path settings(String more) throws Exception {
    return Files.writeString(
        folder.resolve("gateway.yaml"),
        """
        gateway: gw-1
        site: plan.yaml
        collector: mqtt://127.0.0.1:1
        data: data
        console: 127.0.0.1:0
        """
            + more);
  }
}
