package eu.releve.edge.journal;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.edge.clock.ManualClock;
import eu.releve.wire.Facts;
import eu.releve.wire.Receipt;
import eu.releve.wire.SealedBatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** The store is an older backup of itself, the gateway was killed, and room was freed meanwhile. */
class OlderBackupTest {
  private static final Limits SMALL = new Limits(512 << 10, 64 << 10, 600_000);
  private static final int ROWS = 1_000;

  private final ManualClock clock = ManualClock.trusted();
  @TempDir private Path folder;

  @Test
  void everyNumberThatTheStoreLacksIsHeldOrDeclaredWheneverTheGatewayWasKilled() throws Exception {
    long seed = Long.getLong("releve.seed", System.nanoTime());
    System.out.println("older backup: seed " + seed);
    Random random = new Random(seed);
    for (int round = 0; round < 12; round++) {
      Path at = Files.createDirectory(folder.resolve("round-" + round));
      Map<Long, SealedBatch> written = new HashMap<>();
      long receipted = 0;
      long seen = 0;
      try (Journal journal = Journal.open(at, clock, SMALL)) {
        Samples.declare(journal);
        int batches = 40 + random.nextInt(60);
        for (int batch = 0; batch < batches; batch++) {
          clock.advance(60_000);
          SealedBatch last = journal.append(Samples.noise(random, ROWS));
          for (SealedBatch one : journal.after(seen, Integer.MAX_VALUE, Long.MAX_VALUE)) {
            written.put(one.header().seq(), one);
            seen = one.header().seq();
          }
          if (random.nextInt(4) == 0) {
            journal.received(Samples.receipt(journal, last));
            receipted = last.header().seq();
          }
        }
        // Killed: what stands on the disk is all that the next process knows.
        copy(at, folder.resolve("killed-" + round));
      }
      long backup = receipted == 0 ? 0 : random.nextLong(receipted + 1);
      try (Journal journal = Journal.open(folder.resolve("killed-" + round), clock, SMALL)) {
        Receipt whole =
            backup == 0
                ? Samples.nothing(journal, Samples.STORE)
                : Samples.receipt(journal, Objects.requireNonNull(written.get(backup)));
        if (receipted > 0) {
          assertThat(journal.answered(whole)).isNotInstanceOf(Acceptance.Forked.class);
        }
        everyNumberIsHeldOrDeclared(journal, backup, "seed %d round %d".formatted(seed, round));
      }
    }
  }

  // A full disk, a segment that was just begun, and a kill before its first batch.
  @Test
  void theSegmentToWhichTheNextBatchIsChainedIsNotFreedForIt() throws Exception {
    SQLException full = new SQLiteException("full", SQLiteErrorCode.SQLITE_FULL);
    justBegun();
    Opening.Found found = new Opening(folder, clock, SMALL, Tuning.USUAL).find();
    try (Stream stream = found.stream()) {
      assertThat(stream.segments().sealed()).hasSize(1);
      assertThat(stream.segments().spare(full, Long.MAX_VALUE)).isEmpty();
    }
  }

  @Test
  void whereTheBatchBeforeIsGoneTheJournalBeginsAnewForNoStoreWouldTakeWhatFollows()
      throws Exception {
    Path before = justBegun();
    Files.delete(before);
    long epoch = SegmentName.of(before).orElseThrow().epoch();
    try (Journal journal = Journal.open(folder, clock, SMALL)) {
      assertThat(journal.epoch()).isNotEqualTo(epoch);
      assertThat(Samples.facts(journal))
          .anyMatch(
              fact ->
                  fact instanceof Facts.Event event
                      && event.code().equals("epoch-ended")
                      && event.text().equals("epoch %016x receipted to 3".formatted(epoch)));
    }
  }

  /** A journal of three stored batches behind which a segment was begun; gives its first file. */
  private Path justBegun() throws Exception {
    long epoch;
    try (Journal journal = Journal.open(folder, clock, SMALL)) {
      Samples.declare(journal);
      journal.append(Samples.readings(1));
      journal.received(Samples.receipt(journal, journal.append(Samples.readings(2))));
      epoch = journal.epoch();
    }
    Path first = Samples.segments(folder).getFirst();
    Standing standing = Standing.ofNew(epoch).receipted(Samples.STORE, 3);
    Segment.create(new SegmentName(epoch, 4).in(folder), standing, Samples.NUMBERS);
    return first;
  }

  private static void everyNumberIsHeldOrDeclared(Journal journal, long after, String where)
      throws JournalException {
    List<Long> held = Samples.all(journal).stream().map(batch -> batch.header().seq()).toList();
    List<Facts.Fact> facts = Samples.facts(journal);
    for (long seq = after + 1; seq <= journal.depth().lastSeq(); seq++) {
      long number = seq;
      boolean isDeclared =
          facts.stream()
              .anyMatch(
                  fact ->
                      fact instanceof Facts.Loss loss
                          && loss.fromSeq() <= number
                          && number <= loss.toSeq());
      assertThat(isDeclared || held.contains(number)).as("%s, batch %d", where, number).isTrue();
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectory(to);
    try (var files = Files.list(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
  }
}
