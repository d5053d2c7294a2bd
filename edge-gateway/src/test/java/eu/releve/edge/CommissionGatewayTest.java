package eu.releve.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import eu.releve.edge.command.CommissionCommand;
import eu.releve.edge.simulate.SimulatedSite;
import eu.releve.measure.Quantity;
import eu.releve.measure.RegisterName;
import eu.releve.profile.Profiles;
import eu.releve.provisioning.enrol.Enrolment;
import eu.releve.provisioning.enrol.IdentityFiles;
import eu.releve.provisioning.enrol.PlayedAuthority;
import eu.releve.provisioning.enrol.PlayedEst;
import eu.releve.provisioning.settings.FreePorts;
import eu.releve.provisioning.site.SitePlan;
import eu.releve.provisioning.site.SitePlans;
import eu.releve.provisioning.tls.Dates;
import eu.releve.provisioning.tls.Pem;
import java.awt.image.BufferedImage;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An installer's way through a cellar: real meters' servers, a real gateway, real commands. */
@Timeout(300)
class CommissionGatewayTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Map<String, String> VALUES =
      Map.of("e0", "99000000", "e1", "12345600", "e2", "777700", "w1", "12345000");

  @TempDir private Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Map<String, String> environment = Map.of("LANG", "en_GB.UTF-8");

  private SitePlan plan() throws Exception {
    int port = FreePorts.one();
    Path file =
        Files.writeString(
            folder.resolve("plan.yaml"),
            """
            site: tilleuls-12
            zone: Europe/Brussels
            buses: [ { id: cellar, modbus-tcp: "tcp://127.0.0.1:%d" } ]
            lots: [ { id: 1a, kind: dwelling }, { id: 1b, kind: dwelling } ]
            points:
              - { id: main, name: "Général" }
              - { id: flat-a, name: "Appartement 1A", lot: 1a, parent: main }
              - { id: flat-b, name: "Appartement 1B", lot: 1b, parent: main }
              - { id: cold, name: "Eau froide" }
            meters:
              - { id: e0, point: main, bus: cellar, unit: 1, from: 2025-01-01, profile: abb-b23, period: 5s, serial: "4711" }
              - { id: e1, point: flat-a, bus: cellar, unit: 2, from: 2025-01-01, profile: abb-b23, period: 5s }
              - { id: e2, point: flat-b, bus: cellar, unit: 3, from: 2025-01-01, profile: abb-b23, period: 5s }
              - { id: w1, point: cold, bus: cellar, unit: 4, from: 2025-01-01, period: 5s,
                  registers: [ { is: water-volume, function: 3, at: 0, type: u32, unit: L } ] }
            """
                .formatted(port));
    return SitePlans.load(file, Profiles.bundled());
  }

  private Path settings(String console) throws Exception {
    return Files.writeString(
        folder.resolve("gateway.yaml"),
        """
        gateway: gw-1
        site: plan.yaml
        collector: mqtts://127.0.0.1:1
        data: data
        clock: trusted
        console: %s
        """
            .formatted(console));
  }

  private static SimulatedSite site(SitePlan plan) throws Exception {
    return SimulatedSite.start(
        plan,
        (meter, register, at) -> truth(meter.value(), register),
        InstantSource.system(),
        answers -> {});
  }

  private static BigDecimal truth(String meter, RegisterName register) {
    boolean counts =
        register.equals(RegisterName.of(Quantity.ACTIVE_ENERGY_IMPORT))
            || register.equals(RegisterName.of(Quantity.WATER_VOLUME));
    return counts ? new BigDecimal(VALUES.getOrDefault(meter, "0")) : BigDecimal.ZERO;
  }

  private Gateway gateway(Path settings) throws Exception {
    return Gateway.start(Gateway.settings(settings, Map.of()));
  }

  private int run(Gateway gateway, String... arguments) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    String[] all = Arrays.copyOf(arguments, arguments.length + 2);
    all[arguments.length] = "--console";
    all[arguments.length + 1] = "http://127.0.0.1:" + gateway.console().getPort();
    return plain(all);
  }

  private int plain(String... arguments) {
    return CommissionCommand.line(environment)
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(arguments);
  }

  private void awaitReadings(Gateway gateway) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              int unused = run(gateway, "list", "--json");
              for (String value : VALUES.values()) {
                assertThat(out.toString()).contains("\"now\":\"" + value + "\"");
              }
            });
  }

  private static String text(Path file) throws Exception {
    try (PDDocument document = Loader.loadPDF(file.toFile())) {
      return new PDFTextStripper().getText(document).replace('\u00a0', ' ');
    }
  }

  @Test
  void aCellarIsCommissionedReportedSealedAndVerified() throws Exception {
    SitePlan plan = plan();
    Path settings = settings("127.0.0.1:0");
    Path report = folder.resolve("report.pdf");
    Path photo = folder.resolve("plate.jpg");
    assertThat(
            ImageIO.write(
                new BufferedImage(640, 480, BufferedImage.TYPE_INT_RGB), "jpeg", photo.toFile()))
        .isTrue();
    try (SimulatedSite site = site(plan)) {
      Gateway gateway = gateway(settings);
      try {
        awaitReadings(gateway);
        assertThat(site.answers()).isPositive();
        assertThat(run(gateway, "list")).isEqualTo(1);
        assertThat(out.toString())
            .contains("[ ] e1  Appartement 1A", "Meters: 4. Confirmed: 0. To be confirmed: 4.");

        assertThat(run(gateway, "enter", "e1", "012345,60", "--photo", photo.toString())).isZero();
        assertThat(out.toString())
            .contains("[x] e1", "display 12,345.60")
            .contains("Agrees with the readings before and after.");
        assertThat(run(gateway, "enter", "w1", "123.45")).isEqualTo(1);
        assertThat(out.toString()).contains("The display is 10 times what is read");
        assertThat(run(gateway, "enter", "w1", "12.345")).isZero();
        assertThat(run(gateway, "skip", "e2", "--why", "nobody at home")).isZero();
        assertThat(out.toString()).contains("To be confirmed: nobody at home");
        assertThat(run(gateway, "sums", "--percent", "5")).isZero();
        assertThat(out.toString()).contains("main  Général", "Tolerance: 5 %");
        refusals(gateway);

        assertThat(run(gateway, "report", "--installer", "A. Dupont", "-o", report.toString()))
            .isEqualTo(1);
        assertThat(out.toString()).contains("Not sealed", "--number 1");
        assertThat(text(report))
            .contains("Commissioning report", "A. Dupont", "2 of 4 meters confirmed")
            .contains("nobody at home", "SHA-256");
        enrolAndVerify(gateway, settings, report);
      } finally {
        gateway.stop(Duration.ZERO);
      }
      assertThat(run(gateway, "list")).isEqualTo(3);
      assertThat(err.toString()).contains("cannot be reached");
      again(settings, report);
      otherwise(settings);
    }
  }

  private void refusals(Gateway gateway) {
    assertThat(run(gateway, "enter", "e9", "1")).isEqualTo(2);
    assertThat(err.toString()).contains("wanted a meter of plan tilleuls-12, found 'e9'");
    assertThat(run(gateway, "enter", "e1", "1o2")).isEqualTo(2);
    assertThat(err.toString()).contains("wanted a number with at most 12 digits");
    assertThat(run(gateway, "sums", "--percent", "51")).isEqualTo(2);
    assertThat(err.toString()).contains("percent: wanted 0 to 50, found 51");
    assertThat(run(gateway, "report", "-o", folder.resolve("x").toString())).isEqualTo(2);
    assertThat(run(gateway, "report", "--number", "77", "-o", folder.resolve("x").toString()))
        .isEqualTo(2);
    assertThat(err.toString()).contains("wanted the number of a report that is kept, found 77");
  }

  private void enrolAndVerify(Gateway gateway, Path settings, Path report) throws Exception {
    assertThat(plain("verify", report.toString(), "--config", settings.toString())).isEqualTo(3);
    assertThat(err.toString()).contains("no authority to check the seal with");
    try (PlayedEst est =
        PlayedEst.start(new PlayedAuthority("Test authority"), InstantSource.system())) {
      var unused =
          new Enrolment(
                  IdentityFiles.in(folder.resolve("data")),
                  Optional.empty(),
                  Duration.ofSeconds(20))
              .enrol(est.label("gw-1"), false, Dates.COUNT);
      Path ca =
          Files.writeString(
              folder.resolve("ca.pem"), Pem.text(List.of(est.authority().certificate())));
      assertThat(plain("verify", report.toString(), "--ca", ca.toString())).isEqualTo(1);
      assertThat(out.toString()).contains("Not sealed.");
      assertThat(run(gateway, "report", "--number", "1", "-o", report.toString())).isZero();
      assertThat(out.toString()).contains("Sealed by gw-1.");
      assertThat(plain("verify", report.toString(), "--ca", ca.toString())).isZero();
      assertThat(out.toString()).contains("Sealed by gateway gw-1, and unchanged since.");
      assertThat(plain("verify", report.toString(), "--config", settings.toString())).isZero();
      assertThat(plain("verify", report.toString(), "--ca", ca.toString(), "--gateway", "gw-2"))
          .isEqualTo(1);
      byte[] changed = Files.readAllBytes(report);
      changed[changed.length / 3] ^= 1;
      Path bad = Files.write(folder.resolve("bad.pdf"), changed);
      assertThat(plain("verify", bad.toString(), "--ca", ca.toString())).isEqualTo(1);
    }
  }

  /** After a restart everything is there, and who was away is confirmed later. */
  private void again(Path settings, Path report) throws Exception {
    Gateway gateway = gateway(settings);
    try {
      awaitReadings(gateway);
      environment = Map.of("LANG", "fr_BE.UTF-8");
      assertThat(run(gateway, "list")).isEqualTo(1);
      assertThat(out.toString().replace('\u00a0', ' '))
          .contains("[x] e1", "[x] w1", "À confirmer : nobody at home");
      assertThat(run(gateway, "enter", "e2", "777.70")).isZero();
      assertThat(run(gateway, "enter", "e0", "99000.00")).isZero();
      assertThat(run(gateway, "list")).isZero();
      assertThat(run(gateway, "report", "--installer", "B. Durand", "-o", report.toString()))
          .isZero();
      assertThat(text(report))
          .contains("Rapport n° 2", "Remplace le n° 1", "4 compteurs sur 4 confirmés", "Rien.");
    } finally {
      gateway.stop(Duration.ZERO);
    }
  }

  /** The plan has transformers now for a meter that was confirmed without. */
  private void otherwise(Path settings) throws Exception {
    Path plan = folder.resolve("plan.yaml");
    Files.writeString(plan, Files.readString(plan).replace("unit: 2,", "unit: 2, ct: 50/5,"));
    Gateway gateway = gateway(settings);
    try (HttpClient client = HttpClient.newHttpClient()) {
      assertThat(run(gateway, "list")).isEqualTo(1);
      assertThat(out.toString().replace('\u00a0', ' '))
          .contains("[ ] e1", "À confirmer à nouveau : il était confirmé, mais depuis, le plan")
          .contains("[x] w1", "Confirmés : 3. À confirmer : 1.");
      assertThat(run(gateway, "list", "--json")).isEqualTo(1);
      assertThat(out.toString())
          .contains(
              "\"verdict\":\"Changed\",\"wasConfirmed\":true,\"confirmed\":false,\"wrong\":false");
      assertThat(get(client, gateway.console().resolve("/commissioning")))
          .contains("<section class=\"verdict\" id=\"e1\">", "à nouveau son affichage");
    } finally {
      gateway.stop(Duration.ZERO);
    }
  }

  @Test
  void overTheNetworkOnlyWhoKnowsThePasswordMayCommission() throws Exception {
    SitePlan plan = plan();
    Gateway gateway = gateway(settings("0.0.0.0:0"));
    try (HttpClient client = HttpClient.newHttpClient()) {
      assertThat(plan.meters()).hasSize(4);
      assertThat(run(gateway, "list")).isEqualTo(2);
      assertThat(err.toString()).contains("asks for its password: --password-file");
      Path wrong = Files.writeString(folder.resolve("wrong"), "no\n");
      assertThat(run(gateway, "list", "--password-file", wrong.toString())).isEqualTo(2);
      assertThat(err.toString()).contains("refuses this password");
      Path right = folder.resolve("data/console/first-password");
      await()
          .atMost(PATIENCE)
          .until(() -> run(gateway, "list", "--password-file", right.toString()) == 1);
      URI api =
          URI.create("http://127.0.0.1:" + gateway.console().getPort() + "/api/v1/commissioning/");
      for (String order :
          List.of("meters/e1/display", "meters/e1/skip", "meters/e1/photo", "sums", "reports")) {
        HttpRequest stranger =
            HttpRequest.newBuilder(api.resolve(order))
                .POST(BodyPublishers.ofString("value=1&why=x&percent=1&installer=x"))
                .build();
        assertThat(client.send(stranger, BodyHandlers.ofString()).statusCode())
            .as(order)
            .isEqualTo(303);
      }
      HttpRequest paper = HttpRequest.newBuilder(api.resolve("reports/1.pdf")).build();
      assertThat(client.send(paper, BodyHandlers.ofString()).statusCode()).isEqualTo(303);
    } finally {
      gateway.stop(Duration.ZERO);
    }
  }

  @Test
  void thePageForAPhoneShowsEveryMeterAndTakesItsForms() throws Exception {
    SitePlan plan = plan();
    try (SimulatedSite site = site(plan);
        HttpClient client = HttpClient.newHttpClient()) {
      Gateway gateway = gateway(settings("127.0.0.1:0"));
      try {
        awaitReadings(gateway);
        assertThat(site.answers()).isPositive();
        URI page = gateway.console().resolve("/commissioning");
        String html = get(client, page);
        assertThat(html).contains("Appartement 1A", "action=\"/commissioning/meters/e1/display\"");
        HttpRequest typed =
            HttpRequest.newBuilder(page.resolve("/commissioning/meters/e1/display"))
                .POST(BodyPublishers.ofString("value=12345%2C60"))
                .build();
        var answer = client.send(typed, BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(303);
        assertThat(answer.headers().firstValue("Location")).contains("/commissioning#e1");
        await()
            .atMost(PATIENCE)
            .untilAsserted(
                () -> assertThat(get(client, page)).contains("verdict good\" id=\"e1\""));
        HttpRequest wrong =
            HttpRequest.newBuilder(page.resolve("/commissioning/meters/e1/display"))
                .POST(BodyPublishers.ofString("value=<b>"))
                .build();
        var refused = client.send(wrong, BodyHandlers.ofString());
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("found &#39;&lt;b&gt;&#39;");
      } finally {
        gateway.stop(Duration.ZERO);
      }
    }
  }

  private static String get(HttpClient client, URI page) throws Exception {
    return client
        .send(
            HttpRequest.newBuilder(page).header("Accept-Language", "fr").build(),
            BodyHandlers.ofString())
        .body();
  }
}
