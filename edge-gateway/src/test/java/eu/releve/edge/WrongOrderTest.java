package eu.releve.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import eu.releve.edge.command.CommissionCommand;
import eu.releve.edge.simulate.SimulatedSite;
import eu.releve.measure.Quantity;
import eu.releve.measure.RegisterName;
import eu.releve.profile.Profiles;
import eu.releve.provisioning.site.SitePlan;
import eu.releve.provisioning.site.SitePlans;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Map;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Meters whose words come otherwise than the plan has it: a real server, gateway and commands. */
@Timeout(300)
class WrongOrderTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** In Wh and mL. */
  private static final Map<String, String> TRUTH =
      Map.of("e1", "7654300", "e2", "12345600", "e3", "777700", "w1", "40000000");

  @TempDir private Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private String language = "en_GB.UTF-8";

  /** As the meters are, or as somebody took them to be. */
  private static String plan(int port, String order, String type) {
    return """
        site: tilleuls-12
        zone: Europe/Brussels
        buses: [ { id: cellar, modbus-tcp: "tcp://127.0.0.1:%d" } ]
        points:
          - { id: flat-a, name: "Appartement 1A" }
          - { id: flat-b, name: "Appartement 1B" }
          - { id: flat-c, name: "Appartement 1C" }
          - { id: cold, name: "Eau froide" }
        meters:
          - { id: e1, point: flat-a, bus: cellar, unit: 1, from: 2025-01-01, period: 5s, order: %s,
              registers: [ { is: active-energy-import, function: 3, at: 0, type: u32, unit: kWh, scale: 0.1 } ] }
          - { id: e2, point: flat-b, bus: cellar, unit: 2, from: 2025-01-01, period: 5s, order: %s,
              profile: eastron-sdm630 }
          - { id: e3, point: flat-c, bus: cellar, unit: 3, from: 2025-01-01, period: 5s,
              profile: abb-b23 }
          - { id: w1, point: cold, bus: cellar, unit: 4, from: 2025-01-01, period: 5s,
              registers: [ { is: water-volume, function: 3, at: 0, type: %s, unit: L } ] }
        """
        .formatted(port, order, order, type);
  }

  private static BigDecimal truth(String meter, RegisterName register) {
    boolean counts =
        register.equals(RegisterName.of(Quantity.ACTIVE_ENERGY_IMPORT))
            || register.equals(RegisterName.of(Quantity.WATER_VOLUME));
    return counts ? new BigDecimal(TRUTH.get(meter)) : BigDecimal.ZERO;
  }

  private Gateway gateway() throws Exception {
    Path settings =
        Files.writeString(
            folder.resolve("gateway.yaml"),
            """
            gateway: gw-1
            site: plan.yaml
            collector: mqtts://127.0.0.1:1
            data: data
            clock: trusted
            console: 127.0.0.1:0
            """);
    return Gateway.start(Gateway.settings(settings, Map.of()));
  }

  private int run(Gateway gateway, String... arguments) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    String[] all = Arrays.copyOf(arguments, arguments.length + 2);
    all[arguments.length] = "--console";
    all[arguments.length + 1] = "http://127.0.0.1:" + gateway.console().getPort();
    return CommissionCommand.line(Map.of("LANG", language))
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(all);
  }

  private String said() {
    return out.toString().replace('\u00a0', ' ').replace('\u202f', ' ');
  }

  private void awaitAnswers(Gateway gateway) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              int unused = run(gateway, "list", "--json");
              assertThat(out.toString().split("\"condition\":\"(ANSWERS|NONSENSE)\"", -1))
                  .hasSize(5);
            });
  }

  @Test
  @DisplayName("G10: commissioning names the wrong word order, and the wrong sign, of a real meter")
  void theWrongOrderIsNamedInListPageAndReportAndPutRightInThePlan() throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    SitePlan real = SitePlans.load("real.yaml", plan(port, "low-first", "u16"), Profiles.bundled());
    Path plan = Files.writeString(folder.resolve("plan.yaml"), plan(port, "high-first", "i16"));
    try (SimulatedSite site =
        SimulatedSite.start(
            real,
            (meter, register, at) -> truth(meter.value(), register),
            InstantSource.system(),
            answers -> {})) {
      Gateway gateway = gateway();
      try {
        awaitAnswers(gateway);
        assertThat(site.answers()).isPositive();
        theDisplaysAreTyped(gateway);
        inFrenchOnThePageAndInTheReport(gateway);
      } finally {
        gateway.stop(Duration.ZERO);
      }
      Files.writeString(plan, plan(port, "low-first", "u16"));
      Gateway right = gateway();
      try {
        language = "en_GB.UTF-8";
        awaitAnswers(right);
        assertThat(run(right, "enter", "e1", "7654.3")).as(said()).isZero();
        assertThat(run(right, "enter", "e2", "12345.6")).as(said()).isZero();
        assertThat(run(right, "enter", "w1", "40.000")).as(said()).isZero();
      } finally {
        right.stop(Duration.ZERO);
      }
    }
  }

  private void theDisplaysAreTyped(Gateway gateway) {
    assertThat(run(gateway, "enter", "e1", "7654.3")).isEqualTo(1);
    assertThat(said())
        .contains("[!] e1", "Read in the order low-first it is 7,654.3 kWh")
        .contains("Set order: low-first for this meter.");
    // A float whose words are exchanged is a number that no meter has: it is not read at all.
    assertThat(run(gateway, "enter", "e2", "12345.6")).isEqualTo(1);
    assertThat(said())
        .contains("display 12,345.6 kWh, read - and -")
        .contains("Read in the order low-first it is 12,345.6");
    assertThat(run(gateway, "enter", "w1", "40.000")).isEqualTo(1);
    assertThat(said()).contains("read -25.536 m³", "Read without a sign it is 40 m³");
    // Nothing is wrong with this one but a digit that was typed.
    assertThat(run(gateway, "enter", "e3", "717.70")).isEqualTo(1);
    assertThat(said()).contains("Display and readings differ by -60 kWh").doesNotContain("order");
    assertThat(run(gateway, "list", "--json")).isEqualTo(1);
    assertThat(out.toString())
        .contains("\"cause\":\"WordOrder\",\"order\":\"low-first\",\"readOtherwise\":\"7654300\"")
        .contains("\"cause\":\"Sign\",\"signed\":false,\"readOtherwise\":\"40000000\"");
  }

  private void inFrenchOnThePageAndInTheReport(Gateway gateway) throws Exception {
    language = "fr_BE.UTF-8";
    assertThat(run(gateway, "list")).isEqualTo(1);
    assertThat(said()).contains("Lu dans l'ordre low-first, c'est 7 654,3 kWh");
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest page =
          HttpRequest.newBuilder(gateway.console().resolve("/commissioning"))
              .header("Accept-Language", "fr")
              .build();
      assertThat(client.send(page, BodyHandlers.ofString()).body())
          .contains("ordre low-first", "Lu sans signe");
    }
    Path report = folder.resolve("report.pdf");
    assertThat(run(gateway, "report", "--installer", "A. Dupont", "-o", report.toString()))
        .isEqualTo(1);
    try (PDDocument document = Loader.loadPDF(report.toFile())) {
      assertThat(new PDFTextStripper().getText(document).replaceAll("\\s+", " "))
          .contains("low-first", "Lu sans signe");
    }
  }
}
