package eu.releve.edge.journal;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.edge.clock.ManualClock;
import eu.releve.wire.Facts;
import eu.releve.wire.SealedBatch;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damage in the segment that was being written: what is sound of it goes on in a new epoch. */
class JournalDamageTest {
  private static final int BATCHES = 50;
  private static final int ROWS = 200;

  private final ManualClock clock = ManualClock.trusted();
  private final List<SealedBatch> written = new ArrayList<>();
  private long epoch;
  @TempDir Path folder;

  @BeforeEach
  void fill() throws JournalException {
    Random random = new Random(2);
    written.clear();
    try (Journal journal = Journal.open(folder, clock)) {
      Samples.declare(journal);
      for (int batch = 0; batch < BATCHES; batch++) {
        written.add(journal.append(Samples.noise(random, ROWS)));
      }
      epoch = journal.epoch();
    }
  }

  @Test
  void aFlippedBitCostsTheBatchAndNoOther() throws IOException, JournalException {
    Samples.flip(newest(), written.get(30).bytes());
    assertNewEpochWithReadings((BATCHES - 1) * ROWS);
  }

  @Test
  void aPageOfZerosCostsTheBatchesOnIt() throws IOException, JournalException {
    Samples.overwrite(newest(), Files.size(newest()) / 8192 * 4096, new byte[4_096]);
    try (Journal journal = Journal.open(folder, clock)) {
      assertThat(journal.depth().readings())
          .isBetween((BATCHES - 8) * (long) ROWS, (BATCHES - 1) * (long) ROWS);
    }
  }

  @Test
  void aFileWithoutBeginningAnEmptyFileAndACutFileAreFound() throws IOException, JournalException {
    Samples.overwrite(newest(), 0, new byte[4_096]);
    assertNewEpochWithReadings(0);
    fill();
    Files.write(newest(), new byte[0]);
    assertNewEpochWithReadings(0);
    fill();
    try (FileChannel channel = FileChannel.open(newest(), StandardOpenOption.WRITE)) {
      channel.truncate(channel.size() / 2);
    }
    try (Journal journal = Journal.open(folder, clock)) {
      assertThat(journal.epoch()).isNotEqualTo(epoch);
      assertThat(Samples.facts(journal).getFirst()).isInstanceOf(Facts.Loss.class);
    }
  }

  // Nothing but the words in it says that such a page is damaged.
  @Test
  void aDecayedRegisterOrStandingIsDamageAndStopsNothing() throws Exception {
    for (String decay :
        List.of(
            "update register set name = 'water-volumd' where name = 'water-volume'",
            "update register set meter = 'W3B' where meter = 'w3b'",
            "update register set number = 9 where number = 2",
            "update standing set store = x'0102'",
            "update standing set gone = -1")) {
      for (Path file : Samples.segments(folder)) {
        Files.delete(file);
      }
      fill();
      sql(decay);
      assertNewEpochWithReadings(BATCHES * ROWS);
    }
  }

  private void sql(String statement) throws IOException, SQLException {
    try (Connection connection = Segment.connect(newest(), false);
        Statement changing = connection.createStatement()) {
      changing.execute(statement);
    }
  }

  @Test
  void damagedFilesDoNotFillTheDisk() throws IOException, JournalException {
    for (int time = 0; time < 6; time++) {
      Files.write(newest(), new byte[100]);
      assertNewEpochWithReadings(0);
    }
    try (var files = Files.list(folder)) {
      assertThat(files.filter(file -> file.toString().contains("damaged"))).hasSize(3);
    }
  }

  // The power may go between any two of the steps that put another epoch in place.
  @Test
  void aBeginningThatNothingDecidedForIsClearedAway() throws Exception {
    try (Segment draft =
        Segment.draft(
            Segment.draftOf(new SegmentName(77, 1).in(folder)), Standing.ofNew(77), Map.of())) {
      assertThat(draft.last()).isEmpty();
    }
    try (Journal journal = Journal.open(folder, clock)) {
      assertThat(journal.epoch()).isEqualTo(epoch);
      assertThat(journal.depth().readings()).isEqualTo(BATCHES * (long) ROWS);
    }
    assertThat(Samples.segments(folder)).hasSize(1);
  }

  @Test
  void anEpochThatWasDecidedForTakesTheOthersPlace() throws Exception {
    Path name = new SegmentName(77, 1).in(folder);
    try (Segment draft = Segment.draft(Segment.draftOf(name), Standing.ofNew(77), Map.of())) {
      assertThat(draft.last()).isEmpty();
    }
    new Succession(folder).begin(77, Optional.of(newest()));
    try (Journal journal = Journal.open(folder, clock)) {
      assertThat(journal.epoch()).isEqualTo(77);
    }
    assertThat(Samples.segments(folder)).containsExactly(name);
    assertThat(folder.resolve("damaged-1.db")).exists();
    assertThat(folder.resolve("succession")).doesNotExist();
  }

  // Opening checks what no receipt covers; the rest is read again only when another store asks.
  @Test
  void aBatchThatDecayedUnseenIsDeclaredLostAndHoldsUpNobody()
      throws IOException, JournalException {
    try (Journal journal = Journal.open(folder, clock)) {
      journal.received(Samples.receipt(journal, written.getLast()));
    }
    Samples.flip(newest(), written.getFirst().bytes());
    try (Journal journal = Journal.open(folder, clock)) {
      journal.received(Samples.nothing(journal, new UUID(8, 8)));
      Depth before = journal.depth();

      assertThat(journal.after(0, 3, Long.MAX_VALUE))
          .extracting(batch -> batch.header().seq())
          .containsExactly(1L, 3L);
      assertThat(journal.depth().readings()).isEqualTo(before.readings() - ROWS);
      assertThat(Samples.facts(journal))
          .filteredOn(Facts.Loss.class::isInstance)
          .singleElement()
          .isInstanceOfSatisfying(
              Facts.Loss.class,
              loss -> {
                assertThat(loss.fromSeq()).isEqualTo(2);
                assertThat(loss.toSeq()).isEqualTo(2);
                assertThat(loss.readings()).isEqualTo(ROWS);
              });
    }
    try (Journal journal = Journal.open(folder, clock)) {
      assertThat(journal.epoch()).isEqualTo(epoch);
      assertThat(journal.counts().damaged()).isZero();
    }
  }

  private void assertNewEpochWithReadings(long readings) throws JournalException, IOException {
    try (Journal journal = Journal.open(folder, clock)) {
      assertThat(journal.epoch()).isNotEqualTo(epoch);
      assertThat(journal.counts().damaged()).isEqualTo(1);
      assertThat(journal.depth().readings()).isEqualTo(readings);
      assertThat(Samples.facts(journal))
          .singleElement()
          .isInstanceOfSatisfying(
              Facts.Loss.class,
              loss -> assertThat(loss.reason()).contains("journal damaged: ", "new epoch"));
      Samples.declare(journal);
      journal.append(Samples.readings(1));
      epoch = journal.epoch();
    }
    assertThat(folder.resolve("damaged-1.db")).exists();
    assertThat(folder.resolve("succession")).doesNotExist();
    try (Journal journal = Journal.open(folder, clock)) {
      assertThat(journal.epoch()).isEqualTo(epoch);
      assertThat(journal.depth().readings()).isEqualTo(readings + 1);
    }
  }

  private Path newest() throws IOException {
    return Samples.segments(folder).getLast();
  }
}
