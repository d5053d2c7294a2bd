package eu.releve.edge.journal;

import eu.releve.edge.clock.BootClock;
import eu.releve.edge.journal.Segment.Row;
import eu.releve.edge.journal.Segment.Total;
import eu.releve.edge.journal.Segment.Work;
import eu.releve.edge.journal.Segments.SealedDamageException;
import eu.releve.measure.Register;
import eu.releve.wire.Body;
import eu.releve.wire.Catalogue;
import eu.releve.wire.Facts;
import eu.releve.wire.SealedBatch;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The end of the stream: seals what comes next and puts it on the disk, in one transaction with
 * what stands beside it, and begins another segment when one is full.
 *
 * <p>Not thread-safe: {@link Journal} locks.
 */
final class Stream implements AutoCloseable {
  static final Work NOTHING_ELSE = () -> {};

  private final Segments segments;
  private final Limits limits;
  private final Map<Register, Integer> numbers;
  private final Timeline timeline = new Timeline();
  private final Reached reached;
  private Tail tail;
  private Standing standing;
  private Standing standingWritten;
  private long standingWrittenMillis;

  Stream(
      Segments segments,
      Limits limits,
      Map<Register, Integer> numbers,
      Tail tail,
      Standing standing,
      BootClock clock) {
    this.segments = segments;
    this.reached = new Reached(segments.folder());
    this.limits = limits;
    this.numbers = new LinkedHashMap<>(numbers);
    this.tail = tail;
    this.standing = standing;
    this.standingWritten = standing;
    this.standingWrittenMillis = clock.bootMillis();
    timeline.resume(segments, tail.seq(), standing, Stamp.of(clock));
  }

  /** The clocks by which what comes now is dated. */
  Stamp stamp(BootClock clock) {
    Stamp stamp = timeline.at(Stamp.of(clock));
    standing = standing.doubting(timeline.doubt());
    return stamp;
  }

  /** How readings are dated. */
  ClockView dating() {
    return timeline.view();
  }

  /**
   * What one transaction wrote.
   *
   * @param batches in order; what was asked for is last.
   * @param rows the same as they are kept.
   */
  record Written(List<SealedBatch> batches, List<Row> rows) {}

  Segments segments() {
    return segments;
  }

  Tail tail() {
    return tail;
  }

  Standing standing() {
    return standing;
  }

  /** Every register that this epoch ever numbered. */
  Map<Register, Integer> numbers() {
    return numbers;
  }

  /** Whether batches of this boot wait for the date that the clock now has. */
  boolean isDatable(Stamp stamp) {
    return stamp.isTrusted() && standing.undatedBoot().equals(Optional.of(stamp.bootId()));
  }

  /**
   * Seals and commits: behind the catalogue in force where a segment begins, and behind a time fact
   * where the clock was learned since.
   *
   * @param wanted what stands then.
   * @param fresh registers numbered with it.
   * @param also done in the same transaction.
   */
  Written write(
      List<Body> bodies, Stamp stamp, Standing wanted, Map<Register, Integer> fresh, Work also)
      throws SQLException, JournalException {
    rollIfFull();
    Standing next = wanted;
    List<Body> all = new ArrayList<>();
    bodies.forEach(body -> all.add(timeline.marked(body, stamp)));
    if (!timeline.unsaid().isEmpty()) {
      all.addFirst(new Facts(timeline.unsaid()));
    }
    if (isDatable(stamp)) {
      all.addFirst(new Facts(List.of(stamp.time())));
      next = next.undated(Optional.empty());
    } else if (!stamp.isTrusted()) {
      next = next.undated(Optional.of(stamp.bootId()));
    }
    if (tail.catalogue().isPresent()
        && !(all.getFirst() instanceof Catalogue)
        && segments.isFresh()) {
      all.addFirst(tail.catalogue().get());
    }
    List<SealedBatch> batches = new ArrayList<>(all.size());
    List<Row> rows = new ArrayList<>(all.size());
    Tail end = tail;
    for (Body body : all) {
      SealedBatch batch = end.seal(body, stamp);
      batches.add(batch);
      rows.add(Tail.rowOf(batch, body));
      end = end.then(batch, body);
    }
    put(rows, end, next, fresh, also, stamp.bootMillis());
    timeline.said();
    return new Written(batches, rows);
  }

  /** One transaction: all of it is on the disk when it returns, or none is. */
  void put(
      List<Row> rows,
      Tail end,
      Standing next,
      Map<Register, Integer> fresh,
      Work also,
      long nowBootMillis)
      throws SQLException {
    boolean isDue = isStandingDue(next, nowBootMillis);
    segments.commit(
        () -> {
          also.run();
          for (Row row : rows) {
            segments.active().insert(row);
          }
          for (Map.Entry<Register, Integer> numbered : fresh.entrySet()) {
            segments.active().insert(numbered.getKey(), numbered.getValue());
          }
          if (isDue) {
            segments.active().update(next);
          }
        });
    tail = end;
    numbers.putAll(fresh);
    standing = next;
    if (isDue) {
      written(nowBootMillis);
    }
    reached.note(standing.epoch(), tail.seq(), nowBootMillis);
  }

  /** Something stands that may be lost in a kill. */
  void keep(Standing next) {
    standing = next;
  }

  private void written(long nowBootMillis) {
    standingWritten = standing;
    standingWrittenMillis = nowBootMillis;
  }

  /** A receipt alone may wait; anything else is written with what it belongs to. */
  private boolean isStandingDue(Standing next, long nowBootMillis) {
    boolean isReceiptAlone =
        standingWritten.receiptedSeq(next.receiptedSeq()).equals(next)
            && next.receiptedSeq() >= standingWritten.receiptedSeq();
    return !next.equals(standingWritten)
        && (!isReceiptAlone || nowBootMillis - standingWrittenMillis >= limits.receiptMillisMax());
  }

  private void rollIfFull() throws SQLException, JournalException {
    if (segments.isFull(limits.segmentBytes()) && !segments.isFresh()) {
      try {
        segments.roll(tail.seq() + 1, standing, numbers);
      } catch (IOException | DamageException failure) {
        throw new JournalException("cannot begin a segment: " + failure.getMessage(), failure);
      }
    }
  }

  /** Writes the last receipt down. */
  @Override
  public void close() throws SQLException {
    try {
      if (!standing.equals(standingWritten)) {
        segments.commit(() -> segments.active().update(standing));
      }
    } finally {
      segments.close();
    }
  }

  /** What no receipt covers. */
  Total unreceipted() throws SQLException, SealedDamageException {
    return segments.total(standing.receiptedSeq(), Long.MAX_VALUE);
  }
}
