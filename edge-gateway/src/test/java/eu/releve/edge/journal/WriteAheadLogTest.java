package eu.releve.edge.journal;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.edge.clock.ManualClock;
import eu.releve.wire.Facts;
import eu.releve.wire.Readings;
import eu.releve.wire.SealedBatch;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The log of the newest segment decays, is cut or goes while the gateway is off: what was
 * acknowledged is there, or a fact says that it is not, and no number comes twice.
 *
 * <p>{@code -Dreleve.soak=true} flips 20 times as many bits; {@code -Dreleve.seed=S} repeats a run.
 */
class WriteAheadLogTest {
  private static final int BATCHES = 64;
  private static final int ROWS = 30;
  private static final int HEAD = 32;
  private static final int FRAME = 24 + 4_096;
  private static final int SECTOR = 512;

  private final long seed = Long.getLong("releve.seed", System.nanoTime());
  private final int flips = Boolean.getBoolean("releve.soak") ? 4_000 : 200;
  private final Random random = new Random(seed);
  private final ManualClock clock = ManualClock.trusted();
  private final Map<Long, byte[]> acknowledged = new HashMap<>();
  private long epoch;
  @TempDir Path temporary;

  @BeforeEach
  void killAGatewayInTheMiddle() throws JournalException, IOException {
    System.out.println("seed of the log's damage: " + seed);
    try (Journal journal = Journal.open(temporary.resolve("running"), clock)) {
      Samples.declare(journal);
      for (int batch = 0; batch < BATCHES; batch++) {
        clock.advance(60_000);
        append(journal);
      }
      epoch = journal.epoch();
      copy(temporary.resolve("running"), temporary.resolve("killed"));
    }
  }

  @Test
  void aKillAloneLosesNothing() throws JournalException, IOException {
    try (Journal journal = Journal.open(killed(), clock)) {
      assertThat(journal.epoch()).isEqualTo(epoch);
      assertHeldUpTo(journal, BATCHES + 1);
    }
  }

  @Test
  void noFlippedBitLosesABatchUnsaid() throws JournalException, IOException {
    long bytes = Files.size(log(killed()));
    for (int flip = 0; flip < flips; flip++) {
      flipped(random.nextLong(bytes), 1 << random.nextInt(8));
    }
  }

  // What says where a transaction ends, and what the sums of later frames go on from.
  @Test
  void noFlippedBitOfAHeaderLosesABatchUnsaid() throws JournalException, IOException {
    long frames = (Files.size(log(killed())) - HEAD) / FRAME;
    for (long at = 0; at < HEAD; at++) {
      flipped(at, 1 << random.nextInt(8));
    }
    for (long frame = frames - 8; frame < frames; frame++) {
      for (long at = 0; at < 24; at++) {
        flipped(HEAD + frame * FRAME + at, 1 << random.nextInt(8));
      }
    }
  }

  // The sum of a frame tells which bit it was, unless that is one of the upper ones of a word.
  @Test
  void aBitThatTheSumLocatesCostsNothing() throws JournalException, IOException {
    for (int flip = 0; flip < 20; flip++) {
      long frame = random.nextLong((Files.size(log(killed())) - HEAD) / FRAME);
      long at = HEAD + frame * FRAME + 24 + 4L * random.nextInt(1_024);
      flipped(at, 1 << random.nextInt(8));
      try (Journal journal = Journal.open(temporary.resolve("again"), clock)) {
        assertThat(journal.epoch()).isNotEqualTo(epoch);
        assertThat(journal.depth().readings()).isEqualTo((long) BATCHES * ROWS);
      }
    }
  }

  @Test
  void aFrameOfRubbishCostsTheBatchesOnItsPageAndNoOther() throws JournalException, IOException {
    long frames = (Files.size(log(killed())) - HEAD) / FRAME;
    byte[] rubbish = new byte[FRAME];
    random.nextBytes(rubbish);
    Samples.overwrite(log(killed()), HEAD + frames / 3 * FRAME, rubbish);
    try (Journal journal = Journal.open(killed(), clock)) {
      assertSaid(journal);
      assertThat(journal.depth().readings())
          .isBetween((BATCHES - 20L) * ROWS, (long) BATCHES * ROWS);
    }
    try (Stream<Path> files = Files.list(killed())) {
      assertThat(files.map(file -> String.valueOf(file.getFileName())))
          .contains("damaged-1.db", "damaged-1.db-wal")
          .noneMatch(name -> name.contains("carried"));
    }
  }

  @Test
  void aLogThatIsGoneIsNoticed() throws JournalException, IOException {
    Files.delete(log(killed()));
    try (Journal journal = Journal.open(killed(), clock)) {
      assertSaid(journal);
    }
  }

  @Test
  void aNewestSegmentThatIsGoneIsNoticed() throws JournalException, IOException {
    Path folder = temporary.resolve("small");
    try (Journal journal = Journal.open(folder, clock, new Limits(1 << 20, 64 << 10, 0))) {
      Samples.declare(journal);
      while (Samples.segments(folder).size() < 3) {
        clock.advance(60_000);
        journal.append(Samples.noise(random, 500));
      }
      clock.advance(600_000);
      journal.append(Samples.noise(random, 500));
      epoch = journal.epoch();
    }
    Files.delete(Samples.segments(folder).getLast());
    try (Journal journal = Journal.open(folder, clock)) {
      assertSaid(journal);
    }
  }

  // What was written in the last ten minutes may be cut off unnoticed: JOURNAL.md says so.
  @Test
  void aLogThatWasCutIsNoticedUpToItsLastTenMinutes() throws JournalException, IOException {
    for (int time = 0; time < 20; time++) {
      Path folder = anotherKilled();
      try (FileChannel channel = FileChannel.open(log(folder), StandardOpenOption.WRITE)) {
        channel.truncate(random.nextLong(channel.size()));
      }
      try (Journal journal = Journal.open(folder, clock)) {
        if (journal.epoch() == epoch) {
          assertHeldUpTo(journal, BATCHES - 10);
        } else {
          assertSaid(journal);
        }
      }
    }
  }

  @Test
  void sectorsOfTheLastTransactionThatAPowerCutLeftOutAreNoDamage()
      throws JournalException, IOException {
    long frames = (Files.size(log(killed())) - HEAD) / FRAME;
    for (int time = 0; time < 20; time++) {
      Path folder = anotherKilled();
      long last = HEAD + (frames - 1) * FRAME;
      long sector = (last + random.nextInt(FRAME)) / SECTOR * SECTOR;
      long from = Math.max(last, sector);
      Samples.overwrite(log(folder), from, new byte[(int) (sector + SECTOR - from)]);
      try (Journal journal = Journal.open(folder, clock)) {
        assertThat(journal.epoch()).isEqualTo(epoch);
        assertThat(journal.counts().damaged()).isZero();
        assertHeldUpTo(journal, BATCHES);
      }
    }
  }

  // A kill while the log begins anew tears its header; what the frames said is in the file by then.
  @Test
  void aTornHeaderCostsNothingWhereTheFileHasWhatTheFramesSay() throws Exception {
    Path log = log(killed());
    String segment = log.toString().replaceFirst("-wal$", "");
    Path spent = temporary.resolve("spent");
    try (Connection file = DriverManager.getConnection("jdbc:sqlite:" + segment);
        Statement statement = file.createStatement()) {
      statement.execute("pragma wal_checkpoint(passive)");
      copy(log.resolveSibling(""), spent);
    }
    byte[] torn = new byte[1 + random.nextInt(HEAD)];
    random.nextBytes(torn);
    Samples.overwrite(log(spent), 0, torn);
    try (Journal journal = Journal.open(spent, clock)) {
      assertThat(journal.epoch()).as("seed %d", seed).isEqualTo(epoch);
      assertThat(journal.counts().damaged()).isZero();
      assertHeldUpTo(journal, BATCHES + 1);
    }
  }

  private void flipped(long at, int bit) throws JournalException, IOException {
    Path folder = anotherKilled();
    byte[] log = Files.readAllBytes(log(folder));
    Samples.overwrite(log(folder), at, new byte[] {(byte) (log[(int) at] ^ bit)});
    try (Journal journal = Journal.open(folder, clock)) {
      if (journal.epoch() == epoch) {
        assertHeldUpTo(journal, BATCHES + 1);
        assertThat(journal.append(Samples.readings(1)).header().seq()).isGreaterThan(BATCHES + 1);
      } else {
        assertSaid(journal);
      }
    }
  }

  private void assertHeldUpTo(Journal journal, long lastSeq) throws JournalException {
    Map<Long, byte[]> held = new HashMap<>();
    for (SealedBatch batch : Samples.all(journal)) {
      held.put(batch.header().seq(), batch.bytes());
    }
    for (Map.Entry<Long, byte[]> each : acknowledged.entrySet()) {
      if (each.getKey() <= lastSeq) {
        assertThat(held.get(each.getKey()))
            .as("batch %d", each.getKey())
            .isEqualTo(each.getValue());
      }
    }
  }

  private void assertSaid(Journal journal) throws JournalException {
    assertThat(journal.epoch()).isNotEqualTo(epoch);
    assertThat(journal.counts().damaged()).isEqualTo(1);
    assertThat(Samples.facts(journal))
        .first()
        .isInstanceOfSatisfying(
            Facts.Loss.class, loss -> assertThat(loss.reason()).contains("journal damaged: "));
  }

  private void append(Journal journal) throws JournalException {
    Readings readings = Samples.noise(random, ROWS);
    SealedBatch batch = journal.append(readings);
    acknowledged.put(batch.header().seq(), batch.bytes());
  }

  private Path killed() {
    return temporary.resolve("killed");
  }

  private Path anotherKilled() throws IOException {
    Path another = temporary.resolve("again");
    copy(killed(), another);
    return another;
  }

  private static Path log(Path folder) throws IOException {
    return WriteAheadLog.beside(Samples.segments(folder).getLast());
  }

  /** As a kill leaves it; the lock is nobody's. */
  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    for (Path old : files(to)) {
      Files.delete(old);
    }
    for (Path file : files(from)) {
      if (!file.endsWith("lock")) {
        Files.copy(file, to.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  private static List<Path> files(Path folder) throws IOException {
    List<Path> files = new ArrayList<>();
    try (Stream<Path> found = Files.list(folder)) {
      found.forEach(files::add);
    }
    return files;
  }
}
