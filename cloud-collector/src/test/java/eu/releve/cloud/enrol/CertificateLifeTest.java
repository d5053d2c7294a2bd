package eu.releve.cloud.enrol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import eu.releve.edge.Gateway;
import eu.releve.provisioning.tls.Pem;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A whole gateway whose certificates live six seconds, and a whole collector: 4 renewals, 24 by
 * {@code ./releve soak enrol}.
 */
class CertificateLifeTest {
  private static final int RENEWALS = Boolean.getBoolean("releve.soak") ? 24 : 4;
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final long JUMP_MILLIS = 500;
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
  void aGatewayRenewsInTimeAndAfterAnOutageLongerThanALifeAnOperatorLetsItIn() throws Exception {
    Path home = Files.createDirectories(folder.resolve("gateway"));
    try (EntryRig rig = new EntryRig(folder, "6s")) {
      Files.writeString(home.resolve("plan.yaml"), PLAN);
      Path settings =
          Files.writeString(
              home.resolve("gateway.yaml"),
              """
              gateway: gw-1
              site: plan.yaml
              collector: mqtts://localhost:%d
              data: data
              console: 127.0.0.1:0
              clock: trusted
              """
                  .formatted(rig.mqtts()));
      Files.createDirectories(home.resolve("data"));
      Files.writeString(
          home.resolve("data/enrol.label"), rig.claim("gw-1", "syndic-a").text() + "\n");
      Gateway gateway = Gateway.start(Gateway.settings(settings, Map.of()));
      try {
        for (int renewals = 0; renewals <= RENEWALS; renewals++) {
          int wanted = renewals + 1;
          await()
              .atMost(PATIENCE)
              .until(() -> count(rig, "certificate where shown_at is not null") >= wanted);
          // A twelfth of a life, as a week is of three months: to and fro, and more than once.
          if (renewals % 4 == 2) {
            rig.ahead(renewals % 8 == 2 ? JUMP_MILLIS : -JUMP_MILLIS);
          }
        }
        assertThat(rig.text("select count(*) from audit where what = 'waits'"))
            .as("nobody had to decide anything")
            .isEqualTo("0");
        outage(rig, home);
        assertThat(rig.text("select organisation::text from building")).isNotEqualTo("null");
        assertThat(status(gateway)).contains("\"standing\":\"Enrolled\"");
      } finally {
        gateway.stop();
      }
      assertThat(rig.text("select count(*) from audit where what = 'readmitted'")).isEqualTo("1");
    }
  }

  private static void outage(EntryRig rig, Path home) throws Exception {
    rig.ends();
    Path file = home.resolve("data/keys/gateway.pem");
    await().atMost(PATIENCE).until(() -> end(file).isBefore(Instant.now()));
    rig.begins("6s", "[]");
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                rig.get("/gateways")
                    .body()
                    .path("items")
                    .get(0)
                    .path("waits")
                    .asText()
                    .equals("expired"));
    assertThat(rig.collector().endpoint().connections()).as("not let in wrongly").isZero();
    int before = count(rig, "certificate where shown_at is not null");
    assertThat(rig.decide("gw-1", "readmissions").status()).isEqualTo(200);
    await()
        .atMost(PATIENCE)
        .until(() -> count(rig, "certificate where shown_at is not null") > before);
  }

  private static Instant end(Path file) throws Exception {
    return Pem.read(file).certificates().getFirst().getNotAfter().toInstant();
  }

  private static int count(EntryRig rig, String what) throws Exception {
    return Integer.parseInt(rig.text("select count(*) from " + what));
  }

  private static String status(Gateway gateway) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client
          .send(
              HttpRequest.newBuilder(gateway.console().resolve("/status.json")).build(),
              BodyHandlers.ofString())
          .body();
    }
  }
}
