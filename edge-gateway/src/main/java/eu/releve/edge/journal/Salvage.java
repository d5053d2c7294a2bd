package eu.releve.edge.journal;

import eu.releve.edge.journal.Segment.Row;
import eu.releve.edge.journal.Segments.Sealed;
import eu.releve.measure.Register;
import eu.releve.wire.Facts.Fact;
import eu.releve.wire.Facts.Loss;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Takes out of a damaged segment every batch that is still what was written.
 *
 * <p>Where the order cannot be followed any more, each number is asked for by itself: a page that
 * decayed costs the batches on it.
 */
final class Salvage {
  /** Numbers in a row that are not found, after which there is nothing more. */
  private static final int MISSES_MAX = 10_000;

  private static final int KEPT_MAX = 3;

  private Salvage() {}

  /** Where sound batches go. */
  interface Sink {
    void put(Row row) throws SQLException, IOException;
  }

  /**
   * Hands over what is sound.
   *
   * @param name epoch and first number, which each batch must fit.
   * @param lastSeq the last number that the segment may hold.
   */
  static void read(Path file, SegmentName name, long lastSeq, Sink sink)
      throws SQLException, IOException {
    try (Segment segment = open(file)) {
      read(segment, name, lastSeq, sink);
    } catch (SQLException unreadable) {
      rethrowUnlessDamage(unreadable);
    }
  }

  /**
   * Opens a segment as far as it can be read. One whose log is damaged is read from a copy, a
   * draft, and stays what it is.
   */
  static Segment open(Path file) throws SQLException, IOException {
    if (!WriteAheadLog.isDamaged(file)) {
      return Segment.salvage(file);
    }
    Path copy = carried(file);
    WriteAheadLog.carry(file, copy);
    return Segment.salvage(copy);
  }

  private static Path carried(Path file) {
    return Segment.draftOf(file.resolveSibling(file.getFileName() + ".carried"));
  }

  private static void read(Segment segment, SegmentName name, long lastSeq, Sink sink)
      throws SQLException, IOException {
    long seq = name.firstSeq() - 1;
    int misses = 0;
    while (seq < lastSeq && misses < MISSES_MAX) {
      Optional<Row> row = misses == 0 ? next(segment, seq) : exactly(segment, seq + 1);
      if (row.isEmpty() && misses == 0 && isEnd(segment, seq)) {
        return;
      }
      seq = row.isPresent() ? row.get().seq() : misses == 0 ? seq : seq + 1;
      misses = row.isPresent() ? 0 : misses + 1;
      if (row.isPresent() && seq <= lastSeq && isSound(row.get(), name.epoch())) {
        sink.put(row.get());
      }
    }
  }

  private static Optional<Row> next(Segment segment, long seq) throws SQLException {
    try {
      return segment.next(seq);
    } catch (SQLException damaged) {
      rethrowUnlessDamage(damaged);
      return Optional.empty();
    }
  }

  private static boolean isEnd(Segment segment, long seq) throws SQLException {
    try {
      return segment.next(seq).isEmpty();
    } catch (SQLException damaged) {
      rethrowUnlessDamage(damaged);
      return false;
    }
  }

  private static Optional<Row> exactly(Segment segment, long seq) throws SQLException {
    try {
      return segment.row(seq);
    } catch (SQLException damaged) {
      rethrowUnlessDamage(damaged);
      return Optional.empty();
    }
  }

  private static boolean isSound(Row row, long epoch) {
    try {
      Check.open(row, epoch);
      return true;
    } catch (DamageException damaged) {
      return false;
    }
  }

  /** A disk that refuses is not a damaged file: what it holds may come back. */
  private static void rethrowUnlessDamage(SQLException failure) throws SQLException {
    if (!Failures.isDamage(failure)) {
      throw failure;
    }
  }

  /**
   * Puts what is sound in the place of a sealed segment; the damaged file is kept beside.
   *
   * @return the numbers that are lost and that no receipt covers.
   */
  static List<Fact> replace(
      Segments segments,
      Sealed part,
      Standing standing,
      Map<Register, Integer> registers,
      String damage)
      throws SQLException, IOException {
    Path draft = Segment.draftOf(part.path());
    Losses losses = new Losses(Math.max(part.firstSeq(), standing.receiptedSeq() + 1));
    List<Row> rows = new ArrayList<>();
    read(part.path(), part.name(), part.lastSeq(), rows::add);
    Path kept = placeIn(segments.folder());
    String reason = "segment damaged: %s; kept as %s".formatted(damage, kept.getFileName());
    try (Segment sound = Segment.draft(draft, standing, registers)) {
      sound.commit(
          () -> {
            for (Row row : rows) {
              sound.insert(row);
              losses.found(row.seq(), reason);
            }
          });
    }
    losses.end(part.lastSeq(), reason);
    Path copy = Segment.draftOf(kept);
    Files.deleteIfExists(copy);
    Files.copy(part.path(), copy);
    Segment.publish(copy, kept);
    Files.deleteIfExists(carried(part.path()));
    moveLog(part.path(), kept);
    Segment.publish(draft, part.path());
    segments.replaced(part);
    return losses.said();
  }

  /** A log is of use only beside its own file. */
  static void moveLog(Path from, Path to) throws IOException {
    if (Files.exists(WriteAheadLog.beside(from))) {
      Files.move(
          WriteAheadLog.beside(from),
          WriteAheadLog.beside(to),
          StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** A free name for a damaged file; the newest gives way, for the first damage tells most. */
  static Path placeIn(Path folder) throws IOException {
    for (int number = 1; number <= KEPT_MAX; number++) {
      Path place = folder.resolve("damaged-" + number + ".db");
      if (!Files.exists(place)) {
        return place;
      }
    }
    Path place = folder.resolve("damaged-" + KEPT_MAX + ".db");
    Files.delete(place);
    Files.deleteIfExists(WriteAheadLog.beside(place));
    return place;
  }

  /** Ranges of numbers that were not found. */
  private static final class Losses {
    private final List<Fact> said = new ArrayList<>();
    private long wanted;

    Losses(long from) {
      this.wanted = from;
    }

    void found(long seq, String reason) {
      end(seq - 1, reason);
      wanted = Math.max(wanted, seq + 1);
    }

    void end(long lastSeq, String reason) {
      if (wanted <= lastSeq) {
        said.addAll(Loss.range(wanted, lastSeq, reason));
        wanted = lastSeq + 1;
      }
    }

    List<Fact> said() {
      return said;
    }
  }
}
