package eu.releve.cloud.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import eu.releve.cloud.store.TestJournal;
import eu.releve.wire.Facts;
import eu.releve.wire.SealedBatch;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What operators do with batches that could not be stored as what they are. */
class QuarantineTest {
  private RunningIngest running;

  @BeforeEach
  void start() throws Exception {
    running = new RunningIngest();
  }

  @AfterEach
  void stop() {
    running.close();
  }

  /** A catalogue that this collector refuses, and what follows it into quarantine. */
  private TestJournal refused() throws Exception {
    TestJournal journal = new TestJournal("gw-1", 20, RunningIngest.REGISTERS);
    asOwner("alter table releve.register add constraint nothing_new check (id < 1)");
    for (SealedBatch batch :
        List.of(journal.catalogueBatch(), journal.readings(10), journal.readings(20))) {
      running.offer(journal.gateway(), batch);
    }
    running.awaitReceipt(journal, 3);
    assertThat(running.number("select count(*) from quarantine")).isEqualTo(3);
    return journal;
  }

  private void asOwner(String statement) throws Exception {
    running.execute("reset role; " + statement + "; set role releve_ingest");
  }

  @Test
  void whatLiesBehindAThousandThatCannotBeDecodedIsReachedToo() throws Exception {
    TestJournal journal = refused();
    running.execute(
        """
        insert into quarantine (batch, gateway, epoch, seq, reason, bytes)
        select 1000000 + i, q.gateway, q.epoch, q.seq, q.reason, q.bytes
        from (select * from quarantine order by batch limit 1) q, generate_series(1, 1500) i""");
    Retrials first = running.ingest.retryAfter(journal.gateway(), 0, "anne");
    assertThat(first.still()).hasSize(Retrial.BATCHES_MAX);
    Retrials second =
        running.ingest.retryAfter(journal.gateway(), first.next().getAsLong(), "anne");
    assertThat(second.still()).hasSize(1_503 - Retrial.BATCHES_MAX);
    assertThat(second.next()).isEmpty();
  }

  @Test
  void whatCanBeDecodedAfterAnUpdateIsStoredOnceUnderItsOldNumber() throws Exception {
    TestJournal journal = refused();
    Retrials before = running.ingest.retryAfter(journal.gateway(), 0, "anne");
    assertThat(before.stored()).isZero();
    assertThat(before.still()).hasSize(3);

    asOwner("alter table releve.register drop constraint nothing_new");
    long batches = running.number("select sum(batch) from ledger");
    try (ExecutorService operators = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Retrials>> both =
          List.of(
              operators.submit(() -> running.ingest.retryAfter(journal.gateway(), 0, "anne")),
              operators.submit(() -> running.ingest.retryAfter(journal.gateway(), 0, "bert")));
      for (Future<Retrials> one : both) {
        assertThat(one.get().still()).isEmpty();
      }
    }

    assertThat(running.number("select count(*) from quarantine")).isZero();
    assertThat(running.number("select count(*) from reading"))
        .isEqualTo(2L * RunningIngest.REGISTERS);
    assertThat(running.number("select sum(batch) from ledger")).isEqualTo(batches);
    assertThat(
            running.number(
                "select count(distinct r.batch) from reading r join ledger l using (batch)"))
        .isEqualTo(2);
    assertThat(running.number("select count(*) from ledger where status = 'stored'")).isEqualTo(3);
    assertThat(running.number("select count(*) from touched")).isPositive();
    assertThat(running.number("select count(*) from decision where what = 'stored'")).isEqualTo(3);
    running.offer(journal.gateway(), journal.readings(30));
    running.awaitReceipt(journal, 4);
  }

  @Test
  void whoThrewABatchAwayAndWhyIsKeptAndItsNumberStaysTaken() throws Exception {
    TestJournal journal = new TestJournal("gw-1", 21, RunningIngest.REGISTERS);
    SealedBatch poison = journal.fact(new Facts.Event(5, "poison", "a NUL: \0"));
    running.offer(journal.gateway(), poison);
    running.awaitReceipt(journal, 1);
    long batch = running.number("select batch from quarantine");

    assertThat(
            running.store.quarantine().discard(journal.gateway(), batch, "anne", "a test of ours"))
        .isTrue();
    assertThat(running.store.quarantine().discard(journal.gateway(), batch, "anne", "again"))
        .isFalse();

    assertThat(running.number("select count(*) from quarantine")).isZero();
    assertThat(running.text("select status from ledger")).isEqualTo("discarded");
    assertThat(running.text("select who || ', ' || reason from decision"))
        .startsWith("anne, a test of ours (was: ");
    assertThat(running.number("select digest from decision")).isEqualTo(poison.digest().bits());
    running.offer(journal.gateway(), poison);
    await().atMost(RunningIngest.PATIENCE).until(() -> running.ingest.status().duplicates() == 1);
    assertThat(running.number("select count(*) from quarantine")).isZero();
  }

  // Everything before it is here, so no catalogue can come from before it any more.
  @Test
  void aCatalogueThatNeverComesHoldsUpNothingForEver() throws Exception {
    TestJournal journal = new TestJournal("gw-1", 22, RunningIngest.REGISTERS);
    SealedBatch lost = journal.catalogueBatch();
    SealedBatch one = journal.readings(1);
    SealedBatch two = journal.readings(2);
    SealedBatch loss = journal.fact(new Facts.Loss(1, 1, 0, "decayed"));
    SealedBatch again = journal.catalogueBatch();
    running.offer(journal.gateway(), one);
    running.offer(journal.gateway(), two);
    await().atMost(RunningIngest.PATIENCE).until(() -> running.ingest.status().waiting() == 2);

    // Its gateway offers again what is not receipted, every ten minutes at most.
    for (int minutes = 0; minutes < 120; minutes += 10) {
      running.later(Duration.ofMinutes(10));
      running.ingest.giveUpOverdue();
      running.offer(journal.gateway(), one);
      running.offer(journal.gateway(), two);
      await().atMost(RunningIngest.PATIENCE).until(() -> running.ingest.status().waiting() == 2);
    }
    assertThat(running.ingest.status().waitingFor()).isEqualTo(Duration.ofHours(2));
    assertThat(running.number("select count(*) from quarantine"))
        .as("the catalogue may still come")
        .isZero();

    running.offer(journal.gateway(), loss);
    await().atMost(RunningIngest.PATIENCE).until(() -> running.ingest.status().batches() == 1);
    running.ingest.giveUpOverdue();
    running.awaitReceipt(journal, 4);
    assertThat(running.number("select count(*) from quarantine")).isEqualTo(2);
    assertThat(running.text("select reason from quarantine where seq = 2")).contains("not come");

    running.offer(journal.gateway(), again);
    running.awaitReceipt(journal, 5);
    await()
        .atMost(RunningIngest.PATIENCE)
        .until(() -> running.number("select count(*) from quarantine") == 0);
    assertThat(running.number("select count(*) from reading"))
        .isEqualTo(2L * RunningIngest.REGISTERS);
    assertThat(lost.header().seq()).isEqualTo(1);
  }

  @Test
  void whatComesOfAJournalThatWasSetAsideIsKeptAndNotBelievedUntilItIsKeptAgain() throws Exception {
    TestJournal right = new TestJournal("gw-1", 23, RunningIngest.REGISTERS);
    TestJournal wrong = new TestJournal("gw-1", 24, RunningIngest.REGISTERS);
    for (TestJournal journal : List.of(right, wrong)) {
      running.offer(journal.gateway(), journal.catalogueBatch());
      running.offer(journal.gateway(), journal.readings(1));
      running.awaitReceipt(journal, 2);
    }
    // The journal that was begun first goes on beside the other one.
    running.execute("update epoch set first_seen = first_seen - interval '1 hour'");
    running.offer(right.gateway(), right.readings(2));
    running.awaitReceipt(right, 3);
    assertThat(running.text("select kind from fork")).isEqualTo("older-goes-on");

    decide(right);
    running.offer(wrong.gateway(), wrong.readings(700));
    running.awaitReceipt(wrong, 3);
    assertThat(running.number("select count(*) from reading where value > 700")).isZero();
    assertThat(running.text("select reason from quarantine"))
        .contains("set aside: anne: the other box is in the cellar");
    assertThat(running.number("select count(*) from fork where decided_at is null")).isZero();

    decide(wrong);
    assertThat(running.ingest.retryAfter(wrong.gateway(), 0, "anne").stored()).isEqualTo(1);
    assertThat(running.number("select count(*) from reading where value > 700"))
        .isEqualTo(RunningIngest.REGISTERS);
  }

  private void decide(TestJournal kept) throws Exception {
    assertThat(
            running
                .store
                .quarantine()
                .decide(
                    kept.gateway(),
                    OptionalLong.of(kept.epoch()),
                    "anne",
                    "the other box is in the cellar"))
        .isTrue();
  }
}
