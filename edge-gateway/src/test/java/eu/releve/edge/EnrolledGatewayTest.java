package eu.releve.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import eu.releve.provisioning.enrol.Enrolment;
import eu.releve.provisioning.enrol.IdentityFiles;
import eu.releve.provisioning.enrol.PlayedAuthority;
import eu.releve.provisioning.enrol.PlayedEst;
import eu.releve.provisioning.tls.Dates;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway whose settings name no certificates. */
class EnrolledGatewayTest {
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
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path folder;

  private Path settings(String more) throws Exception {
    Files.writeString(folder.resolve("plan.yaml"), PLAN);
    return Files.writeString(
        folder.resolve("gateway.yaml"),
        """
        gateway: gw-1
        site: plan.yaml
        collector: mqtts://127.0.0.1:1
        data: data
        console: 127.0.0.1:0
        """
            + more);
  }

  private static String status(Gateway gateway) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      URI place = gateway.console().resolve("/status.json");
      return client.send(HttpRequest.newBuilder(place).build(), BodyHandlers.ofString()).body();
    }
  }

  @Test
  void notEnrolledItStartsAndSaysWhatToRun() throws Exception {
    Gateway gateway = Gateway.start(Gateway.settings(settings(""), Map.of()));
    try {
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(status(gateway))
                      .contains("\"standing\":\"NotEnrolled\"")
                      .contains("there is no certificate yet: ./releve enrol LABEL"));
    } finally {
      gateway.stop(Duration.ZERO);
    }
  }

  @Test
  void aLabelInItsDataFolderEnrolsItWhileItRuns() throws Exception {
    try (PlayedEst est =
        PlayedEst.start(new PlayedAuthority("Test authority"), InstantSource.system())) {
      Files.createDirectories(folder.resolve("data"));
      Files.writeString(folder.resolve("data/enrol.label"), est.label("gw-1").text());
      Gateway gateway = Gateway.start(Gateway.settings(settings(""), Map.of()));
      try {
        await()
            .atMost(PATIENCE)
            .untilAsserted(
                () ->
                    assertThat(status(gateway))
                        .contains("\"standing\":\"Enrolled\"")
                        .contains("\"notAfter\":"));
        assertThat(folder.resolve("data/enrol.label")).doesNotExist();
        await()
            .atMost(PATIENCE)
            .untilAsserted(
                () -> assertThat(status(gateway)).doesNotContain("there is no certificate yet"));
      } finally {
        gateway.stop(Duration.ZERO);
      }
    }
  }

  @Test
  void enrolledAsAnotherThanItsSettingsSayItDoesNotStart() throws Exception {
    try (PlayedEst est =
        PlayedEst.start(new PlayedAuthority("Test authority"), InstantSource.system())) {
      new Enrolment(
              IdentityFiles.in(folder.resolve("data")), Optional.empty(), Duration.ofSeconds(20))
          .enrol(est.label("gw-2"), false, Dates.COUNT);
    }
    StartException refused = refusal(settings(""));
    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused)
        .hasMessage(
            "gateway: wanted 'gw-2', as which this box is enrolled (%s), found 'gw-1'"
                .formatted(folder.resolve("data/keys/gateway.pem")));
  }

  @Test
  void filesThatTheSettingsNameMustBeThere() throws Exception {
    StartException refused =
        refusal(settings("tls: { trust: ca.pem, certificate: own.pem, key: own.key }\n"));
    assertThat(refused.exitCode()).isEqualTo(3);
    assertThat(refused)
        .hasMessage(folder.resolve("ca.pem") + ": wanted a PEM file, found none that can be read");
  }

  private static StartException refusal(Path settings) {
    return catchThrowableOfType(
        StartException.class,
        () -> Gateway.start(Gateway.settings(settings, Map.of())).stop(Duration.ZERO));
  }
}
