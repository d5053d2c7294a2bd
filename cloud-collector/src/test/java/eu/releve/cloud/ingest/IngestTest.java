package eu.releve.cloud.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import eu.releve.cloud.database.Database;
import eu.releve.cloud.database.TestDatabase;
import eu.releve.cloud.store.Store;
import eu.releve.cloud.store.TestJournal;
import eu.releve.measure.GatewayId;
import eu.releve.wire.Digest;
import eu.releve.wire.Facts;
import eu.releve.wire.Readings;
import eu.releve.wire.Receipt;
import eu.releve.wire.SealedBatch;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class IngestTest {
  private static final Instant NOW =
      Instant.ofEpochMilli(TestJournal.START_MILLIS).plusSeconds(7_200);
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int REGISTERS = 3;

  private static final String WAITERS =
      "select count(*) from pg_locks where not granted and relation = 'building'::regclass";

  private Database database;
  private Store store;
  private Ingest ingest;
  private final Map<Long, Receipt> receipts = new ConcurrentHashMap<>();

  @BeforeEach
  void start() throws Exception {
    database = TestDatabase.fresh();
    store = new Store(database.ingest(), database.store(), () -> NOW);
    ingest = Ingest.start(database, store, () -> NOW);
    ingest.connect(this::receipt);
  }

  @AfterEach
  void stop() {
    ingest.close();
    database.close();
  }

  private void receipt(GatewayId gateway, Receipt receipt) {
    receipts.merge(receipt.epoch(), receipt, (one, two) -> one.seq() > two.seq() ? one : two);
  }

  @Test
  void eachReadingIsStoredOnceHoweverOftenAndInWhateverOrderItComes() throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    List<SealedBatch> sent = new ArrayList<>();
    TestJournal one = new TestJournal("gw-1", seed, REGISTERS);
    TestJournal two = new TestJournal("gw-2", seed + 1, REGISTERS);
    for (TestJournal journal : List.of(one, two)) {
      sent.add(journal.catalogueBatch());
      for (int i = 0; i < 100; i++) {
        sent.add(journal.readings(i * 10L));
      }
    }
    for (int round = 0; round < 3; round++) {
      Collections.shuffle(sent, random);
      for (SealedBatch batch : sent) {
        GatewayId gateway = batch.header().epoch() == one.epoch() ? one.gateway() : two.gateway();
        offer(gateway, batch);
      }
    }
    await().atMost(PATIENCE).until(() -> receipted(one) == 101 && receipted(two) == 101);
    assertThat(number("select count(*) from reading")).isEqualTo(2 * 100 * REGISTERS);
    assertThat(number("select count(distinct (register, instant, value)) from reading"))
        .isEqualTo(2 * 100 * REGISTERS);
    assertThat(number("select count(*) from ledger where status = 'stored'")).isEqualTo(202);
    assertThat(number("select max(value) from latest")).isEqualTo(99 * 10 + REGISTERS);
    assertThat(number("select count(*) from latest")).isEqualTo(2 * REGISTERS);
    assertThat(number("select count(*) from touched")).isPositive();
    assertThat(number("select count(*) from register")).isEqualTo(2 * REGISTERS);
  }

  @Test
  void ofTwoWorkersWithOneBatchTheSecondClaimsNothing() throws Exception {
    Store other = new Store(database.ingest(), database.store(), () -> NOW);
    TestJournal journal = new TestJournal("gw-1", 1, REGISTERS);
    List<SealedBatch> batches = new ArrayList<>(List.of(journal.catalogueBatch()));
    for (int i = 0; i < 50; i++) {
      batches.add(journal.readings(i));
    }
    try (Ingest second = Ingest.start(database, other, () -> NOW)) {
      for (SealedBatch batch : batches) {
        offer(journal.gateway(), batch);
        second.offer(journal.gateway(), batch.bytes(), () -> {});
      }
      await()
          .atMost(PATIENCE)
          .until(() -> settled(ingest) && settled(second) && second.status().queued() == 0);
      assertThat(ingest.status().batches() + second.status().batches()).isEqualTo(51);
    }
    assertThat(number("select count(*) from reading")).isEqualTo(50 * REGISTERS);
    assertThat(number("select count(*) from ledger")).isEqualTo(51);
  }

  private static boolean settled(Ingest one) {
    return one.status().queued() == 0 && one.status().waiting() == 0;
  }

  @Test
  void aPoisonBatchGoesToQuarantineAloneAndIsReceipted() throws Exception {
    TestJournal journal = new TestJournal("gw-1", 2, REGISTERS);
    List<SealedBatch> batches = new ArrayList<>(List.of(journal.catalogueBatch()));
    for (int i = 0; i < 5; i++) {
      batches.add(journal.readings(i));
    }
    // PostgreSQL refuses NUL in texts: the poison is found only by the database.
    SealedBatch poison = journal.fact(new Facts.Event(5, "poison", "a NUL: \0"));
    batches.add(poison);
    // An instant beyond any calendar is found by the store.
    batches.add(journal.readings(List.of(new Readings.Row(1, Long.MAX_VALUE / 2_000, 1, 0))));
    for (int i = 0; i < 5; i++) {
      batches.add(journal.readings(i));
    }
    for (SealedBatch batch : batches) {
      offer(journal.gateway(), batch);
    }
    await().atMost(PATIENCE).until(() -> receipted(journal) == batches.size());
    assertThat(number("select count(*) from reading")).isEqualTo(10 * REGISTERS);
    assertThat(number("select count(*) from quarantine")).isEqualTo(2);
    assertThat(number("select count(*) from ledger where status = 'quarantined'")).isEqualTo(2);
    assertThat(text("select reason from quarantine where seq = " + poison.header().seq()))
        .contains("0x00");
    assertThat(number("select length(bytes) from quarantine where seq = 7"))
        .isEqualTo(poison.bytes().length);
  }

  // From such a receipt a gateway learns that another store answers, and offers all that it holds.
  @Test
  void aBatchWaitsUnreceiptedForItsCatalogueAndItsGatewayIsToldThatNothingIsStored()
      throws Exception {
    TestJournal journal = new TestJournal("gw-1", 3, REGISTERS);
    SealedBatch catalogue = journal.catalogueBatch();
    SealedBatch readings = journal.readings(7);
    offer(journal.gateway(), readings);
    await().atMost(PATIENCE).until(() -> ingest.status().waiting() == 1);
    await().atMost(PATIENCE).until(() -> receipts.containsKey(journal.epoch()));
    assertThat(receipted(journal)).isZero();
    assertThat(receipts.values()).extracting(Receipt::digest).containsExactly(Digest.NONE);
    assertThat(number("select count(*) from ledger")).isZero();
    offer(journal.gateway(), catalogue);
    await().atMost(PATIENCE).until(() -> receipted(journal) == 2);
    assertThat(number("select count(*) from reading")).isEqualTo(REGISTERS);
    assertThat(ingest.status().waiting()).isZero();
  }

  @Test
  void undatedBatchesAreReceiptedAndDatedByTheTimeFactOfTheirBoot() throws Exception {
    TestJournal journal = new TestJournal("gw-1", 4, REGISTERS);
    journal.forgetTime();
    SealedBatch catalogue = journal.catalogueBatch();
    SealedBatch before = journal.readings(1);
    SealedBatch time =
        journal.fact(
            new Facts.Event(500, "started", ""),
            new Facts.Time(journal.boot(), TestJournal.START_MILLIS));
    SealedBatch after = journal.readings(2);
    journal.reboot(new UUID(9, 9));
    SealedBatch neverDated = journal.readings(3);
    for (SealedBatch batch : List.of(catalogue, before, neverDated)) {
      offer(journal.gateway(), batch);
    }
    await().atMost(PATIENCE).until(() -> receipted(journal) == 2);
    assertThat(number("select count(*) from reading")).isZero();
    assertThat(number("select count(*) from undated")).isEqualTo(2);
    offer(journal.gateway(), after);
    offer(journal.gateway(), time);
    await().atMost(PATIENCE).until(() -> receipted(journal) == 5);
    await().atMost(PATIENCE).until(() -> number("select count(*) from reading") == 2 * REGISTERS);
    assertThat(number("select count(*) from undated")).isEqualTo(1);
    assertThat(instant("select min(instant) from reading"))
        .isEqualTo(Instant.ofEpochMilli(TestJournal.START_MILLIS + 61_000));
    assertThat(instant("select at from fact where code = 'started'"))
        .isEqualTo(Instant.ofEpochMilli(TestJournal.START_MILLIS + 500));
  }

  // A clock of 2199 that calls itself synchronised must not make millions of quarter-hours.
  @Test
  void aClockThatRunsAheadIsNotBelievedUntilItIsSetRight() throws Exception {
    TestJournal journal = new TestJournal("gw-1", 40, REGISTERS);
    offer(journal.gateway(), journal.catalogueBatch());
    journal.shiftClock(Duration.ofDays(60_000));
    offer(journal.gateway(), journal.readings(1));
    offer(
        journal.gateway(),
        journal.fact(
            new Facts.Time(
                journal.boot(), TestJournal.START_MILLIS + Duration.ofDays(3).toMillis())));
    await().atMost(PATIENCE).until(() -> receipted(journal) == 3);
    assertThat(number("select count(*) from reading")).isZero();
    assertThat(number("select count(*) from undated")).isEqualTo(1);
    assertThat(number("select count(*) from boot")).isZero();
    journal.shiftClock(Duration.ZERO);
    offer(journal.gateway(), journal.readings(2));
    await().atMost(PATIENCE).until(() -> number("select count(*) from reading") == 2 * REGISTERS);
    assertThat(number("select count(*) from undated")).isZero();
    assertThat(instant("select max(instant) from reading")).isBefore(NOW);
  }

  @Test
  void readingsThatABelievedClockDatesIntoTheFutureGoToQuarantine() throws Exception {
    TestJournal journal = new TestJournal("gw-1", 41, REGISTERS);
    offer(journal.gateway(), journal.catalogueBatch());
    long tomorrow = Duration.ofHours(27).toMillis();
    offer(journal.gateway(), journal.readings(List.of(new Readings.Row(1, tomorrow, 1, 0))));
    offer(journal.gateway(), journal.readings(1));
    await().atMost(PATIENCE).until(() -> receipted(journal) == 3);
    assertThat(number("select count(*) from reading")).isEqualTo(REGISTERS);
    assertThat(text("select reason from quarantine")).contains("not of 2000-01-01 to 2026-03-02");
  }

  // The commit may come long after the claim: what counts is when the batch was there for others.
  @Test
  void theLedgerSaysWhenABatchWasCommitted() throws Exception {
    TestJournal journal = new TestJournal("gw-1", 42, REGISTERS);
    Instant released;
    try (Connection blocker = database.ingest().getConnection();
        Statement statement = blocker.createStatement()) {
      blocker.setAutoCommit(false);
      statement.execute("lock table building in exclusive mode");
      offer(journal.gateway(), journal.catalogueBatch());
      await().atMost(PATIENCE).until(() -> number(WAITERS) > 0);
      try (ResultSet row = statement.executeQuery("select clock_timestamp()")) {
        row.next();
        released = row.getTimestamp(1).toInstant();
      }
      blocker.commit();
    }
    await().atMost(PATIENCE).until(() -> receipted(journal) == 1);
    assertThat(instant("select committed_at from ledger")).isAfterOrEqualTo(released);
  }

  private static String plan(int area, String from, String title) {
    return """
        site: site-gw-1
        zone: Europe/Brussels
        area-m2: %d
        buses:
          - { id: cave, modbus-tcp: "tcp://127.0.0.1:502" }
        points:
          - { id: main-elec, name: "%s" }
        meters:
          - { id: meter-1, point: main-elec, bus: cave, unit: 1, from: %s, period: 1m,
              registers: [ { is: active-energy-import, function: 3, at: 0, type: u32, unit: Wh } ] }
        """
        .formatted(area, title, from);
  }

  // Meters are read whatever the plan says of the building: their readings must not wait for it.
  @Test
  void aPlanThatTheDatabaseRefusesIsNotedAndTheRegistersAreStored() throws Exception {
    TestJournal journal = new TestJournal("gw-1", 50, REGISTERS);
    try (Connection connection = database.ingest().getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("set local role none");
      statement.execute("alter table building add check (area_m2 <> 100)");
      connection.commit();
    }
    journal.plan(plan(100, "2025-01-01", "Compteur"));
    offer(journal.gateway(), journal.catalogueBatch());
    offer(journal.gateway(), journal.readings(1));
    await().atMost(PATIENCE).until(() -> receipted(journal) == 2);
    assertThat(number("select count(*) from reading")).isEqualTo(REGISTERS);
    assertThat(number("select count(*) from quarantine")).isZero();
    assertThat(text("select problem from site_plan"))
        .contains("the database refuses it")
        .hasSizeLessThan(500);
    journal.plan(plan(120, "2025-01-01", "Compteur"));
    offer(journal.gateway(), journal.catalogueBatch());
    await().atMost(PATIENCE).until(() -> receipted(journal) == 3);
    assertThat(text("select problem from site_plan order by version desc limit 1")).isNull();
    assertThat(number("select area_m2 from building")).isEqualTo(120);
  }

  // The file of the ledger is another one, as after a restart or in a backup: what was remembered
  // of the database counts no more, and whoever sent a batch has been told that it was taken.
  @Test
  void aBatchThatWasOpenedBeforeTheDatabaseBeganAnewIsStoredWithoutBeingSentAgain()
      throws Exception {
    TestJournal journal = new TestJournal("gw-1", 51, REGISTERS);
    offer(journal.gateway(), journal.catalogueBatch());
    offer(journal.gateway(), journal.readings(1));
    await().atMost(PATIENCE).until(() -> receipted(journal) == 2);
    try (Connection connection = database.ingest().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("set role none");
      statement.execute("vacuum full ledger");
      statement.execute("set role releve_ingest");
    }
    offer(journal.gateway(), journal.readings(2));
    await().atMost(PATIENCE).until(() -> receipted(journal) == 3);
    assertThat(number("select count(*) from reading")).isEqualTo(2 * REGISTERS);
  }

  @Test
  void readingsOfACatalogueInQuarantineFollowItThere() throws Exception {
    TestJournal journal = new TestJournal("gw-1", 51, REGISTERS);
    journal.renumber(1 << 21);
    SealedBatch catalogue = journal.catalogueBatch();
    SealedBatch early = journal.readings(1);
    SealedBatch late = journal.readings(2);
    offer(journal.gateway(), early);
    await().atMost(PATIENCE).until(() -> ingest.status().waiting() == 1);
    offer(journal.gateway(), catalogue);
    offer(journal.gateway(), late);
    await().atMost(PATIENCE).until(() -> receipted(journal) == 3);
    assertThat(ingest.status().waiting()).isZero();
    assertThat(number("select count(*) from quarantine")).isEqualTo(3);
    assertThat(text("select reason from quarantine where seq = 3")).contains("is in quarantine");
  }

  @Test
  void ofTwoCataloguesTheLaterInTheJournalHoldsWhateverTheOrderOfWriting() throws Exception {
    for (boolean turned : new boolean[] {false, true}) {
      TestJournal journal = new TestJournal(turned ? "gw-3" : "gw-1", turned ? 53 : 52, REGISTERS);
      String site = "site: site-" + journal.gateway();
      journal.plan(plan(100, "2025-01-01", "Ancien").replaceFirst("site: .*", site));
      SealedBatch before = journal.catalogueBatch();
      journal.plan(plan(200, "2025-01-01", "Nouveau").replaceFirst("site: .*", site));
      SealedBatch after = journal.catalogueBatch();
      SealedBatch first = turned ? after : before;
      SealedBatch second = turned ? before : after;
      long kept = ingest.status().batches();
      offer(journal.gateway(), first);
      await().atMost(PATIENCE).until(() -> ingest.status().batches() == kept + 1);
      offer(journal.gateway(), second);
      await().atMost(PATIENCE).until(() -> ingest.status().batches() == kept + 2);
      String building =
          "(select id from building where gateway = '%s')".formatted(journal.gateway());
      assertThat(number("select area_m2 from building where id = " + building))
          .as("turned %s", turned)
          .isEqualTo(200);
      assertThat(text("select title from point where building = " + building)).isEqualTo("Nouveau");
      assertThat(number("select count(*) from site_plan where building = " + building))
          .isEqualTo(2);
    }
  }

  @Test
  void numbersDeclaredLostAreNoHole() throws Exception {
    TestJournal journal = new TestJournal("gw-1", 5, REGISTERS);
    SealedBatch catalogue = journal.catalogueBatch();
    SealedBatch lost = journal.readings(1);
    SealedBatch alsoLost = journal.readings(2);
    SealedBatch kept = journal.readings(3);
    SealedBatch loss = journal.fact(new Facts.Loss(2, 3, 6, "disk full"));
    offer(journal.gateway(), catalogue);
    offer(journal.gateway(), kept);
    await().atMost(PATIENCE).until(() -> ingest.status().batches() == 2);
    assertThat(receipted(journal)).isEqualTo(1);
    offer(journal.gateway(), loss);
    await().atMost(PATIENCE).until(() -> receipted(journal) == 5);
    assertThat(number("select count(*) from ledger where status = 'lost'")).isEqualTo(2);
    // One of them was on its way all the time.
    offer(journal.gateway(), alsoLost);
    await().atMost(PATIENCE).until(() -> ingest.status().batches() == 4);
    assertThat(number("select count(*) from ledger where status = 'lost'")).isEqualTo(1);
    assertThat(number("select count(*) from reading")).isEqualTo(2 * REGISTERS);
    assertThat(lost.header().seq()).isEqualTo(2);
  }

  @Test
  void aForkedJournalIsToldApartAndOverwritesNothing() throws Exception {
    TestJournal journal = new TestJournal("gw-1", 6, REGISTERS);
    SealedBatch catalogue = journal.catalogueBatch();
    SealedBatch second = journal.readings(1);
    SealedBatch third = journal.readings(2);
    journal.restore(second);
    SealedBatch otherThird = journal.readings(555);
    SealedBatch otherFourth = journal.readings(556);
    for (SealedBatch batch : List.of(catalogue, second, third)) {
      offer(journal.gateway(), batch);
    }
    await().atMost(PATIENCE).until(() -> receipted(journal) == 3);
    // A receipt comes before its batch is forgotten, and the same number inside is a duplicate.
    await().atMost(PATIENCE).until(() -> settled(ingest));
    receipts.clear();
    offer(journal.gateway(), otherThird);
    offer(journal.gateway(), otherFourth);
    await().atMost(PATIENCE).until(() -> ingest.status().forked() == 2);
    // The receipt tells the gateway that its third batch is not the one that is stored here.
    await().atMost(PATIENCE).until(() -> receipted(journal) == 3);
    assertThat(receipts.values()).extracting(Receipt::digest).containsExactly(third.digest());
    assertThat(number("select count(*) from reading")).isEqualTo(2 * REGISTERS);
    assertThat(number("select max(value) from reading")).isLessThan(555);
    assertThat(text("select reason from fork where gateway = 'gw-1'")).contains("digest");
  }

  @Test
  void aJournalOfAnotherGatewayIsNotTouched() throws Exception {
    TestJournal journal = new TestJournal("gw-1", 7, REGISTERS);
    SealedBatch catalogue = journal.catalogueBatch();
    offer(journal.gateway(), catalogue);
    await().atMost(PATIENCE).until(() -> receipted(journal) == 1);
    SealedBatch stolen = journal.readings(1);
    offer(new GatewayId("thief"), catalogue);
    offer(new GatewayId("thief"), stolen);
    await()
        .atMost(PATIENCE)
        .until(() -> ingest.status().forked() == 1 && ingest.status().waiting() == 1);
    assertThat(number("select count(*) from ledger")).isEqualTo(1);
    offer(journal.gateway(), stolen);
    await().atMost(PATIENCE).until(() -> receipted(journal) == 2);
  }

  @Test
  void aNewEpochMapsToTheSameRegisters() throws Exception {
    TestJournal first = new TestJournal("gw-1", 8, REGISTERS);
    TestJournal second = new TestJournal("gw-1", 9, REGISTERS);
    for (TestJournal journal : List.of(first, second)) {
      offer(journal.gateway(), journal.catalogueBatch());
      offer(journal.gateway(), journal.readings(1));
      await().atMost(PATIENCE).until(() -> receipted(journal) == 2);
    }
    assertThat(number("select count(*) from register")).isEqualTo(REGISTERS);
    assertThat(number("select count(distinct register) from reading")).isEqualTo(REGISTERS);
    assertThat(ingest.receipt(first.gateway()).orElseThrow().epoch()).isEqualTo(second.epoch());
  }

  private long receipted(TestJournal journal) {
    Receipt receipt = receipts.get(journal.epoch());
    return receipt == null ? 0 : receipt.seq();
  }

  private void offer(GatewayId gateway, SealedBatch batch) throws Exception {
    assertThat(ingest.offer(gateway, batch.bytes(), () -> {})).isEqualTo(Taken.YES);
  }

  private long number(String query) throws SQLException {
    try (Connection connection = database.ingest().getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getLong(1);
    }
  }

  private String text(String query) throws SQLException {
    try (Connection connection = database.ingest().getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getString(1);
    }
  }

  private Instant instant(String query) throws SQLException {
    try (Connection connection = database.ingest().getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getTimestamp(1).toInstant();
    }
  }
}
