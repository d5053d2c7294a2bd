package eu.releve.cloud.ingest;

import static eu.releve.cloud.ingest.RunningIngest.PATIENCE;
import static eu.releve.cloud.ingest.RunningIngest.REGISTERS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import eu.releve.cloud.store.TestJournal;
import eu.releve.wire.ClockTrust;
import eu.releve.wire.SealedBatch;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A clock that was believed and put right later dates each batch as it said then. */
class ClockPutRightTest {
  private static final String WAITING = "select count(*) from undated";
  private static final String UNCERTAIN =
      """
      select string_agg(distinct ((extract(epoch from instant) * 1000)::bigint - %d)::text, ', ')
      from reading where quality <> 0
      """
          .formatted(TestJournal.START_MILLIS);
  private static final UUID WITHOUT_TIME = new UUID(7, 7);
  private static final UUID NEXT = new UUID(8, 8);

  private final RunningIngest ingest;
  private final TestJournal journal = new TestJournal("gw-1", 31, REGISTERS);

  ClockPutRightTest() throws Exception {
    ingest = new RunningIngest();
  }

  @AfterEach
  void stop() {
    ingest.close();
  }

  /** A boot of a minute behind what there is, of which nobody knows when it was. */
  private void bootWithoutTime() throws Exception {
    journal.forgetTime();
    journal.reboot(WITHOUT_TIME);
    ingest.offer(journal.gateway(), journal.readings(5));
  }

  @Test
  void aBootWithoutTimeLiesBehindTheLastBatchOfTheBootBeforeIt() throws Exception {
    ingest.offer(journal.gateway(), journal.catalogueBatch());
    journal.shiftClock(Duration.ofDays(-30));
    ingest.offer(journal.gateway(), journal.readings(1));
    ingest.awaitReceipt(journal, 2);
    journal.shiftClock(Duration.ZERO);
    ingest.offer(journal.gateway(), journal.readings(2));
    bootWithoutTime();
    ingest.awaitReceipt(journal, 4);
    assertThat(ingest.number(WAITING)).isEqualTo(1);
    journal.as(NEXT, 0, ClockTrust.SYNCHRONISED);
    journal.shiftClock(Duration.ofHours(1));
    ingest.offer(journal.gateway(), journal.readings(6));
    await().atMost(PATIENCE).until(() -> ingest.number(WAITING) == 0);
    // It ran for 61 s between 121 s and 3,600 s.
    long pause = (3_600_000 - 121_000 - 61_000) / 2;
    assertThat(ingest.text(UNCERTAIN)).isEqualTo(Long.toString(121_000 + pause + 61_000));
  }

  // Live readings come ahead of a backlog: the boot has the date of a later batch of its.
  @Test
  void aBootWithoutTimeLiesBeforeTheFirstBatchOfTheBootAfterIt() throws Exception {
    ingest.offer(journal.gateway(), journal.catalogueBatch());
    bootWithoutTime();
    ingest.awaitReceipt(journal, 2);
    journal.as(NEXT, 0, ClockTrust.SYNCHRONISED);
    journal.shiftClock(Duration.ofMinutes(50));
    SealedBatch first = journal.readings(6);
    journal.shiftClock(Duration.ofHours(1));
    ingest.offer(journal.gateway(), journal.readings(7));
    await().atMost(PATIENCE).until(() -> ingest.number("select count(*) from ledger") == 3);
    assertThat(ingest.number(WAITING)).as("a number is missing").isEqualTo(1);
    ingest.offer(journal.gateway(), first);
    ingest.awaitReceipt(journal, 4);
    ingest.offer(journal.gateway(), journal.catalogueBatch());
    await().atMost(PATIENCE).until(() -> ingest.number(WAITING) == 0);
    // Nothing dates the boot of the catalogue: there is none before it.
    assertThat(ingest.text(UNCERTAIN)).isEqualTo(Long.toString(3_000_000));
  }
}
