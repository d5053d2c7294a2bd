package eu.releve.cloud.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import eu.releve.cloud.database.Database;
import eu.releve.cloud.database.TestDatabase;
import eu.releve.wire.Body;
import eu.releve.wire.Catalogue;
import eu.releve.wire.Facts;
import eu.releve.wire.Readings;
import eu.releve.wire.SealedBatch;
import eu.releve.wire.Wire;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/**
 * Two transactions of ingest that want the same rows: one waits for the other, never both for each
 * other. A third connection holds one of them up where it would hurt.
 */
class LockOrderTest {
  // One worker has the time fact of a boot, the other a batch that dates it, both readings of one
  // register: rows of boot and of latest.
  @Test
  void aTimeFactAndABatchOfTheSameBootDoNotWaitForEachOther() throws Exception {
    try (Bench bench = new Bench()) {
      TestJournal journal = new TestJournal("gw-1", 7, 2);
      bench.commit(journal, journal.catalogueBatch());
      bench.commit(journal, journal.readings(100));
      UUID next = UUID.fromString("00000000-0000-4000-8000-000000000001");
      journal.reboot(next);
      SealedBatch fact = journal.fact(new Facts.Time(next, TestJournal.START_MILLIS));
      SealedBatch one = journal.readings(200);
      SealedBatch other =
          journal.readings(List.of(new Readings.Row(2, journal.bootMillis() + 1, 300, 0)));

      bench.holds("select 1 from latest order by register limit 1 for update");
      CompletableFuture<Void> first =
          bench.later(List.of(bench.opened(journal, fact), bench.opened(journal, one)));
      bench.settles(first, 1);
      CompletableFuture<Void> second = bench.later(List.of(bench.opened(journal, other)));
      bench.settles(second, 2);
      bench.letsGo();
      first.get();
      second.get();
      assertThat(bench.number("select count(*) from reading")).isEqualTo(5);
      assertThat(bench.number("select count(*) from boot")).isEqualTo(2);
    }
  }

  // Journals are claimed by their epochs, which say nothing of the order of gateways.
  @Test
  void cataloguesOfTwoGatewaysInEitherOrderDoNotWaitForEachOther() throws Exception {
    try (Bench bench = new Bench()) {
      TestJournal low = new TestJournal("gw-1", 1, 2);
      TestJournal high = new TestJournal("gw-2", 1_001, 2);
      List<TestJournal> journals = new ArrayList<>();
      for (int seed = 2; journals.size() < 4; seed++) {
        String gateway = journals.size() % 2 == 0 ? "gw-1" : "gw-2";
        TestJournal journal = new TestJournal(gateway, seed, 2);
        boolean fits =
            switch (journals.size()) {
              case 0, 2 -> true;
              case 1 -> journal.epoch() > journals.getFirst().epoch();
              default -> journal.epoch() < journals.get(2).epoch();
            };
        if (fits) {
          journals.add(journal);
        }
      }
      bench.commit(low, low.catalogueBatch());
      bench.commit(high, high.catalogueBatch());

      bench.holds("select 1 from building where gateway = 'gw-1' for update");
      CompletableFuture<Void> first = bench.later(catalogues(bench, journals.subList(0, 2)));
      bench.settles(first, 1);
      CompletableFuture<Void> second = bench.later(catalogues(bench, journals.subList(2, 4)));
      bench.settles(second, 2);
      bench.letsGo();
      first.get();
      second.get();
      assertThat(bench.number("select count(*) from ledger")).isEqualTo(6);
    }
  }

  private static List<Opened> catalogues(Bench bench, List<TestJournal> journals) throws Exception {
    List<Opened> catalogues = new ArrayList<>();
    for (TestJournal journal : journals) {
      catalogues.add(bench.opened(journal, journal.catalogueBatch()));
    }
    return catalogues;
  }

  /** A store, and a connection that holds rows. */
  private static final class Bench implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Instant NOW =
        Instant.ofEpochMilli(TestJournal.START_MILLIS).plusSeconds(7_200);

    private final String url = TestDatabase.freshUrl();
    private final Database database = Database.external(url);
    private final Store store = new Store(database.ingest(), database.store(), () -> NOW);
    // None of the pool's: the two that are looked at need those.
    private final Connection holder = connection();
    private final Connection watcher = connection();

    Bench() throws Exception {}

    private Connection connection() throws SQLException {
      Connection connection = DriverManager.getConnection(url);
      try (Statement statement = connection.createStatement()) {
        statement.execute("set search_path = releve");
      }
      return connection;
    }

    void holds(String query) throws Exception {
      holder.setAutoCommit(false);
      try (Statement statement = holder.createStatement()) {
        statement.execute(query);
      }
    }

    void letsGo() throws Exception {
      holder.rollback();
      holder.setAutoCommit(true);
    }

    /** Until that has ended, or so many wait for a row of somebody else. */
    void settles(CompletableFuture<?> commit, long waiting) {
      await()
          .atMost(PATIENCE)
          .until(
              () ->
                  commit.isDone()
                      || number("select count(distinct pid) from pg_locks where not granted")
                          >= waiting);
    }

    void commit(TestJournal journal, SealedBatch batch) throws Exception {
      store.commit(List.of(opened(journal, batch)));
    }

    CompletableFuture<Void> later(List<Opened> group) {
      return CompletableFuture.runAsync(
          () -> {
            try {
              store.commit(group);
            } catch (SQLException refused) {
              throw new IllegalStateException(refused);
            }
          },
          task -> Thread.ofVirtual().start(task));
    }

    Opened opened(TestJournal journal, SealedBatch batch) throws Exception {
      Arrival arrival = TestJournal.arrived(journal.gateway(), batch);
      Body body = Wire.body(arrival.envelope(), batch.bytes(), journal.catalogue());
      return switch (body) {
        case Catalogue catalogue -> new Opened.Listed(arrival, catalogue);
        case Facts facts -> new Opened.Happened(arrival, facts);
        case Readings readings ->
            new Opened.Rows(
                arrival,
                readings,
                store
                    .catalogues()
                    .find(journal.gateway(), Wire.digestOf(journal.catalogue()))
                    .orElseThrow());
      };
    }

    long number(String query) throws SQLException {
      try (Statement statement = watcher.createStatement();
          ResultSet row = statement.executeQuery(query)) {
        row.next();
        return row.getLong(1);
      }
    }

    @Override
    public void close() throws SQLException {
      holder.close();
      watcher.close();
      database.close();
    }
  }
}
