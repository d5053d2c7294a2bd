package eu.releve.edge.journal;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.edge.clock.ManualClock;
import eu.releve.wire.ClockTrust;
import eu.releve.wire.Digest;
import eu.releve.wire.Facts;
import eu.releve.wire.Readings;
import eu.releve.wire.Receipt;
import eu.releve.wire.SealedBatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalFullTest {
  private static final Limits SMALL = new Limits(1 << 20, 128 << 10, 600_000);
  private static final int ROWS = 2_000;

  /** Three times what fits. */
  private static final int BATCHES = 200;

  private final Random random = new Random(1);
  private final ManualClock clock = ManualClock.trusted();
  @TempDir Path folder;

  @Test
  void storedSegmentsGoFirstAndNothingIsLost() throws JournalException, IOException {
    try (Journal journal = open()) {
      Samples.declare(journal);
      for (int batch = 0; batch < BATCHES; batch++) {
        SealedBatch written = journal.append(Samples.noise(random, ROWS));
        if (batch % 10 == 0) {
          journal.received(Samples.receipt(journal, written));
        }
      }

      assertThat(journal.counts().freed()).isPositive();
      assertThat(journal.counts().thinned()).isZero();
      assertThat(journal.counts().dropped()).isZero();
      assertThat(bytes()).isLessThan(2 << 20);
      assertThat(Samples.facts(journal))
          .isNotEmpty()
          .allMatch(
              fact -> fact instanceof Facts.Event event && event.code().equals("history-freed"));
    }
    assertReopens();
  }

  @Test
  void whenNothingIsStoredTheOldestIsThinnedAndALossNamesEachNumber() throws Exception {
    try (Journal journal = open()) {
      Samples.declare(journal);
      for (int batch = 0; batch < BATCHES; batch++) {
        journal.append(Samples.noise(random, ROWS));
      }

      assertEveryNumberIsHeldOrDeclared(journal);
      assertThat(journal.counts().thinned()).isPositive();
      assertThat(journal.counts().dropped()).isZero();
      long declared = 0;
      for (Facts.Fact fact : Samples.facts(journal)) {
        declared += fact instanceof Facts.Loss loss ? loss.readings() : 0;
      }
      long held = journal.depth().readings();
      assertThat(held + journal.counts().thinnedReadings()).isEqualTo(BATCHES * (long) ROWS);
      assertThat(declared).isEqualTo(journal.counts().thinnedReadings());
      assertThat(bytes()).isLessThan(2 << 20);
    }
    assertReopens();
  }

  // One reading in each quarter-hour is the first and the last: there is nothing to thin.
  @Test
  void whatThinningDoesNotHelpIsDroppedAndALossNamesEachNumber() throws Exception {
    try (Journal journal = open()) {
      Samples.declare(journal);
      for (int batch = 0; batch < BATCHES; batch++) {
        List<Readings.Row> rows = new ArrayList<>();
        for (int row = 0; row < ROWS; row++) {
          long bootMillis = 900_000L * (batch * (long) ROWS + row);
          rows.add(new Readings.Row(1, bootMillis, random.nextLong() >>> 12, 0));
        }
        journal.append(new Readings(rows));
      }

      assertEveryNumberIsHeldOrDeclared(journal);
      assertThat(journal.counts().thinned()).isZero();
      assertThat(journal.counts().dropped()).isPositive();
      assertThat(journal.depth().readings() + journal.counts().droppedReadings())
          .isEqualTo(BATCHES * (long) ROWS);
    }
    assertReopens();
  }

  @Test
  void aTimeFactOutlivesTheBatchThatCarriedIt() throws JournalException {
    ManualClock lost = new ManualClock(5_000, ClockTrust.UNKNOWN);
    try (Journal journal = Journal.open(folder, lost, SMALL)) {
      Samples.declare(journal);
      journal.append(Samples.readings(1));
      lost.setWall(1_767_225_600_000L, ClockTrust.SYNCHRONISED);
      for (int batch = 0; batch < BATCHES; batch++) {
        journal.append(Samples.noise(random, ROWS));
      }
      assertThat(Samples.facts(journal))
          .contains(new Facts.Time(lost.bootId(), 1_767_225_600_000L));
    }
  }

  // What a new store lacks and the journal no longer holds must be declared, or its receipts stop.
  // What the collector declares lost of the epoch before depends on them.
  @Test
  void thatAnEpochEndedOutlivesTheBatchThatSaidIt() throws JournalException {
    try (Journal journal = open()) {
      Samples.declare(journal);
      SealedBatch stored = journal.append(Samples.readings(1));
      journal.received(Samples.receipt(journal, stored));
      journal.received(new Receipt(Samples.STORE, journal.epoch(), 99, Digest.NONE));
      UUID boot = clock.bootId();
      clock.reboot();
      for (int batch = 0; batch < BATCHES; batch++) {
        journal.append(Samples.noise(random, ROWS));
      }
      assertThat(Samples.all(journal).getFirst().header().seq()).isGreaterThan(20);
      List<SealedBatch> telling =
          Samples.all(journal).stream().filter(batch -> tells(batch, "epoch-ended")).toList();
      assertThat(telling)
          .singleElement()
          .satisfies(batch -> assertThat(batch.header().bootId()).isEqualTo(boot))
          .satisfies(batch -> assertThat(tells(batch, "journal-forked")).isTrue());
    }
  }

  private static boolean tells(SealedBatch batch, String code) {
    return Samples.facts(batch).stream()
        .anyMatch(fact -> fact instanceof Facts.Event event && event.code().equals(code));
  }

  @Test
  void anotherStoreIsToldWhatIsNoLongerHeld() throws JournalException {
    try (Journal journal = open()) {
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

  // The power may go after the fact and before the file: then the file goes at the next start.
  @Test
  void aSegmentThatMadeRoomAndIsStillThereGoesAtTheNextStart() throws Exception {
    Path oldest;
    byte[] bytes;
    try (Journal journal = open()) {
      Samples.declare(journal);
      while (Samples.segments(folder).size() < 3) {
        journal.append(Samples.noise(random, ROWS));
      }
      oldest = Samples.segments(folder).getFirst();
      bytes = Files.readAllBytes(oldest);
      while (Files.exists(oldest)) {
        journal.append(Samples.noise(random, ROWS));
      }
    }
    Files.write(oldest, bytes);
    try (Journal journal = open()) {
      assertThat(oldest).doesNotExist();
      assertEveryNumberIsHeldOrDeclared(journal);
    }
  }

  // The first look clears it away before it sees the damage, the second must not miss it.
  @Test
  void damageBesideASegmentThatMadeRoomBeginsANewEpochAndStopsNothing() throws Exception {
    Path oldest;
    byte[] bytes;
    long epoch;
    try (Journal journal = open()) {
      epoch = journal.epoch();
      Samples.declare(journal);
      while (Samples.segments(folder).size() < 3) {
        journal.append(Samples.noise(random, ROWS));
      }
      oldest = Samples.segments(folder).getFirst();
      bytes = Files.readAllBytes(oldest);
      while (Files.exists(oldest)) {
        journal.append(Samples.noise(random, ROWS));
      }
    }
    Files.write(oldest, bytes);
    try (Connection newest = Segment.connect(Samples.segments(folder).getLast(), false);
        Statement changing = newest.createStatement()) {
      changing.execute("update register set number = 9 where number = 2");
    }
    try (Journal journal = open()) {
      assertThat(journal.epoch()).isNotEqualTo(epoch);
      assertThat(journal.counts().damaged()).isEqualTo(1);
      assertThat(oldest).doesNotExist();
    }
  }

  private long bytes() throws IOException {
    long bytes = 0;
    for (Path segment : Samples.segments(folder)) {
      bytes += Files.size(segment);
    }
    return bytes;
  }

  private Journal open() throws JournalException {
    return Journal.open(folder, clock, SMALL);
  }

  private void assertReopens() throws JournalException {
    try (Journal journal = open()) {
      assertThat(journal.counts().damaged()).isZero();
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

  // A collector takes no batch that names more, and lost numbers that follow each other are merged.
  @Test
  void aLossNeverNamesMoreNumbersThanACollectorTakes() throws Exception {
    try (Journal journal = open()) {
      Samples.declare(journal);
      long most = Facts.Loss.NUMBERS_MAX;
      journal.append(new Facts(Facts.Loss.range(1, most, "held no more")));
      journal.append(new Facts(Facts.Loss.range(most + 1, 2 * most - 100_000, "held no more")));
      for (int batch = 0; batch < BATCHES; batch++) {
        journal.append(Samples.noise(random, ROWS));
      }
      assertThat(Samples.facts(journal))
          .filteredOn(Facts.Loss.class::isInstance)
          .extracting(fact -> ((Facts.Loss) fact).toSeq() - ((Facts.Loss) fact).fromSeq())
          .isNotEmpty()
          .allMatch(numbers -> numbers < most);
      assertThat(Samples.facts(journal))
          .filteredOn(Facts.Loss.class::isInstance)
          .extracting(fact -> ((Facts.Loss) fact).toSeq())
          .contains(most, 2 * most - 100_000);
    }
  }

  @Test
  void aJournalThatMayBeSmallerFromNowOnMakesRoomDownToThat() throws Exception {
    Limits smaller = new Limits(256 << 10, 64 << 10, 600_000);
    try (Journal journal = open()) {
      Samples.declare(journal);
      for (int batch = 0; batch < BATCHES; batch++) {
        journal.append(Samples.noise(random, ROWS));
      }
      assertThat(bytes()).isGreaterThan(smaller.bytesMax());
    }
    try (Journal journal = Journal.open(folder, clock, smaller)) {
      journal.append(Samples.noise(random, ROWS));
      assertThat(bytes()).isLessThan(2 * smaller.bytesMax());
      assertEveryNumberIsHeldOrDeclared(journal);
    }
    assertReopens();
  }
}
