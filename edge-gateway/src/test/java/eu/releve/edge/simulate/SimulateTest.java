package eu.releve.edge.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.decode.wmbus.BoundedFormats;
import eu.releve.decode.wmbus.Key;
import eu.releve.decode.wmbus.Obstacle;
import eu.releve.decode.wmbus.Opening;
import eu.releve.decode.wmbus.Wireless;
import eu.releve.decode.wmbus.WirelessFrame;
import eu.releve.edge.radio.HexLines;
import eu.releve.edge.radio.LineChecksums;
import eu.releve.edge.radio.Received;
import eu.releve.provisioning.keys.KeyAddress;
import eu.releve.provisioning.keys.KeyFile;
import eu.releve.provisioning.keys.Keys;
import eu.releve.provisioning.settings.FreePorts;
import eu.releve.provisioning.site.Bus;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SimulateTest {
  @TempDir Path folder;

  private final List<Process> started = new ArrayList<>();
  private final ByteArrayOutputStream output = new ByteArrayOutputStream();
  private final HttpClient http = HttpClient.newHttpClient();

  @AfterEach
  void stop() {
    started.forEach(Process::destroyForcibly);
  }

  @Test
  void itIsReadyTakesFaultsTellsTheTruthAndStops() throws Exception {
    Process process = simulate("--site", plan().toString(), "--seed", "5", "--record", "rec");
    URI control = control(process);
    assertThat(get(control, "/status").body())
        .contains("\"answers\":0", "\"meter\":\"main\"", "\"address\":\"unit 1\"");
    assertThat(get(control, "/truth?meter=main&register=active-energy-import").body())
        .matches(".*\"value\":\"\\d+(\\.\\d+)?\",\"unit\":\"Wh\".*");
    assertThat(post(control, "/fault", "{\"meter\": \"main\", \"kind\": \"silent\"}").statusCode())
        .isEqualTo(200);
    assertThat(get(control, "/status").body()).contains("\"fault\":\"silent\"");
    assertThat(post(control, "/fault", "{\"meter\":\"none-such\",\"kind\":\"none\"}").statusCode())
        .isEqualTo(404);
    assertThat(post(control, "/fault", "{\"meter\":\"main\",\"kind\":\"odd\"}").statusCode())
        .isEqualTo(400);
    assertThat(post(control, "/stop", "").statusCode()).isEqualTo(202);
    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
    assertThat(folder.resolve("rec/answers.jsonl")).isEmptyFile();
  }

  @Test
  void itEndsOnASignal() throws Exception {
    Process signalled = simulate("--site", plan().toString());
    control(signalled);
    signalled.destroy();
    assertThat(signalled.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(signalled.exitValue()).isZero();
  }

  @Test
  void itEndsAfterItsTime() throws Exception {
    assertThat(run("--site", plan().toString(), "--for", "20ms")).isZero();
    assertThat(output.toString(StandardCharsets.UTF_8)).startsWith("ready simulator control=http");
  }

  @Test
  void radioMetersEncryptWithTheKeysOfTheGateway() throws Exception {
    int port = FreePorts.one();
    Path data = folder.resolve("data");
    Path plan =
        Files.writeString(
            folder.resolve("air.yaml"),
            """
      site: tilleuls-12
      zone: Europe/Brussels
      buses: [ { id: air, wmbus: "tcp://127.0.0.1:%d" } ]
      points: [ { id: one, name: "Eau 1" } ]
      meters:
        - { id: w1, point: one, bus: air, secondary: "12345678", profile: itron-bm-plus-m, from: 2025-01-01 }
      """
                .formatted(port));
    assertThat(run("--site", plan.toString(), "--keys", data.toString())).isEqualTo(3);
    assertThat(output.toString(StandardCharsets.UTF_8)).contains("wanted keys of meters");
    Key key = Key.parse("000102030405060708090A0B0C0D0E0F");
    new KeyFile(data).write(new Keys(Map.of(new KeyAddress("12345678"), key)));
    control(simulate("--site", plan.toString(), "--keys", data.toString()));
    try (Socket air = new Socket(InetAddress.getLoopbackAddress(), port)) {
      BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(air.getInputStream(), StandardCharsets.US_ASCII));
      Received heard =
          new HexLines(new LineChecksums(Bus.Checksums.LEARNED))
              .parse(lines.readLine())
              .orElseThrow();
      WirelessFrame frame = ((WirelessFrame.Whole) heard.parsed()).frame();
      Wireless wireless = new Wireless(new BoundedFormats());
      assertThat(wireless.open(frame, Optional.empty()))
          .isInstanceOfSatisfying(
              Opening.Refused.class, no -> assertThat(no.why()).isEqualTo(Obstacle.KEY_MISSING));
      assertThat(wireless.open(frame, Optional.of(key))).isInstanceOf(Opening.Opened.class);
    }
  }

  @Test
  void wrongUseIsTwoAndAMissingPlanOrPortIsThree() throws Exception {
    assertThat(run("--sight", "x")).isEqualTo(2);
    Path wrong = Files.writeString(folder.resolve("wrong.yaml"), "site: x1\ntypo: 1\n");
    assertThat(run("--site", wrong.toString())).isEqualTo(2);
    Path none = folder.resolve("none.yaml");
    assertThat(run("--site", none.toString())).isEqualTo(3);
    assertThat(output.toString(StandardCharsets.UTF_8))
        .contains("simulate: " + none + ": wanted a site plan, found none");
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThat(run("--site", plan(taken.getLocalPort()).toString())).isEqualTo(3);
      assertThat(output.toString(StandardCharsets.UTF_8))
          .contains("unknown option '--sight'", "usage:", "wrong.yaml:")
          .contains("cannot listen on 127.0.0.1:" + taken.getLocalPort());
    }
  }

  private int run(String... arguments) throws InterruptedException {
    PrintStream stream = new PrintStream(output, true, StandardCharsets.UTF_8);
    return Simulate.run(List.of(arguments), stream, stream);
  }

  private Path plan() throws IOException {
    return plan(FreePorts.one());
  }

  private Path plan(int port) throws IOException {
    return Files.writeString(
        folder.resolve("plan.yaml"),
        """
        site: tilleuls-12
        zone: Europe/Brussels
        buses:
          - { id: cellar, modbus-tcp: "127.0.0.1:%d" }
        points:
          - { id: main-elec, name: "Communs" }
        meters:
          - id: main
            point: main-elec
            bus: cellar
            unit: 1
            from: 2026-01-01
            registers:
              - { is: active-energy-import, function: 3, at: 0, type: u32, unit: Wh }
        """
            .formatted(port));
  }

  private Process simulate(String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Simulate.class.getName()));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).directory(folder.toFile()).start();
    started.add(process);
    return process;
  }

  private static URI control(Process process) throws IOException {
    BufferedReader out = process.inputReader();
    String line = out.readLine();
    assertThat(line).startsWith("ready simulator control=http://");
    return URI.create(line.substring(line.indexOf('=') + 1));
  }

  private HttpResponse<String> get(URI control, String path) throws Exception {
    return http.send(
        HttpRequest.newBuilder(control.resolve(path)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> post(URI control, String path, String body) throws Exception {
    return http.send(
        HttpRequest.newBuilder(control.resolve(path))
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }
}
