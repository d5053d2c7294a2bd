package eu.releve.edge.journal;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.edge.clock.ManualClock;
import eu.releve.wire.ClockTrust;
import eu.releve.wire.Facts;
import eu.releve.wire.SealedBatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalFullTest {
  private static final Limits SMALL = new Limits(1 << 20, 600_000);
  private static final int ROWS = 2_000;

  /** Three times what fits. */
  private static final int BATCHES = 200;

  private final Random random = new Random(1);
  @TempDir Path folder;

  @Test
  void storedBatchesGoFirstAndNothingIsLost() throws JournalException, IOException {
    try (Journal journal = Journal.open(folder, ManualClock.trusted(), SMALL)) {
      Samples.declare(journal);
      for (int batch = 0; batch < BATCHES; batch++) {
        SealedBatch written = journal.append(Samples.noise(random, ROWS));
        if (batch % 10 == 0) {
          journal.received(Samples.receipt(journal, written));
        }
      }

      assertThat(journal.counts().freed()).isPositive();
      assertThat(journal.counts().dropped()).isZero();
      assertThat(Files.size(folder.resolve("journal.db"))).isLessThan(2 << 20);
      assertThat(Samples.facts(journal))
          .isNotEmpty()
          .allMatch(
              fact -> fact instanceof Facts.Event event && event.code().equals("history-freed"));
      assertThat(journal.after(0, 1, 1).getFirst().header().seq())
          .as("the catalogue in force is never freed")
          .isEqualTo(1);
    }
    assertReopens();
  }

  @Test
  void whenNothingIsStoredTheOldestGoAndALossNamesEachNumber() throws JournalException {
    try (Journal journal = Journal.open(folder, ManualClock.trusted(), SMALL)) {
      Samples.declare(journal);
      for (int batch = 0; batch < BATCHES; batch++) {
        journal.append(Samples.noise(random, ROWS));
      }

      assertEveryNumberIsHeldOrDeclared(journal);
      assertThat(journal.counts().dropped()).isPositive();
      long declared = 0;
      for (Facts.Fact fact : Samples.facts(journal)) {
        declared += fact instanceof Facts.Loss loss ? loss.readings() : 0;
      }
      assertThat(journal.counts().droppedReadings()).isEqualTo(declared).isPositive();
    }
    assertReopens();
  }

  @Test
  void aTimeFactOutlivesTheBatchThatCarriedIt() throws JournalException {
    ManualClock clock = new ManualClock(5_000, ClockTrust.UNKNOWN);
    try (Journal journal = Journal.open(folder, clock, SMALL)) {
      Samples.declare(journal);
      journal.append(Samples.readings(1));
      clock.setWall(1_767_225_600_000L, ClockTrust.SYNCHRONISED);
      for (int batch = 0; batch < BATCHES; batch++) {
        journal.append(Samples.noise(random, ROWS));
      }
      assertThat(Samples.facts(journal))
          .contains(new Facts.Time(clock.bootId(), 1_767_225_600_000L));
    }
  }

  // What a new store lacks and the journal no longer holds must be declared, or its receipts stop.
  @Test
  void anotherStoreIsToldWhatIsNoLongerHeld() throws JournalException {
    try (Journal journal = Journal.open(folder, ManualClock.trusted(), SMALL)) {
      Samples.declare(journal);
      for (int batch = 0; batch < BATCHES; batch++) {
        journal.received(Samples.receipt(journal, journal.append(Samples.noise(random, ROWS))));
      }
      assertThat(journal.received(Samples.nothing(journal, new UUID(8, 8))))
          .isInstanceOf(Acceptance.Moved.class);
      assertEveryNumberIsHeldOrDeclared(journal);
      assertThat(journal.depth().batches()).isEqualTo(Samples.all(journal).size());
    }
    assertReopens();
  }

  private void assertReopens() throws JournalException {
    try (Journal journal = Journal.open(folder, ManualClock.trusted(), SMALL)) {
      assertThat(journal.counts().setAside()).isZero();
      journal.append(Samples.noise(random, ROWS));
    }
  }

  private static void assertEveryNumberIsHeldOrDeclared(Journal journal) throws JournalException {
    List<Facts.Fact> facts = Samples.facts(journal);
    List<Long> held = Samples.all(journal).stream().map(batch -> batch.header().seq()).toList();
    for (long seq = 1; seq <= journal.depth().lastSeq(); seq++) {
      long number = seq;
      long declared =
          facts.stream()
              .filter(
                  fact ->
                      fact instanceof Facts.Loss loss
                          && loss.fromSeq() <= number
                          && number <= loss.toSeq())
              .count();
      assertThat(declared + (held.contains(number) ? 1 : 0)).as("batch %d", number).isEqualTo(1);
    }
  }
}
