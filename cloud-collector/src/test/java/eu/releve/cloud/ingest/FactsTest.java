package eu.releve.cloud.ingest;

import static eu.releve.cloud.ingest.RunningIngest.PATIENCE;
import static eu.releve.cloud.ingest.RunningIngest.REGISTERS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import eu.releve.cloud.store.TestJournal;
import eu.releve.measure.GatewayId;
import eu.releve.wire.Facts;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What gateways tell besides their readings, and whether they are there. */
class FactsTest {
  private static final String UNDATED = "select count(*) from fact where at is null";

  private final RunningIngest ingest;

  FactsTest() throws Exception {
    ingest = new RunningIngest();
  }

  @AfterEach
  void stop() {
    ingest.close();
  }

  private static Facts.Event started() {
    return new Facts.Event(500, "started", "");
  }

  // Without a network a gateway knows no time, and it may tell facts and not one reading.
  @Test
  void factsOfABootWithoutReadingsAreDatedWhenItsTimeIsLearned() throws Exception {
    TestJournal journal = new TestJournal("gw-1", 43, REGISTERS);
    journal.forgetTime();
    ingest.offer(journal.gateway(), journal.fact(started()));
    ingest.awaitReceipt(journal, 1);
    assertThat(ingest.number(UNDATED)).isEqualTo(1);
    ingest.offer(
        journal.gateway(), journal.fact(new Facts.Time(journal.boot(), TestJournal.START_MILLIS)));
    await().atMost(PATIENCE).until(() -> ingest.number(UNDATED) == 0);
    assertThat(
            ingest.number("select extract(epoch from at) * 1000 from fact where code = 'started'"))
        .isEqualTo(TestJournal.START_MILLIS + 500);
  }

  @Test
  void factsAreDatedByTheFirstBelievedClockOfTheirBoot() throws Exception {
    TestJournal journal = new TestJournal("gw-1", 44, REGISTERS);
    journal.shiftClock(Duration.ofDays(60_000));
    ingest.offer(journal.gateway(), journal.fact(started()));
    ingest.awaitReceipt(journal, 1);
    assertThat(ingest.number(UNDATED)).isEqualTo(1);
    journal.shiftClock(Duration.ZERO);
    ingest.offer(journal.gateway(), journal.catalogueBatch());
    ingest.offer(journal.gateway(), journal.readings(1));
    await().atMost(PATIENCE).until(() -> ingest.number(UNDATED) == 0);
  }

  @Test
  void aLossIsKeptWithWhatItCounts() throws Exception {
    TestJournal journal = new TestJournal("gw-1", 45, REGISTERS);
    ingest.offer(journal.gateway(), journal.catalogueBatch());
    assertThat(journal.readings(1).header().seq()).isEqualTo(2);
    ingest.offer(
        journal.gateway(),
        journal.fact(
            new Facts.Loss(2, 2, 3, "journal full"), new Facts.Loss(0, 0, 17, "disk gone")));
    ingest.awaitReceipt(journal, 3);
    assertThat(
            ingest.text(
                """
                select string_agg(concat_ws(' ', from_seq, to_seq, readings, text), ', '
                  order by position) from fact"""))
        .isEqualTo("2 2 3 journal full, 17 disk gone");
  }

  // After SIGKILL nobody has said who is gone; a gateway that never comes back must not stay.
  // Half a kilobyte could fill the ledger, or say an instant that no database can reckon with.
  @Test
  void factsThatCannotBeAreKeptAsideAndHoldNothingUp() throws Exception {
    TestJournal journal = new TestJournal("gw-1", 46, REGISTERS);
    journal.skipTo(3_000_000);
    ingest.offer(
        journal.gateway(),
        journal.fact(
            new Facts.Loss(1, 1_000_000, 0, ""), new Facts.Loss(1_000_001, 1_000_001, 0, "")));
    ingest.offer(journal.gateway(), journal.fact(new Facts.Event(1L << 61, "started", "")));
    ingest.offer(journal.gateway(), journal.fact(new Facts.Event(-1, "started", "")));
    await().atMost(PATIENCE).until(() -> ingest.number("select count(*) from quarantine") == 3);
    assertThat(ingest.text("select string_agg(reason, '; ' order by seq) from quarantine"))
        .contains("more than 1000000 batches lost in one batch", "boot clock 2305843009213693952")
        .contains("boot clock -1");
    assertThat(ingest.number("select count(*) from ledger")).isEqualTo(3);
  }

  @Test
  void aCollectorThatStartsFindsNobodyConnectedAndWhoeverIsIsWrittenAgain() throws Exception {
    ingest.ingest.online(new GatewayId("gw-here"), true);
    await().atMost(PATIENCE).until(() -> ingest.isOnline("gw-here"));
    ingest.execute("insert into gateway (id, online) values ('gw-gone', true)");
    try (Ingest next = ingest.second()) {
      await().atMost(PATIENCE).until(() -> !ingest.isOnline("gw-gone"));
      ingest.ingest.sayWhoIsHere();
      await().atMost(PATIENCE).until(() -> ingest.isOnline("gw-here"));
      assertThat(ingest.isOnline("gw-gone")).isFalse();
      assertThat(next.status().batches()).isZero();
    }
  }
}
