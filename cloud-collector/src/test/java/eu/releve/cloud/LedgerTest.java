package eu.releve.cloud;

import static eu.releve.cloud.Delivery.number;
import static eu.releve.cloud.Delivery.text;
import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.cloud.Delivery.Box;
import eu.releve.cloud.Delivery.Told;
import eu.releve.cloud.database.TestDatabase;
import eu.releve.edge.clock.ManualClock;
import eu.releve.wire.ClockTrust;
import eu.releve.wire.Facts;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code releve ledger} answers for two dates, of the real journal and collector. */
class LedgerTest {
  private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
  private static final String REASON = "bus cellar: the journal refused for too long";

  @TempDir private Path folder;
  private Delivery delivery;
  private String database;

  @BeforeEach
  void prepare() throws Exception {
    delivery = new Delivery(folder);
    database = TestDatabase.freshUrl();
  }

  @AfterEach
  void stop() {
    delivery.close();
  }

  private Told between(Collector collector, Instant from, Instant to) throws Exception {
    return delivery.ledger(collector, "--from", from.toString(), "--to", to.toString());
  }

  private static void loses(Box box, long readings) throws Exception {
    box.journal().append(new Facts(List.of(new Facts.Loss(0, 0, readings, REASON))));
  }

  @Test
  void readingsThatTheGatewayLostBeforeTheyHadANumberAreMissing() throws Exception {
    try (Collector collector = delivery.collector(database);
        Box box = delivery.box("box")) {
      box.measures(5);
      loses(box, 700);
      delivery.delivers(box.measures(5));
      Told told = between(collector, BEGIN, BEGIN.plusSeconds(10));
      assertThat(told.exitCode()).isEqualTo(1);
      assertThat(told.said()).containsOnlyOnce(REASON).contains("700", "2026-01-01T00:00:05Z");
      assertThat(between(collector, BEGIN.plusSeconds(6), BEGIN.plusSeconds(10)).exitCode())
          .as("they were lost before")
          .isZero();
    }
  }

  @Test
  void aLossWithoutANumberOrADateConcernsEveryPeriod() throws Exception {
    try (Collector collector = delivery.collector(database);
        Box box = delivery.box("box", new ManualClock(5_000, ClockTrust.UNKNOWN))) {
      loses(box, 0);
      delivery.delivers(box);
      Told told = between(collector, BEGIN, BEGIN.plusSeconds(10));
      assertThat(told.exitCode()).isEqualTo(1);
      assertThat(told.said()).containsOnlyOnce(REASON);
    }
  }

  // Batches that waited in memory are sealed only when the journal takes them again, right before
  // the loss: what was lost may be as old as the batch before those.
  @Test
  void aLossWithoutANumberLiesBehindTheLastBatchMoreThanAnHourBefore() throws Exception {
    try (Collector collector = delivery.collector(database);
        Box box = delivery.box("box")) {
      for (int i = 0; i < 18; i++) {
        box.clock.advance(599_000);
        box.measures(1);
      }
      loses(box, 700);
      delivery.delivers(box);
      Instant told = BEGIN.plus(Duration.ofHours(3));
      Instant before = told.minus(Duration.ofHours(1));
      assertThat(between(collector, BEGIN.plusSeconds(600), before).exitCode()).isZero();
      assertThat(between(collector, before, before.plusSeconds(60)).exitCode()).isEqualTo(1);
    }
  }

  // It was thirty days behind, and its server was mended.
  @Test
  void aHoleOfABootWhoseClockWasPutRightHasItsRealDate() throws Exception {
    Duration behind = Duration.ofDays(30);
    long wrong = BEGIN.minus(behind).toEpochMilli();
    try (Collector collector = delivery.collector(database);
        Box box = delivery.box("box", new ManualClock(wrong, ClockTrust.SYNCHRONISED))) {
      box.measures(3);
      box.clock.setWall(box.clock.wallMillis() + behind.toMillis(), ClockTrust.SYNCHRONISED);
      box.measures(1);
      box.clock.advance(3_600_000);
      delivery.delivers(box.measures(20));
      assertThat(number(database, "select count(distinct wall_minus_boot) from ledger"))
          .isEqualTo(2);
      Instant right = BEGIN.plusSeconds(3_614);
      assertThat(between(collector, right, right.plusSeconds(2)).exitCode()).isZero();
      // The one before the last batch but ten: of right + 1 s.
      text(
          database,
          "with gone as (delete from ledger where seq ="
              + " (select max(seq) - 9 from ledger) returning 1) select 1");
      Told told = between(collector, right, right.plusSeconds(2));
      assertThat(told.exitCode()).isEqualTo(1);
      assertThat(told.said()).contains(right.toString(), right.plusSeconds(2).toString());
    }
  }
}
