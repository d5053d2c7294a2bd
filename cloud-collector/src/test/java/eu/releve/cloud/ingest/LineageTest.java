package eu.releve.cloud.ingest;

import static eu.releve.cloud.ingest.RunningIngest.PATIENCE;
import static eu.releve.cloud.ingest.RunningIngest.REGISTERS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import eu.releve.cloud.store.TestJournal;
import eu.releve.measure.Quality;
import eu.releve.wire.ClockTrust;
import eu.releve.wire.Facts;
import eu.releve.wire.SealedBatch;
import java.time.Duration;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Boots without time at the end of a journal in whose place another one came. */
class LineageTest {
  private static final UUID WITHOUT_TIME = new UUID(7, 7);
  private static final String WAITING = "select count(*) from undated";
  private static final String INSTANTS =
      """
      select string_agg(distinct (extract(epoch from instant) * 1000)::bigint - %d || ' ' || quality,
        ', ')
      from reading where quality <> 0
      """
          .formatted(TestJournal.START_MILLIS);

  private final RunningIngest ingest;

  LineageTest() throws Exception {
    ingest = new RunningIngest();
  }

  @AfterEach
  void stop() {
    ingest.close();
  }

  /** A dated boot of a minute, and one without time behind it, also of a minute, three batches. */
  private TestJournal old(long seed) throws Exception {
    TestJournal journal = new TestJournal("gw-1", seed, REGISTERS);
    ingest.offer(journal.gateway(), journal.catalogueBatch());
    ingest.offer(journal.gateway(), journal.readings(1));
    journal.forgetTime();
    journal.reboot(WITHOUT_TIME);
    ingest.offer(journal.gateway(), journal.readings(2));
    ingest.awaitReceipt(journal, 3);
    assertThat(ingest.number(WAITING)).isEqualTo(1);
    return journal;
  }

  /** The journal of a boot that began an hour after the first one did. */
  private static TestJournal next(long seed) {
    TestJournal journal = new TestJournal("gw-1", seed, REGISTERS);
    journal.shiftClock(Duration.ofHours(1));
    return journal;
  }

  private static SealedBatch beginning(TestJournal next, TestJournal old, long receipted) {
    String text = String.format(Locale.ROOT, "epoch %016x receipted to %d", old.epoch(), receipted);
    return next.fact(new Facts.Event(1_000, "epoch-ended", text));
  }

  private static String uncertain(long millis) {
    return millis + " " + Quality.TIME_UNCERTAIN.bits();
  }

  @Test
  void aBootWithoutTimeLiesBeforeTheBootInWhichTheNextJournalBegan() throws Exception {
    TestJournal old = old(1);
    TestJournal next = next(2);
    ingest.offer(next.gateway(), next.catalogueBatch());
    ingest.offer(next.gateway(), beginning(next, old, 3));
    ingest.awaitReceipt(next, 2);
    assertThat(ingest.number(WAITING)).as("what is carried over could be of it").isEqualTo(1);
    ingest.offer(next.gateway(), next.catalogueBatch());
    await().atMost(PATIENCE).until(() -> ingest.number(WAITING) == 0);
    // 3,600 s less 61 s of each: half of the rest lies before it.
    assertThat(ingest.text(INSTANTS)).isEqualTo(uncertain(1_800_000 + 61_000));
  }

  @Test
  void whatIsCarriedOverOfItKeepsItsDistanceFromWhatWasStored() throws Exception {
    TestJournal old = old(3);
    TestJournal next = next(4);
    UUID now = next.boot();
    ingest.offer(next.gateway(), next.catalogueBatch());
    ingest.offer(next.gateway(), beginning(next, old, 3));
    next.as(WITHOUT_TIME, 61_000, ClockTrust.UNKNOWN);
    SealedBatch carried = next.readings(3);
    next.as(now, 1_000, ClockTrust.SYNCHRONISED);
    ingest.offer(next.gateway(), next.catalogueBatch());
    await().atMost(PATIENCE).until(() -> ingest.number("select count(*) from ledger") == 6);
    assertThat(ingest.number(WAITING)).as("a number is missing").isEqualTo(1);
    ingest.offer(next.gateway(), carried);
    await().atMost(PATIENCE).until(() -> ingest.number(WAITING) == 0);
    assertThat(ingest.text(INSTANTS))
        .isEqualTo(uncertain(1_770_000 + 61_000) + ", " + uncertain(1_770_000 + 121_000));
  }

  @Test
  void journalsThatFollowEachOtherQuicklyAreFollowed() throws Exception {
    TestJournal old = old(5);
    TestJournal between = new TestJournal("gw-1", 6, REGISTERS);
    between.forgetTime();
    between.reboot(new UUID(8, 8));
    ingest.offer(between.gateway(), between.catalogueBatch());
    ingest.offer(between.gateway(), beginning(between, old, 3));
    ingest.offer(between.gateway(), between.readings(3));
    ingest.awaitReceipt(between, 3);
    TestJournal next = next(7);
    ingest.offer(next.gateway(), next.catalogueBatch());
    ingest.offer(next.gateway(), beginning(next, between, 3));
    ingest.offer(next.gateway(), next.catalogueBatch());
    await().atMost(PATIENCE).until(() -> ingest.number(WAITING) == 0);
    // 3,600 s less 61 s of each of three: a third of the rest lies before, between and behind.
    long pause = (3_600_000 - 3 * 61_000) / 3;
    assertThat(ingest.text(INSTANTS))
        .isEqualTo(
            uncertain(61_000 + pause + 61_000)
                + ", "
                + uncertain(61_000 + pause + 61_000 + pause + 61_000));
  }

  @Test
  void nobodyKnowsWhichOfTwoJournalsFollowsAndABootWaits() throws Exception {
    TestJournal old = old(8);
    for (long seed : new long[] {9, 10}) {
      TestJournal next = next(seed);
      ingest.offer(next.gateway(), next.catalogueBatch());
      ingest.offer(next.gateway(), beginning(next, old, 3));
      ingest.awaitReceipt(next, 2);
    }
    TestJournal last = next(11);
    ingest.offer(last.gateway(), last.catalogueBatch());
    ingest.awaitReceipt(last, 1);
    assertThat(ingest.number(WAITING)).isEqualTo(1);
  }
}
