package eu.releve.cloud.delivery;

import eu.releve.cloud.database.Database;
import eu.releve.cloud.database.TestDatabase;
import eu.releve.cloud.ingest.Ingest;
import eu.releve.cloud.mqtt.Admission;
import eu.releve.cloud.mqtt.Entrance;
import eu.releve.cloud.mqtt.GatewayEndpoint;
import eu.releve.cloud.mqtt.Porch;
import eu.releve.cloud.store.Store;
import eu.releve.edge.clock.BootClock;
import eu.releve.edge.journal.Journal;
import eu.releve.edge.publish.Pace;
import eu.releve.edge.publish.Publisher;
import eu.releve.measure.GatewayId;
import eu.releve.provisioning.settings.Endpoint;
import eu.releve.provisioning.settings.Uplink;
import eu.releve.provisioning.settings.Way;
import eu.releve.provisioning.tls.TlsFiles;
import eu.releve.provisioning.tls.TlsMaterial;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** What a bench of delivery measures between: a collector with an empty database, and TLS. */
final class Sides implements AutoCloseable {
  private static final GatewayId GATEWAY = new GatewayId("tilleuls-12");

  private final TlsFiles files;
  private final Porch porch = Porch.open();
  private final Database database;
  private final Ingest ingest;
  private final GatewayEndpoint endpoint;

  /**
   * Starts the collector's side: ingest with everything it normally does, processing off.
   *
   * @param folder for the certificates.
   */
  Sides(Path folder) throws Exception {
    TestCa ca = new TestCa("Bench");
    files = ca.issue(folder.resolve("gateway"), GATEWAY.value(), false, TestCa.Life.now(), ca);
    TlsMaterial own =
        TlsMaterial.load(
            ca.issue(folder.resolve("collector"), "localhost", true, TestCa.Life.now(), ca));
    database = TestDatabase.fresh();
    ingest =
        Ingest.start(
            database, new Store(database.ingest(), database.store(), Instant::now), Instant::now);
    endpoint =
        GatewayEndpoint.listen(
            porch,
            List.of(new Entrance.Tls(new Endpoint("127.0.0.1", 0), own)),
            ingest,
            Admission.ALL);
  }

  int port() {
    return endpoint.ports().getFirst();
  }

  /** Starts the gateway's side. */
  Publisher publish(Journal journal, BootClock clock, int port) {
    Uplink uplink =
        new Uplink(
            List.of(new Way(Way.Scheme.MQTTS, new Endpoint("127.0.0.1", port), "")),
            Optional.of(files),
            Optional.empty());
    return Publisher.start(uplink, GATEWAY, journal, clock, Pace.USUAL, new Random(1));
  }

  /** When the batches after a number were committed, in microseconds since 1970. */
  Map<Long, Long> committedMicros(long afterSeq) throws SQLException {
    Map<Long, Long> committed = new HashMap<>();
    try (Connection connection = database.ingest().getConnection();
        PreparedStatement select =
            connection.prepareStatement(
                """
                select seq, (extract(epoch from committed_at) * 1000000)::int8
                from ledger where seq > ?""")) {
      select.setLong(1, afterSeq);
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          committed.put(row.getLong(1), row.getLong(2));
        }
      }
    }
    return committed;
  }

  /** Readings stored. */
  long readings() throws SQLException {
    try (Connection connection = database.ingest().getConnection();
        PreparedStatement select = connection.prepareStatement("select count(*) from reading");
        ResultSet row = select.executeQuery()) {
      row.next();
      return row.getLong(1);
    }
  }

  /** The 99th percentile of {@code select 1}, in milliseconds: what a round trip costs here. */
  double roundTripP99Millis() throws SQLException {
    double[] millis = new double[500];
    try (Connection connection = database.ingest().getConnection();
        PreparedStatement select = connection.prepareStatement("select 1")) {
      for (int i = 0; i < millis.length; i++) {
        long start = System.nanoTime();
        select.executeQuery().close();
        millis[i] = (System.nanoTime() - start) / 1e6;
      }
    }
    return Figures.percentile(millis, 0.99);
  }

  @Override
  public void close() {
    endpoint.close();
    ingest.close();
    database.close();
    porch.close();
  }
}
