package eu.releve.edge.journal;

import static eu.releve.measure.Require.require;

import eu.releve.edge.journal.Segment.Outline;
import eu.releve.edge.journal.Segment.Portion;
import eu.releve.edge.journal.Segment.Row;
import eu.releve.edge.journal.Segment.Total;
import eu.releve.edge.journal.Segment.Work;
import eu.releve.measure.Register;
import eu.releve.wire.BatchKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of one epoch, in the order of their numbers: the last is written, the others are sealed
 * and only read, one of them open at a time.
 *
 * <p>Not thread-safe: {@link Journal} locks.
 */
final class Segments implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Segments.class);

  private final Path folder;
  private final Tuning tuning;
  private final List<Sealed> sealed;
  private SegmentName activeName;
  private Segment active;
  private Optional<Opened> opened = Optional.empty();

  /**
   * A segment that is only read.
   *
   * @param lastSeq the number before that of the next segment.
   * @param bytes of its file.
   */
  record Sealed(SegmentName name, Path path, long lastSeq, long bytes) {
    long firstSeq() {
      return name.firstSeq();
    }
  }

  private record Opened(Sealed part, Segment segment) {}

  /** A sealed segment that is not what was written; {@link Salvage} helps. */
  static final class SealedDamageException extends DamageException {
    private static final long serialVersionUID = 1L;
    private final transient Sealed part;

    SealedDamageException(Sealed part, Exception cause) {
      super(part.path().getFileName() + ": " + cause.getMessage(), cause);
      this.part = part;
    }

    Sealed part() {
      return part;
    }
  }

  /** Over a folder whose last segment was just opened. */
  Segments(
      Path folder, Tuning tuning, List<Sealed> sealed, SegmentName activeName, Segment active) {
    this.folder = folder;
    this.tuning = tuning;
    this.sealed = new ArrayList<>(sealed);
    this.activeName = activeName;
    this.active = active;
  }

  /** The files of a folder that may be segments, in the order of their numbers. */
  static List<SegmentName> namesIn(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files.flatMap(file -> SegmentName.of(file).stream()).sorted().toList();
    }
  }

  Path folder() {
    return folder;
  }

  List<Sealed> sealed() {
    return List.copyOf(sealed);
  }

  /** The one that is written. */
  Segment active() {
    return active;
  }

  /** The first number that the one that is written has or will have. */
  long activeFirstSeq() {
    return activeName.firstSeq();
  }

  /**
   * What can go so that a full disk takes what it refused: the oldest, if everything in it is
   * stored. The last of all stays while the one that is written is empty: the next batch is chained
   * to its last one.
   */
  Optional<Sealed> spare(SQLException refused, long receiptedSeq) throws JournalException {
    try {
      return !Failures.isDiskFull(refused) || (sealed.size() == 1 && isFresh())
          ? Optional.empty()
          : sealed.stream().findFirst().filter(part -> part.lastSeq() <= receiptedSeq);
    } catch (SQLException again) {
      throw Failures.of("look for room", again);
    }
  }

  /** Everything or nothing, and on the disk when it returns. */
  void commit(Work work) throws SQLException {
    active.commit(work);
  }

  /** Whether the segment that is written has no batch yet. */
  boolean isFresh() throws SQLException {
    return active.last().isEmpty();
  }

  boolean isFull(long segmentBytes) throws SQLException {
    return active.bytes() >= segmentBytes;
  }

  /**
   * Begins another segment. The one before is sealed when that can be done, at the latest when it
   * is read or the journal is opened.
   */
  void roll(long nextSeq, Standing standing, Map<Register, Integer> registers)
      throws SQLException, IOException, DamageException {
    SegmentName name = new SegmentName(activeName.epoch(), nextSeq);
    Path path = name.in(folder);
    Segment.create(path, standing, registers);
    Segment next = Segment.write(path, tuning);
    Segment full = active;
    Sealed part =
        new Sealed(activeName, activeName.in(folder), nextSeq - 1, bytesOrClose(full, next));
    // Before anything can fail: a segment that is not listed is passed over by whoever reads.
    sealed.add(part);
    active = next;
    activeName = name;
    try (full) {
      full.seal();
    } catch (SQLException later) {
      log.warn("segment is sealed later file={} reason={}", part.path(), later.getMessage());
    }
  }

  private static long bytesOrClose(Segment full, Segment next) throws SQLException {
    try {
      return full.bytes();
    } catch (SQLException failure) {
      next.close();
      throw failure;
    }
  }

  /** Some of what comes after a number, in order; the first is given whatever its size. */
  List<Row> after(long seq, int batchesMax, long bytesMax)
      throws SQLException, SealedDamageException {
    return after(seq, Segment.ANY, batchesMax, bytesMax);
  }

  /** The same of some kinds alone. */
  List<Row> after(long seq, Set<BatchKind> kinds, int batchesMax, long bytesMax)
      throws SQLException, SealedDamageException {
    List<Row> rows = new ArrayList<>();
    long bytes = 0;
    for (Sealed part : sealed) {
      if (part.lastSeq() > seq) {
        int batches = batchesMax - rows.size();
        long left = bytesMax - bytes;
        Portion portion = read(part, segment -> segment.after(seq, kinds, batches, left));
        if (!rows.isEmpty() && bytesOf(portion.rows()) > left) {
          return rows;
        }
        rows.addAll(portion.rows());
        bytes += bytesOf(portion.rows());
        if (!portion.isAll() || rows.size() == batchesMax || bytes >= bytesMax) {
          return rows;
        }
      }
    }
    Portion last = active.after(seq, kinds, batchesMax - rows.size(), bytesMax - bytes);
    if (rows.isEmpty() || bytesOf(last.rows()) <= bytesMax - bytes) {
      rows.addAll(last.rows());
    }
    return rows;
  }

  private static long bytesOf(List<Row> rows) {
    return rows.stream().mapToLong(row -> row.bytes().length).sum();
  }

  /** One batch, if it is held. */
  Optional<Row> row(long seq) throws SQLException, SealedDamageException {
    Optional<Sealed> part = partOf(seq);
    return part.isPresent() ? read(part.get(), s -> s.row(seq)) : active.row(seq);
  }

  /** The sealed segment that has or had a number; empty for the one that is written. */
  Optional<Sealed> partOf(long seq) {
    return sealed.stream()
        .filter(part -> part.firstSeq() <= seq && seq <= part.lastSeq())
        .findFirst();
  }

  Total total(long afterSeq, long toSeq) throws SQLException, SealedDamageException {
    Total sum = afterSeq < toSeq ? active.total(afterSeq, toSeq) : Total.NONE;
    for (Sealed part : sealed) {
      if (part.lastSeq() > afterSeq && part.firstSeq() <= toSeq) {
        sum = sum.plus(read(part, s -> s.total(afterSeq, toSeq)));
      }
    }
    return sum;
  }

  /** The number of the newest batch, 0 when there is none. */
  long lastSeq() throws SQLException {
    return active.last().orElse(activeName.firstSeq() - 1);
  }

  /** The newest catalogue. */
  Optional<Row> catalogue() throws SQLException, SealedDamageException {
    OptionalLong at = active.catalogueUpTo(Long.MAX_VALUE);
    if (at.isPresent()) {
      return active.row(at.getAsLong());
    }
    for (Sealed part : sealed.reversed()) {
      OptionalLong earlier = read(part, s -> s.catalogueUpTo(Long.MAX_VALUE));
      if (earlier.isPresent()) {
        return read(part, s -> s.row(earlier.getAsLong()));
      }
    }
    return Optional.empty();
  }

  /** The numbers missing after {@code afterSeq}, as ranges from (inclusive) to (inclusive). */
  List<long[]> holesAfter(long afterSeq) throws SQLException, SealedDamageException {
    List<long[]> holes = new ArrayList<>();
    long wanted = afterSeq + 1;
    for (Sealed part : sealed) {
      if (part.lastSeq() > afterSeq) {
        wanted = holes(holes, wanted, read(part, Segment::outlines));
      }
    }
    holes(holes, wanted, active.outlines());
    return holes;
  }

  private static long holes(List<long[]> holes, long wanted, List<Outline> outlines) {
    long next = wanted;
    for (Outline outline : outlines) {
      if (outline.seq() > next) {
        holes.add(new long[] {next, outline.seq() - 1});
      }
      next = Math.max(next, outline.seq() + 1);
    }
    return next;
  }

  /** Bytes of all files, without the log. */
  long bytes() throws SQLException {
    return sealed.stream().mapToLong(Sealed::bytes).sum() + active.bytes();
  }

  /** What is asked of a segment. */
  interface Question<T> {
    T ask(Segment segment) throws SQLException;
  }

  /** Asks a sealed segment, which stays open until another one is asked. */
  <T> T read(Sealed part, Question<T> question) throws SQLException, SealedDamageException {
    try {
      return question.ask(open(part));
    } catch (SQLException failure) {
      if (Failures.isDamage(failure)) {
        throw new SealedDamageException(part, failure);
      }
      throw failure;
    } catch (DamageException damage) {
      throw new SealedDamageException(part, damage);
    }
  }

  private Segment open(Sealed part) throws SQLException, DamageException {
    if (opened.isEmpty() || !opened.get().part().equals(part)) {
      closeOpened();
      finishSealing(part.path());
      opened = Optional.of(new Opened(part, Segment.read(part.path())));
    }
    return opened.get().segment();
  }

  /**
   * Finishes a sealing that was cut short, by a disk that refused or by the end of the program: the
   * log or SQLite's own journal still lies beside the file, and only who writes may clear it away.
   */
  static void finishSealing(Path file) throws SQLException, DamageException {
    if (isBeside(file, "-wal") || isBeside(file, "-journal")) {
      checkLog(file);
      try (Segment full = Segment.salvage(file)) {
        full.seal();
      } catch (SQLException failure) {
        if (!Failures.isDamage(failure)) {
          throw failure;
        }
        // Whoever reads it finds it, and what is sound of it stays.
      }
    }
  }

  private static void checkLog(Path file) throws SQLException, DamageException {
    try {
      WriteAheadLog.check(file);
    } catch (IOException refused) {
      throw new SQLException("cannot read the log of " + file + ": " + refused, refused);
    }
  }

  private static boolean isBeside(Path file, String suffix) {
    return Files.exists(file.resolveSibling(file.getFileName() + suffix));
  }

  /** A sealed file has gone. */
  void remove(Sealed part) throws SQLException, IOException {
    require(sealed.contains(part), "no segment %s", part.path());
    closeOpened();
    Files.deleteIfExists(part.path());
    sealed.remove(part);
  }

  /** Another file has taken its name. */
  void replaced(Sealed part) throws SQLException, IOException {
    closeOpened();
    int at = sealed.indexOf(part);
    sealed.set(at, new Sealed(part.name(), part.path(), part.lastSeq(), Files.size(part.path())));
  }

  /** Lets go of the sealed segment that was asked last. */
  void closeOpened() throws SQLException {
    if (opened.isPresent()) {
      Segment segment = opened.get().segment();
      opened = Optional.empty();
      segment.close();
    }
  }

  @Override
  public void close() throws SQLException {
    try {
      closeOpened();
    } finally {
      active.close();
    }
  }
}
