package eu.releve.cloud.api;

import static eu.releve.cloud.ingest.RunningIngest.NOW;
import static eu.releve.cloud.ingest.RunningIngest.REGISTERS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import eu.releve.cloud.ingest.RunningIngest;
import eu.releve.cloud.store.TestJournal;
import eu.releve.wire.Facts;
import eu.releve.wire.SealedBatch;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What the ledger says of a box whose card was copied, and of a journal that took another's place.
 */
class ClonedLedgerTest {
  private static final String UNDECIDED = "select count(*) from fork where decided_at is null";

  private RunningIngest running;
  private final TestJournal real = new TestJournal("gw-1", 23, REGISTERS);
  private final TestJournal clone = new TestJournal("gw-1", 24, REGISTERS);

  @BeforeEach
  void start() throws Exception {
    running = new RunningIngest();
  }

  @AfterEach
  void stop() {
    running.close();
  }

  private void offer(TestJournal journal, SealedBatch batch) throws Exception {
    running.offer(journal.gateway(), batch);
  }

  private SealedBatch begins() {
    String text = String.format(Locale.ROOT, "epoch %016x receipted to 3", real.epoch());
    return clone.fact(new Facts.Event(1_000, "epoch-ended", text));
  }

  /** The real box has delivered three batches, then its copy begins a journal of its own. */
  private void copied() throws Exception {
    offer(real, real.catalogueBatch());
    offer(real, real.readings(1));
    offer(real, real.readings(2));
    running.awaitReceipt(real, 3);
    offer(clone, clone.catalogueBatch());
    offer(clone, begins());
    running.awaitReceipt(clone, 2);
  }

  /** The real box goes on, and it is noticed. */
  private void goesOn() throws Exception {
    running.execute("update epoch set first_seen = first_seen - interval '1 hour'");
    offer(real, real.readings(3));
    running.awaitReceipt(real, 4);
    assertThat(running.number(UNDECIDED)).isEqualTo(1);
  }

  private void decide(OptionalLong kept) throws Exception {
    assertThat(running.store.quarantine().decide(real.gateway(), kept, "anne", "a copied card"))
        .isTrue();
    assertThat(running.number(UNDECIDED)).isZero();
  }

  /** Five numbers that nobody gets, the first two of them without a word. */
  private void loses() throws Exception {
    real.skipTo(9);
    offer(real, real.fact(new Facts.Loss(7, 9, 30, "full")));
  }

  private List<String> ranges() throws Exception {
    try (Connection connection = running.connection()) {
      JsonArray ranges =
          new Missing(connection, "gw-1", NOW.minus(Duration.ofDays(2)), NOW.plusSeconds(1), NOW)
              .ranges();
      return ranges.stream()
          .map(JsonObject.class::cast)
          .map(
              range ->
                  "%d..%d lost %d missing %d"
                      .formatted(
                          range.getLong("fromSeq"),
                          range.getLong("toSeq"),
                          range.getLong("lost"),
                          range.getLong("missing")))
          .toList();
    }
  }

  @Test
  void theJournalThatIsKeptIsCompleteOrNotAsEveryOther() throws Exception {
    copied();
    goesOn();
    decide(OptionalLong.of(real.epoch()));
    assertThat(ranges()).isEmpty();
    loses();
    offer(real, real.readings(4));
    running.awaitReceipt(real, 4);
    await()
        .atMost(RunningIngest.PATIENCE)
        .untilAsserted(() -> assertThat(ranges()).containsExactly("5..9 lost 3 missing 2"));
    assertThat(running.number(UNDECIDED)).as("what was decided is not asked again").isZero();
  }

  @Test
  void ofTwoThatBothGoOnNeitherHasEndedAndNobodyIsAskedAgain() throws Exception {
    copied();
    goesOn();
    decide(OptionalLong.empty());
    offer(clone, begins());
    running.awaitReceipt(clone, 3);
    loses();
    await()
        .atMost(RunningIngest.PATIENCE)
        .untilAsserted(() -> assertThat(ranges()).containsExactly("5..9 lost 3 missing 2"));
    assertThat(running.number(UNDECIDED)).isZero();
  }

  @Test
  void behindTheEndOfAJournalNothingIsMissingAndWhatIsLostIsLost() throws Exception {
    offer(real, real.catalogueBatch());
    offer(real, real.readings(1));
    offer(real, real.readings(2));
    running.awaitReceipt(real, 3);
    loses();
    offer(clone, clone.catalogueBatch());
    offer(clone, begins());
    running.awaitReceipt(clone, 2);
    await()
        .atMost(RunningIngest.PATIENCE)
        .untilAsserted(() -> assertThat(ranges()).containsExactly("7..9 lost 3 missing 0"));
  }
}
