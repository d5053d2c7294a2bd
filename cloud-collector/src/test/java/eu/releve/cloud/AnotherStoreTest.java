package eu.releve.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import eu.releve.cloud.database.TestDatabase;
import eu.releve.edge.clock.ManualClock;
import eu.releve.edge.journal.Declared;
import eu.releve.edge.journal.Journal;
import eu.releve.edge.publish.Pace;
import eu.releve.edge.publish.Publisher;
import eu.releve.measure.GatewayId;
import eu.releve.measure.MeterId;
import eu.releve.measure.Quantity;
import eu.releve.measure.Register;
import eu.releve.measure.RegisterName;
import eu.releve.measure.Resolution;
import eu.releve.measure.SiteId;
import eu.releve.measure.Unit;
import eu.releve.provisioning.settings.CollectorSettings;
import eu.releve.provisioning.settings.Endpoint;
import eu.releve.wire.Readings;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The collector's database is lost: what the gateway still holds is offered to the new one. */
class AnotherStoreTest {
  private static final GatewayId GATEWAY = new GatewayId("gw-1");
  private static final Register ENERGY =
      new Register(new MeterId("e1"), RegisterName.of(Quantity.ACTIVE_ENERGY_IMPORT));

  @TempDir private Path folder;

  private final ManualClock clock = ManualClock.trusted();

  @Test
  void aStoreThatHasNothingGetsAllThatTheJournalStillHolds() throws Exception {
    int mqtt = freePort();
    String first = TestDatabase.freshUrl();
    String second = TestDatabase.freshUrl();
    try (Journal journal = Journal.open(folder.resolve("journal"), clock)) {
      int number =
          journal
              .declare(
                  new SiteId("tilleuls-12"),
                  List.of(
                      new Declared(ENERGY.meter(), ENERGY.name(), new Resolution(1, 0), Unit.WH)),
                  "site: tilleuls-12\n")
              .getOrDefault(ENERGY, 0);
      try (Publisher publisher =
          Publisher.start(
              new Endpoint("127.0.0.1", mqtt),
              GATEWAY,
              journal,
              clock,
              Pace.USUAL,
              new Random(1))) {
        try (Collector collector = collector(mqtt, first)) {
          append(journal, number, 10);
          drained(journal);
          assertThat(collector.endpoint().port()).isEqualTo(mqtt);
        }
        append(journal, number, 5);
        try (Collector collector = collector(mqtt, second)) {
          drained(journal);
          assertThat(collector.ingest().status().waiting()).isZero();
        }
        assertThat(publisher.state().depth().batches()).isZero();
      }
    }
    assertThat(readings(first)).isEqualTo(10);
    assertThat(readings(second)).isEqualTo(15);
  }

  private void append(Journal journal, int number, int batches) throws Exception {
    for (int i = 0; i < batches; i++) {
      clock.advance(1_000);
      journal.append(
          new Readings(List.of(new Readings.Row(number, clock.bootMillis(), 1_000 + i, 0))));
    }
  }

  /** The publisher's patience goes by the clock, which stands still unless it is moved. */
  private void drained(Journal journal) {
    await()
        .atMost(Duration.ofMinutes(1))
        .until(
            () -> {
              clock.advance(1_000);
              return journal.depth().batches() == 0;
            });
  }

  private Collector collector(int mqtt, String database) throws Exception {
    Path file = folder.resolve("collector.yaml");
    Files.writeString(
        file,
        """
        mqtt: 127.0.0.1:%d
        http: 127.0.0.1:0
        data: %s
        database: "%s"
        organisations:
          - { id: syndic, name: "Syndic", gateways: [%s] }
        """
            .formatted(mqtt, folder.resolve("collector"), database, GATEWAY));
    return Collector.start(CollectorSettings.load(file, Map.of()), Instant::now);
  }

  private static long readings(String database) throws Exception {
    try (Connection connection = DriverManager.getConnection(database);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select count(*) from releve.reading")) {
      assertThat(row.next()).isTrue();
      return row.getLong(1);
    }
  }

  private static int freePort() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
