package eu.releve.edge.journal;

import eu.releve.edge.clock.BootClock;
import eu.releve.edge.journal.Segment.Row;
import eu.releve.edge.journal.Segment.Total;
import eu.releve.edge.journal.Segment.Work;
import eu.releve.edge.journal.Segments.Sealed;
import eu.releve.edge.journal.Segments.SealedDamageException;
import eu.releve.edge.journal.Stream.Written;
import eu.releve.measure.Register;
import eu.releve.measure.SiteId;
import eu.releve.wire.BatchKind;
import eu.releve.wire.Body;
import eu.releve.wire.Catalogue;
import eu.releve.wire.Digest;
import eu.releve.wire.Facts;
import eu.releve.wire.Facts.Fact;
import eu.releve.wire.Receipt;
import eu.releve.wire.SealedBatch;
import eu.releve.wire.Wire;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A journal whose folder is open: what is done to its stream, and what is told of it.
 *
 * <p>Not thread-safe: {@link Journal} locks.
 */
final class OpenJournal implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(OpenJournal.class);

  private final Opening opening;
  private final FolderLock lock;
  private final BootClock clock;
  private final Limits limits;
  private final Account account;

  private Stream stream;
  private List<Fact> unsaid;
  private boolean isBetweenEpochs;
  private boolean isRoomFailing;

  /** Over segments that were just checked. */
  OpenJournal(
      Opening.Found found,
      Opening opening,
      FolderLock lock,
      BootClock clock,
      Limits limits,
      Account account) {
    this.opening = opening;
    this.lock = lock;
    this.clock = clock;
    this.limits = limits;
    this.account = account;
    this.stream = found.stream();
    this.unsaid = found.losses();
    account.count(counts -> counts.plusDamaged(found.damaged()));
    account.recount(found.found().depth(), stream);
  }

  /** Says what opening found, and dates this boot's earlier batches where the clock is known. */
  void opened() throws JournalException {
    Stamp stamp = stream.stamp(clock);
    if (stream.isDatable(stamp)) {
      write(List.of(), stamp, stream.standing(), Map.of(), Stream.NOTHING_ELSE);
    }
    if (!unsaid.isEmpty()) {
      Standing next = stream.standing().gone(Losses.last(unsaid));
      write(Losses.bodies(unsaid), stamp, next, Map.of(), Stream.NOTHING_ELSE);
      unsaid = List.of();
    }
  }

  /** Every register that this epoch ever numbered. */
  Map<Register, Integer> numbers() {
    return stream.numbers();
  }

  Optional<Catalogue> catalogue() {
    return stream.tail().catalogue();
  }

  /**
   * Numbers registers, and appends a catalogue when it or the plan changed.
   *
   * @return the number of each.
   */
  Map<Register, Integer> declare(SiteId site, List<Declared> registers, String planText)
      throws JournalException {
    Numbering numbering = Numbering.of(stream.numbers(), registers);
    Catalogue wanted = new Catalogue(site, numbering.entries(), planText);
    Tail tail = stream.tail();
    if (tail.catalogue().isEmpty() || !Wire.digestOf(wanted).equals(tail.catalogueDigest())) {
      SealedBatch unused = append(wanted, numbering.fresh());
    }
    return numbering.declared();
  }

  /** Numbers a batch, puts it on the disk, and makes room for the next. */
  SealedBatch append(Body body) throws JournalException {
    return append(body, Map.of());
  }

  private SealedBatch append(Body body, Map<Register, Integer> fresh) throws JournalException {
    SealedBatch batch =
        write(List.of(body), stream.stamp(clock), stream.standing(), fresh, Stream.NOTHING_ELSE)
            .getLast();
    makeRoom();
    return batch;
  }

  /** What comes after a number, of some kinds, in order, as it was written. */
  List<SealedBatch> after(long seq, Set<BatchKind> kinds, int max, long bytes)
      throws JournalException {
    return mending("read after batch " + seq, () -> opened(seq, kinds, max, bytes));
  }

  private List<SealedBatch> opened(long seq, Set<BatchKind> kinds, int batchesMax, long bytesMax)
      throws SQLException, JournalException, SealedDamageException {
    List<SealedBatch> batches = new ArrayList<>();
    for (Row row : stream.segments().after(seq, kinds, batchesMax, bytesMax)) {
      try {
        batches.add(Check.open(row, stream.standing().epoch()));
      } catch (DamageException damage) {
        Optional<Sealed> part = stream.segments().partOf(row.seq());
        if (part.isPresent()) {
          throw new SealedDamageException(part.get(), damage);
        }
        lose(row, damage);
      }
    }
    return batches;
  }

  /** A damaged segment is mended, once each, and what is lost of it is said; then on. */
  private <T> T mending(String what, Reading<T> reading) throws JournalException {
    Optional<Sealed> mended = Optional.empty();
    while (true) {
      try {
        return reading.read();
      } catch (SealedDamageException damage) {
        if (mended.isPresent() && mended.get().name().equals(damage.part().name())) {
          throw new JournalException("damaged again: " + damage.getMessage(), damage);
        }
        mended = Optional.of(damage.part());
        mend(damage);
      } catch (SQLException failure) {
        throw Failures.of(what, failure);
      }
    }
  }

  private void mend(SealedDamageException damage) throws JournalException {
    log.error("segment damaged, what is sound of it stays damage={}", damage.getMessage());
    try {
      List<Fact> losses =
          Salvage.replace(
              stream.segments(),
              damage.part(),
              stream.standing(),
              stream.numbers(),
              String.valueOf(damage.getMessage()));
      account.count(counts -> counts.plusDamaged(1));
      if (!losses.isEmpty()) {
        Standing next = stream.standing().gone(Losses.last(losses));
        write(Losses.bodies(losses), stream.stamp(clock), next, Map.of(), Stream.NOTHING_ELSE);
      }
      account.recount(stream.unreceipted(), stream);
    } catch (SQLException failure) {
      throw Failures.of("mend " + damage.part().path(), failure);
    } catch (IOException | SealedDamageException failure) {
      throw new JournalException("cannot mend: " + failure.getMessage(), failure);
    }
  }

  /**
   * A batch that cannot be read back can never be sent: its number is declared lost, so that those
   * behind it are not held up.
   */
  private void lose(Row row, DamageException damage)
      throws SQLException, JournalException, SealedDamageException {
    boolean isCatalogue = row.kind() == BatchKind.CATALOGUE;
    if (isCatalogue && stream.segments().catalogue().map(Row::seq).orElse(0L) == row.seq()) {
      // Readings that need it are still to be sent: opening the journal begins a new epoch.
      throw new JournalException(String.valueOf(damage.getMessage()), damage);
    }
    log.error("a batch decayed on the disk and is lost reason={}", damage.getMessage());
    String reason = "decayed on the disk: " + damage.getMessage();
    Fact loss = new Facts.Loss(row.seq(), row.seq(), row.readings(), reason);
    List<Body> bodies = new ArrayList<>(List.of(new Facts(List.of(loss))));
    if (isCatalogue) {
      stream.tail().catalogue().ifPresent(bodies::addFirst);
    }
    Standing next = stream.standing().gone(row.seq());
    Work delete = () -> stream.segments().active().delete(row.seq());
    write(bodies, stream.stamp(clock), next, Map.of(), delete);
    account.recount(stream.unreceipted(), stream);
    account.count(counts -> counts.plusDropped(1, row.readings()));
  }

  /** Takes note of what the collector says it has. */
  Acceptance received(Receipt receipt, boolean isWhole) throws JournalException {
    if (receipt.epoch() != stream.standing().epoch()) {
      return new Acceptance.Stale();
    }
    return mending("take receipt " + receipt.seq(), () -> take(receipt, isWhole));
  }

  private Acceptance take(Receipt receipt, boolean isWhole)
      throws SQLException, JournalException, SealedDamageException {
    long lastSeq = stream.tail().seq();
    if (receipt.seq() > lastSeq) {
      return fork(
          receipt,
          "store %s has batch %d, the last one written is %d"
              .formatted(receipt.store(), receipt.seq(), lastSeq));
    }
    Optional<Row> held = stream.segments().row(receipt.seq());
    if (held.isPresent() && !Digest.of(held.get().bytes()).equals(receipt.digest())) {
      return fork(
          receipt,
          "store %s has another batch %d, digest %s"
              .formatted(receipt.store(), receipt.seq(), receipt.digest()));
    }
    Optional<UUID> store = stream.standing().store();
    if (store.isPresent() && !store.get().equals(receipt.store())) {
      return move(receipt, Change.OTHER_STORE);
    }
    return isWhole && receipt.seq() < stream.standing().receiptedSeq()
        ? move(receipt, Change.WENT_BACK)
        : advance(receipt);
  }

  private Acceptance advance(Receipt receipt) throws SQLException, SealedDamageException {
    Standing standing = stream.standing();
    if (receipt.seq() <= standing.receiptedSeq() && standing.store().isPresent()) {
      return new Acceptance.Stale();
    }
    Total freed = stream.segments().total(standing.receiptedSeq(), receipt.seq());
    long upTo = Math.max(receipt.seq(), standing.receiptedSeq());
    stream.keep(standing.receipted(receipt.store(), upTo));
    account.receipted(freed, stream);
    return new Acceptance.Freed(upTo);
  }

  /** The numbers of this epoch mean other batches to the store: a new epoch begins. */
  private Acceptance fork(Receipt receipt, String reason)
      throws SQLException, JournalException, SealedDamageException {
    try {
      Fork fork = new Fork(stream, limits.segmentBytes(), stream.stamp(clock));
      fork.write(receipt.store(), reason);
      isBetweenEpochs = true;
      goOver();
    } catch (IOException failure) {
      throw new JournalException("cannot begin an epoch: " + failure.getMessage(), failure);
    }
    return new Acceptance.Forked(reason);
  }

  /** The new epoch is decided: what follows may fail, and is tried again before anything else. */
  private void goOver() throws SQLException, IOException, JournalException {
    stream.segments().close();
    Opening.Found anew = opening.find();
    stream = anew.stream();
    account.recount(anew.found().depth(), stream);
    isBetweenEpochs = false;
  }

  /** Finishes going over to a new epoch, where that was begun. */
  void needEpoch() throws JournalException {
    if (isBetweenEpochs) {
      try {
        goOver();
      } catch (SQLException | IOException failure) {
        throw new JournalException("cannot begin an epoch: " + failure.getMessage(), failure);
      }
    }
  }

  /** What the store lacks and is no longer held is declared lost, the rest is offered. */
  private Acceptance move(Receipt receipt, Change change)
      throws SQLException, JournalException, SealedDamageException {
    Stamp stamp = stream.stamp(clock);
    List<long[]> holes = stream.segments().holesAfter(receipt.seq());
    List<Fact> told = change.told(receipt, stream.standing(), holes, stamp.bootMillis());
    long gone = holes.isEmpty() ? 0 : holes.getLast()[1];
    Standing moved = stream.standing().receipted(receipt.store(), receipt.seq()).gone(gone);
    log.warn("what is held is offered again {}", told.getFirst());
    write(Losses.bodies(told), stamp, moved, Map.of(), Stream.NOTHING_ELSE);
    account.recount(stream.unreceipted(), stream);
    return new Acceptance.Moved(receipt.store(), receipt.seq());
  }

  /** A full disk is helped by history that is stored, as far as there is some. */
  private List<SealedBatch> write(
      List<? extends Body> bodies,
      Stamp stamp,
      Standing wanted,
      Map<Register, Integer> fresh,
      Work also)
      throws JournalException {
    List<Body> all = new ArrayList<>(bodies);
    Standing next = wanted;
    while (true) {
      try {
        Written written = stream.write(all, stamp, next, fresh, also);
        account.wrote(written.rows(), stream);
        return written.batches();
      } catch (SQLException failure) {
        long receipted = stream.standing().receiptedSeq();
        Optional<Sealed> stored = stream.segments().spare(failure, receipted);
        if (stored.isEmpty()) {
          throw Failures.of("write batch " + (stream.tail().seq() + 1), failure);
        }
        all.addFirst(new Facts(List.of(freed(stored.get(), stamp))));
        next = next.freed(stored.get().lastSeq());
      }
    }
  }

  /** Its file goes first: there is no room to say so before. */
  private Fact freed(Sealed stored, Stamp stamp) throws JournalException {
    try {
      stream.segments().remove(stored);
    } catch (SQLException | IOException refused) {
      throw new JournalException("cannot free " + stored.path(), refused);
    }
    account.count(counts -> counts.plusFreed(stored.lastSeq() - stored.firstSeq() + 1));
    String text =
        "batches %d to %d, stored before, made room on a full disk"
            .formatted(stored.firstSeq(), stored.lastSeq());
    return new Facts.Event(stamp.bootMillis(), "history-freed", text);
  }

  /** Keeps the folder below its bound. A failure is logged once: the batch itself is on disk. */
  private void makeRoom() {
    try {
      while (stream.segments().bytes() > limits.bytesMax()) {
        boolean unused = mending("make room", this::free);
      }
      isRoomFailing = false;
    } catch (SQLException | JournalException | RuntimeException failure) {
      // Whatever it was: the caller must not take its batch, which is kept, for one that is not.
      account.count(Counts::plusRoomFailure);
      if (!isRoomFailing) {
        log.error("cannot make room in the journal reason={}", failure.getMessage());
      }
      isRoomFailing = true;
    }
  }

  /** The oldest segment makes room; always true. */
  private boolean free() throws SQLException, JournalException, SealedDamageException {
    Segments segments = stream.segments();
    if (segments.sealed().isEmpty()) {
      throw new JournalException("nothing can be freed below " + segments.bytes() + " bytes");
    }
    Sealed oldest = segments.sealed().getFirst();
    Stamp stamp = stream.stamp(clock);
    try {
      Room.Plan plan = new Room(segments, stream.standing(), stream.tail()).plan(oldest, stamp);
      Standing next = stream.standing().freed(oldest.lastSeq());
      stream.put(plan.rows(), plan.end(), next, Map.of(), Stream.NOTHING_ELSE, stamp.bootMillis());
      account.count(plan::counted);
      segments.remove(oldest);
      account.recount(stream.unreceipted(), stream);
      account.sayLosing(plan);
      return true;
    } catch (IOException failure) {
      throw new JournalException("cannot free " + oldest.path(), failure);
    }
  }

  /** Writes the last receipt down and closes the files. */
  @Override
  public void close() throws JournalException {
    try (lock) {
      stream.close();
    } catch (SQLException failure) {
      throw Failures.of("close the journal", failure);
    } catch (IOException failure) {
      throw new JournalException("cannot let go of the folder", failure);
    }
  }
}
