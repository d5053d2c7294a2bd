package eu.releve.cloud.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import eu.releve.cloud.database.Database;
import eu.releve.cloud.database.TestDatabase;
import eu.releve.cloud.store.Store;
import eu.releve.cloud.store.TestJournal;
import eu.releve.measure.GatewayId;
import eu.releve.wire.Receipt;
import eu.releve.wire.SealedBatch;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

/** Ingest on a fresh database, with the receipts that it sends. */
public final class RunningIngest implements AutoCloseable {
  public static final int REGISTERS = 3;
  public static final Duration PATIENCE = Duration.ofSeconds(20);
  public static final Instant NOW =
      Instant.ofEpochMilli(TestJournal.START_MILLIS).plusSeconds(7_200);

  private final Map<Long, Receipt> receipts = new ConcurrentHashMap<>();
  private final Database database = TestDatabase.fresh();
  public final Store store = new Store(database.ingest(), database.store(), () -> NOW);
  private final AtomicReference<Instant> now = new AtomicReference<>(NOW);
  public final Ingest ingest = Ingest.start(database, store, now::get);

  public RunningIngest() throws Exception {
    ingest.connect(
        (gateway, receipt) ->
            receipts.merge(
                receipt.epoch(), receipt, (one, two) -> one.seq() > two.seq() ? one : two));
  }

  void later(Duration length) {
    now.updateAndGet(instant -> instant.plus(length));
  }

  /** Another collector on the same database. */
  Ingest second() {
    return Ingest.start(
        database, new Store(database.ingest(), database.store(), () -> NOW), () -> NOW);
  }

  public void offer(GatewayId gateway, SealedBatch batch) throws Exception {
    assertThat(ingest.offer(gateway, batch.bytes(), () -> {})).isEqualTo(Taken.YES);
  }

  public void awaitReceipt(TestJournal journal, long seq) {
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                receipts.containsKey(journal.epoch())
                    && receipts.get(journal.epoch()).seq() == seq);
  }

  public void execute(String statement) throws SQLException {
    try (Connection connection = database.ingest().getConnection();
        Statement jdbc = connection.createStatement()) {
      jdbc.execute(statement);
    }
  }

  public long number(String query) throws SQLException {
    try (Connection connection = database.ingest().getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getLong(1);
    }
  }

  public String text(String query) throws SQLException {
    try (Connection connection = database.ingest().getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getString(1);
    }
  }

  boolean isOnline(String gateway) throws SQLException {
    return number("select count(*) from gateway where online and id = '" + gateway + "'") == 1;
  }

  /** A connection that sees everything, to be closed. */
  public Connection connection() throws SQLException {
    return database.ingest().getConnection();
  }

  @Override
  public void close() {
    ingest.close();
    database.close();
  }
}
