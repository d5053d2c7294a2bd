package eu.releve.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import eu.releve.cloud.database.Database;
import eu.releve.cloud.database.TestDatabase;
import eu.releve.cloud.derive.Deriver;
import eu.releve.cloud.ingest.Ingest;
import eu.releve.cloud.ingest.Taken;
import eu.releve.cloud.process.Processing;
import eu.releve.cloud.store.Store;
import eu.releve.cloud.store.TestJournal;
import eu.releve.wire.Readings.Row;
import eu.releve.wire.SealedBatch;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * A million readings of a hundred counters, as batches, by {@code ./releve soak million}, and a
 * tenth of them in CI: brought twice under the same numbers, and shuffled under others.
 */
class MillionReadingsTest {
  private static final int REGISTERS = 100;
  private static final int INSTANTS = Boolean.getBoolean("releve.soak") ? 10_000 : 1_000;
  private static final int BATCHES = 250;
  private static final Duration EVERY = Duration.ofMinutes(15);
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Instant NOW =
      Instant.ofEpochMilli(TestJournal.START_MILLIS).plus(EVERY.multipliedBy(INSTANTS + 100));

  /** What is made of readings, and the count of the readings themselves. */
  private static final List<String> MADE =
      List.of(
          "reading",
          "quarter_hour",
          "local_day",
          "local_month",
          "remark",
          "remark_day",
          "carbon_month");

  private Database database;
  private Ingest ingest;

  @BeforeEach
  void start() throws Exception {
    database = TestDatabase.fresh();
    Store store = new Store(database.ingest(), database.store(), () -> NOW);
    ingest = Ingest.start(database, store, () -> NOW);
  }

  @AfterEach
  void stop() {
    ingest.close();
    database.close();
  }

  @Test
  @DisplayName("G1, G2: readings brought twice make the same rows; shuffled, the same figures")
  void readingsTwiceMakeTheSameRowsAndShuffledTheSameFigures() throws Exception {
    long seed = Long.getLong("releve.seed", System.nanoTime());
    List<Row> rows = rows(new Random(seed));
    System.out.printf("million: seed %d, %,d readings%n", seed, rows.size());
    TestJournal journal = new TestJournal("gw-1", seed, REGISTERS);
    List<SealedBatch> batches = sealed(journal, inOrder(rows));
    bring(journal, batches);
    made();
    assertThat(number("select count(*) from reading")).isEqualTo(rows.size());
    List<String> first = digests(MADE);

    bring(journal, batches);
    assertThat(number("select count(*) from touched")).as("what is to be derived").isZero();
    assertThat(number("select count(*) from touched_day")).as("what is to be judged").isZero();
    made();
    assertThat(digests(MADE)).as("the same numbers, seed %d", seed).isEqualTo(first);

    stop();
    start();
    TestJournal other = new TestJournal("gw-1", seed + 1, REGISTERS);
    List<SealedBatch> others = sealed(other, shuffled(rows, new Random(seed + 1)));
    bring(other, others.subList(0, others.size() / 2));
    assertThat(number("select count(*) from touched")).as("what is to be derived").isPositive();
    made();
    bring(other, others);
    made();
    List<String> figures = List.of("quarter_hour", "local_day", "local_month");
    assertThat(digests(figures)).as("others, seed %d", seed).isEqualTo(first.subList(1, 4));
    assertThat(number("select count(*) from quarter_hour")).isGreaterThan(rows.size() / 2);
    assertThat(number("select count(*) from reading")).isEqualTo(rows.size());
  }

  private static List<Row> rows(Random random) {
    long[] values = random.longs(REGISTERS, 0, 1_000_000_000).toArray();
    List<Row> rows = new ArrayList<>();
    for (int instant = 1; instant <= INSTANTS; instant++) {
      for (int register = 0; register < REGISTERS; register++) {
        values[register] += random.nextInt(500);
        rows.add(
            new Row(
                1 + register, instant * EVERY.toMillis() + 7_000L * register, values[register], 0));
      }
    }
    return rows;
  }

  private static List<List<Row>> inOrder(List<Row> rows) {
    List<List<Row>> parts = new ArrayList<>();
    int size = rows.size() / BATCHES;
    for (int from = 0; from < rows.size(); from += size) {
      parts.add(rows.subList(from, Math.min(rows.size(), from + size)));
    }
    return parts;
  }

  /** Any reading in any batch. */
  private static List<List<Row>> shuffled(List<Row> rows, Random random) {
    List<List<Row>> parts = new ArrayList<>();
    for (int part = 0; part < BATCHES; part++) {
      parts.add(new ArrayList<>());
    }
    rows.forEach(row -> parts.get(random.nextInt(BATCHES)).add(row));
    parts.forEach(part -> part.sort(Comparator.comparingLong(Row::bootMillis)));
    return parts;
  }

  private static List<SealedBatch> sealed(TestJournal journal, List<List<Row>> parts) {
    List<SealedBatch> batches = new ArrayList<>(List.of(journal.catalogueBatch()));
    parts.forEach(part -> batches.add(journal.readings(part)));
    return batches;
  }

  private void bring(TestJournal journal, List<SealedBatch> batches) throws Exception {
    for (SealedBatch batch : batches) {
      await()
          .atMost(PATIENCE)
          .until(() -> ingest.offer(journal.gateway(), batch.bytes(), () -> {}) == Taken.YES);
    }
    await()
        .atMost(PATIENCE)
        .until(() -> ingest.status().queued() == 0 && ingest.status().waiting() == 0);
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                number("select count(*) from ledger where epoch = " + journal.epoch())
                    == batches.size());
  }

  private void made() throws SQLException {
    Deriver deriver = new Deriver(database.ingest());
    while (deriver.step() > 0) {}
    Processing processing = new Processing(database.ingest());
    while (processing.step() > 0) {}
  }

  /** How many rows a table has, and a sum over them that depends on no order. */
  private List<String> digests(List<String> tables) throws SQLException {
    List<String> digests = new ArrayList<>();
    for (String table : tables) {
      try (Connection connection = database.ingest().getConnection();
          Statement statement = connection.createStatement();
          ResultSet row =
              statement.executeQuery(
                  "select count(*), sum(hashtextextended(t::text, 0)::numeric) from %s t"
                      .formatted(table))) {
        row.next();
        digests.add("%s: %d rows, %s".formatted(table, row.getLong(1), row.getString(2)));
      }
    }
    return digests;
  }

  private long number(String query) throws SQLException {
    try (Connection connection = database.ingest().getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getLong(1);
    }
  }
}
