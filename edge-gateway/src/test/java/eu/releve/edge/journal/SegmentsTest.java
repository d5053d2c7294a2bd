package eu.releve.edge.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eu.releve.edge.clock.ManualClock;
import eu.releve.wire.BatchKind;
import eu.releve.wire.Facts;
import eu.releve.wire.SealedBatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A journal of many small segments. */
class SegmentsTest {
  private static final Limits SMALL = new Limits(64L << 20, 64L << 10, 600_000);
  private static final int ROWS = 500;

  private final ManualClock clock = ManualClock.trusted();
  private final Random random = new Random(3);
  private final Map<Long, SealedBatch> written = new TreeMap<>();
  @TempDir Path folder;
  @TempDir Path aside;

  @Test
  void aSegmentIsFullAtItsBoundAndTheNextBeginsWithTheCatalogue() throws Exception {
    fill(100);
    List<Path> segments = Samples.segments(folder);
    assertThat(segments).hasSizeGreaterThan(5);
    for (Path segment : segments.subList(0, segments.size() - 1)) {
      assertThat(Files.size(segment)).isBetween(64L << 10, 80L << 10);
      assertThat(segment.resolveSibling(segment.getFileName() + "-wal")).doesNotExist();
      try (Segment sealed = Segment.read(segment)) {
        assertThat(sealed.next(0).orElseThrow().kind()).isEqualTo(BatchKind.CATALOGUE);
        assertThat(sealed.registers()).hasSize(2);
      }
    }
    assertEverythingIsHeldBut(0, 0);
  }

  @Test
  void portionsGoOverTheSeams() throws Exception {
    fill(60);
    try (Journal journal = open()) {
      List<Long> seqs = new ArrayList<>();
      List<SealedBatch> portion = journal.after(0, 7, 9_000);
      while (!portion.isEmpty()) {
        assertThat(portion).hasSizeLessThanOrEqualTo(7);
        portion.forEach(batch -> seqs.add(batch.header().seq()));
        portion = journal.after(seqs.getLast(), 7, 9_000);
      }
      assertThat(seqs).hasSize((int) journal.depth().lastSeq()).isSorted().doesNotHaveDuplicates();
    }
  }

  @Test
  void aFlippedBitInASealedSegmentCostsThatBatchAlone() throws Exception {
    fill(100);
    Samples.flip(segmentOf(25), written(25).bytes());
    assertEverythingIsHeldBut(25, 25);
  }

  @Test
  void aSegmentThatIsNoDatabaseAnyMoreCostsWhatWasInIt() throws Exception {
    fill(100);
    Path third = Samples.segments(folder).get(2);
    Files.write(third, new byte[70_000]);
    assertEverythingIsHeldBut(from(2), from(3) - 1);
    assertThat(folder.resolve("damaged-1.db")).exists();
  }

  @Test
  void aSegmentThatIsGoneIsALossOfItsNumbers() throws Exception {
    fill(100);
    long from = from(2);
    long to = from(3) - 1;
    Files.delete(Samples.segments(folder).get(2));
    assertEverythingIsHeldBut(from, to);
  }

  // What was declared later in the journal says nothing of numbers before it.
  @Test
  void aSegmentThatIsGoneBelowADamageThatWasDeclaredIsALossToo() throws Exception {
    fill(100);
    long hurt = from(3) + 2;
    Samples.flip(segmentOf(hurt), written(hurt).bytes());
    open().close();
    long from = from(1);
    long to = from(2) - 1;
    Files.delete(Samples.segments(folder).get(1));
    for (int start = 0; start < 2; start++) {
      try (Journal journal = open()) {
        assertThat(held(journal)).doesNotContainKeys(from, to, hurt).containsKey(to + 1);
        assertEachNumberIsHeldOrDeclared(journal);
      }
    }
  }

  @Test
  void aPageOfZerosInASealedSegmentCostsNothingBesideIt() throws Exception {
    fill(100);
    Path third = Samples.segments(folder).get(2);
    long from = from(2);
    long to = from(3) - 1;
    Samples.overwrite(third, 9 * 4_096, new byte[4_096]);
    try (Journal journal = open()) {
      Map<Long, SealedBatch> held = held(journal);
      for (SealedBatch batch : written.values()) {
        long seq = batch.header().seq();
        if (seq < from || seq > to) {
          assertThat(held.get(seq))
              .as("batch %d", seq)
              .extracting(SealedBatch::digest)
              .isEqualTo(batch.digest());
        }
      }
      assertEachNumberIsHeldOrDeclared(journal);
    }
  }

  // A card decays while the gateway runs, too.
  @Test
  void damageThatIsFoundWhileRunningIsMendedAndSaid() throws Exception {
    fill(100);
    try (Journal journal = open()) {
      Samples.flip(segmentOf(25), written(25).bytes());
      Map<Long, SealedBatch> held = held(journal);
      assertThat(held).doesNotContainKey(25L);
      assertEachNumberIsHeldOrDeclared(journal);
      assertThat(journal.counts().damaged()).isEqualTo(1);
    }
    assertEverythingIsHeldBut(25, 25);
  }

  // What a disk that refused a sealing leaves: SQLite's own journal beside a file half written.
  // A disk that does not answer for a moment: who reads must not pass over what was acknowledged.
  @Test
  void aSegmentWhoseFileCannotBeLookedAtWhenItIsFullIsNotPassedOver() throws Exception {
    Path own = folder.resolve("own");
    Random random = new Random(3);
    List<Long> acknowledged = new ArrayList<>();
    try (Journal journal =
        Journal.open(own, ManualClock.trusted(), new Limits(1 << 20, 64 << 10, 0))) {
      Samples.declare(journal);
      Path first = Samples.segments(own).getFirst();
      Path away = own.resolve("away");
      Files.move(first, away);
      while (Samples.segments(own).isEmpty()) {
        try {
          acknowledged.add(journal.append(Samples.noise(random, 500)).header().seq());
        } catch (JournalException refused) {
          assertThat(refused).hasMessageContaining("segment");
        }
      }
      Files.move(away, first);
      assertThat(Samples.all(journal))
          .extracting(batch -> batch.header().seq())
          .containsAll(acknowledged);
    }
  }

  @Test
  void aSealingThatWasCutShortIsFinishedWhenTheSegmentIsRead() throws Exception {
    fill(100);
    try (Journal journal = open()) {
      Path sealed = segmentOf(25);
      Path undo = sealed.resolveSibling(sealed.getFileName() + "-journal");
      cutShort(sealed, undo);
      assertThat(undo).isNotEmptyFile();
      Map<Long, SealedBatch> held = held(journal);
      assertThat(held.keySet()).isEqualTo(written.keySet());
      assertThat(held.get(25L)).extracting(SealedBatch::digest).isEqualTo(written(25).digest());
      assertThat(journal.counts().damaged()).isZero();
      assertThat(undo).doesNotExist();
    }
    assertEverythingIsHeldBut(0, 0);
  }

  /** The file and its journal as they are in the middle of a change that does not end. */
  private void cutShort(Path file, Path undo) throws Exception {
    Path copy = Files.copy(file, aside.resolve("segment.db"));
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + copy);
        Statement jdbc = connection.createStatement()) {
      // Too small for what changes: pages are written before the end.
      jdbc.execute("pragma cache_size = 2");
      jdbc.execute("begin immediate");
      jdbc.execute("update batch set readings = readings + 1");
      Files.copy(copy, file, StandardCopyOption.REPLACE_EXISTING);
      Files.copy(aside.resolve("segment.db-journal"), undo);
      jdbc.execute("rollback");
    }
  }

  @Test
  void segmentsOfTwoEpochsAreNotMixed() throws Exception {
    fill(10);
    Files.copy(Samples.segments(folder).getFirst(), new SegmentName(4711, 1).in(folder));
    assertThatThrownBy(this::open)
        .isInstanceOf(JournalException.class)
        .hasMessageContaining("segments of one epoch");
  }

  @Test
  void theJournalOfAProgramWithoutSegmentsGoesOn() throws Exception {
    long epoch = fill(5);
    Path only = Samples.segments(folder).getFirst();
    Path oneFile = folder.resolve("journal.db");
    Files.move(only, oneFile);
    sql(oneFile, "alter table standing drop column freed");
    sql(oneFile, "update standing set format = 1");
    try (Journal journal = open()) {
      assertThat(journal.epoch()).isEqualTo(epoch);
      assertThat(journal.append(Samples.readings(1)).header().seq()).isEqualTo(written.size() + 1);
    }
    assertThat(oneFile).doesNotExist();
    assertEverythingIsHeldBut(0, 0);
  }

  private static void sql(Path file, String statement) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement jdbc = connection.createStatement()) {
      jdbc.execute(statement);
    }
  }

  private long fill(int batches) throws Exception {
    try (Journal journal = open()) {
      Samples.declare(journal);
      for (int batch = 0; batch < batches; batch++) {
        journal.append(Samples.noise(random, ROWS));
      }
      written.putAll(held(journal));
      return journal.epoch();
    }
  }

  private SealedBatch written(long seq) {
    return Optional.ofNullable(written.get(seq)).orElseThrow();
  }

  private long from(int segment) throws IOException {
    return Segments.namesIn(folder).get(segment).firstSeq();
  }

  private Path segmentOf(long seq) throws IOException {
    return Segments.namesIn(folder).stream()
        .filter(name -> name.firstSeq() <= seq)
        .reduce((before, after) -> after)
        .orElseThrow()
        .in(folder);
  }

  /** Now and after another start; what is missing is named once, at the first. */
  private void assertEverythingIsHeldBut(long from, long to) throws Exception {
    for (int start = 0; start < 2; start++) {
      try (Journal journal = open()) {
        Map<Long, SealedBatch> held = held(journal);
        for (SealedBatch batch : written.values()) {
          long seq = batch.header().seq();
          if (from <= seq && seq <= to) {
            assertThat(held).doesNotContainKey(seq);
          } else {
            assertThat(held.get(seq))
                .as("batch %d", seq)
                .extracting(SealedBatch::digest)
                .isEqualTo(batch.digest());
          }
        }
        assertEachNumberIsHeldOrDeclared(journal);
      }
    }
  }

  private static void assertEachNumberIsHeldOrDeclared(Journal journal) throws JournalException {
    Map<Long, SealedBatch> held = held(journal);
    List<Facts.Fact> facts = Samples.facts(journal);
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
      assertThat(declared + (held.containsKey(number) ? 1 : 0)).as("batch %d", seq).isEqualTo(1);
    }
  }

  private static Map<Long, SealedBatch> held(Journal journal) throws JournalException {
    Map<Long, SealedBatch> held = new TreeMap<>();
    for (SealedBatch batch : Samples.all(journal)) {
      held.put(batch.header().seq(), batch);
    }
    return held;
  }

  private Journal open() throws JournalException {
    return Journal.open(folder, clock, SMALL);
  }
}
