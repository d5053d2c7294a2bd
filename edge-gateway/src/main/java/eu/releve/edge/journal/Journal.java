package eu.releve.edge.journal;

import static eu.releve.measure.Require.require;

import eu.releve.edge.clock.BootClock;
import eu.releve.edge.journal.JournalFile.Row;
import eu.releve.edge.journal.JournalFile.Total;
import eu.releve.edge.journal.JournalFile.Work;
import eu.releve.measure.Register;
import eu.releve.measure.SiteId;
import eu.releve.wire.BatchKind;
import eu.releve.wire.Body;
import eu.releve.wire.Catalogue;
import eu.releve.wire.Digest;
import eu.releve.wire.Facts;
import eu.releve.wire.Facts.Fact;
import eu.releve.wire.Readings;
import eu.releve.wire.Receipt;
import eu.releve.wire.SealedBatch;
import eu.releve.wire.Wire;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The gateway's memory: one stream of numbered batches whose bytes never change, kept until a
 * receipt says that they are stored.
 *
 * <p>What {@link #append} returned is on the disk; what no receipt covers is found again after a
 * kill or a power cut. Thread-safe. The tables, syncs and limits are in JOURNAL.md.
 */
public final class Journal implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Journal.class);
  private static final Work NOTHING_ELSE = () -> {};

  private final JournalFile file;
  private final BootClock clock;
  private final Limits limits;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private final Map<Register, Integer> numbers;
  private final SecureRandom random = new SecureRandom();

  private Tail tail;
  private Standing standing;
  private Standing standingWritten;
  private long standingWrittenMillis;
  private boolean isRoomFailing;
  private boolean isDropping;
  private volatile Depth depth;
  private volatile Counts counts = Counts.NONE;

  /**
   * Opens the journal of a folder, or makes a new one; a damaged file is set aside and said so.
   *
   * @param folder where {@code journal.db} lies or will lie.
   * @param clock stamps and dates the batches.
   * @throws JournalException when the disk refuses, or another gateway has the folder.
   */
  public static Journal open(Path folder, BootClock clock) throws JournalException {
    return open(folder, clock, Limits.USUAL);
  }

  /** The same with other limits. */
  public static Journal open(Path folder, BootClock clock, Limits limits) throws JournalException {
    return new Opening(folder, clock, limits, Tuning.USUAL).open();
  }

  /** Over a file that was just checked. */
  Journal(
      JournalFile file,
      BootClock clock,
      Limits limits,
      Standing standing,
      Tail tail,
      Map<Register, Integer> numbers,
      Total unreceipted) {
    this.file = file;
    this.clock = clock;
    this.limits = limits;
    this.standing = standing;
    this.standingWritten = standing;
    this.standingWrittenMillis = clock.bootMillis();
    this.tail = tail;
    this.numbers = new LinkedHashMap<>(numbers);
    this.depth = depthOf(unreceipted);
  }

  /** The 64 random bits that name this journal. */
  public synchronized long epoch() {
    return standing.epoch();
  }

  /** How much no receipt covers yet; does not wait for the disk. */
  public Depth depth() {
    return depth;
  }

  /** What happened since the journal was opened; does not wait for the disk. */
  public Counts counts() {
    return counts;
  }

  /**
   * Runs after each append, on the thread that appended: must be short and must not throw.
   *
   * @param listener typically wakes the publisher.
   */
  public void onAppend(Runnable listener) {
    listeners.add(listener);
  }

  /**
   * Numbers the registers that will be read, and appends a catalogue when it or the plan changed.
   *
   * <p>A register keeps its number for as long as the epoch lasts, also while it is not declared.
   *
   * @param site the building.
   * @param registers all that will be read from now on.
   * @param planText the site plan as it was written.
   * @return the number of each.
   */
  public Map<Register, Integer> declare(SiteId site, List<Declared> registers, String planText)
      throws JournalException {
    Numbering numbering;
    boolean isChanged;
    synchronized (this) {
      numbering = Numbering.of(numbers, registers);
      Catalogue wanted = new Catalogue(site, numbering.entries(), planText);
      isChanged =
          tail.catalogue().isEmpty() || !Wire.digestOf(wanted).equals(tail.catalogueDigest());
      if (isChanged) {
        write(wanted, standing, numbering.fresh());
        makeRoom();
      }
    }
    if (isChanged) {
      listeners.forEach(Runnable::run);
    }
    return numbering.declared();
  }

  /**
   * Numbers a batch and puts it on the disk.
   *
   * @param body readings or facts; catalogues come from {@link #declare}.
   * @return the batch, durable.
   * @throws JournalException when it is not on the disk; nothing was numbered then.
   */
  public SealedBatch append(Body body) throws JournalException {
    require(!(body instanceof Catalogue), "catalogues come from declare");
    SealedBatch batch;
    synchronized (this) {
      require(
          !(body instanceof Readings) || tail.catalogue().isPresent(),
          "readings before a declaration");
      batch = write(body, standing, Map.of());
      makeRoom();
    }
    listeners.forEach(Runnable::run);
    return batch;
  }

  /**
   * What comes after a number, in order, as it was written; read back and checked.
   *
   * @param seq the number before the first wanted.
   * @param batchesMax how many at most.
   * @param bytesMax of all together; the first batch is given whatever its size.
   */
  public synchronized List<SealedBatch> after(long seq, int batchesMax, long bytesMax)
      throws JournalException {
    try {
      List<SealedBatch> batches = new ArrayList<>();
      for (Row row : file.after(seq, batchesMax, bytesMax)) {
        try {
          batches.add(Check.open(row, standing.epoch()));
        } catch (DamageException damage) {
          lose(row, damage);
        }
      }
      return batches;
    } catch (SQLException failure) {
      throw Failures.of("read after batch " + seq, failure);
    }
  }

  /**
   * A batch that cannot be read back can never be sent: its number is declared lost, so that those
   * behind it are not held up.
   */
  private void lose(Row row, DamageException damage) throws SQLException, JournalException {
    boolean isCatalogue = row.kind() == BatchKind.CATALOGUE;
    if (isCatalogue && file.catalogueUpTo(Long.MAX_VALUE).orElse(0) != row.seq()) {
      // Readings that need it are still to be sent: opening the journal sets the file aside.
      throw new JournalException(String.valueOf(damage.getMessage()), damage);
    }
    log.error("a batch decayed on the disk and is lost reason={}", damage.getMessage());
    String reason = "decayed on the disk: " + damage.getMessage();
    List<Body> bodies = new ArrayList<>();
    bodies.add(new Facts(List.of(new Facts.Loss(row.seq(), row.seq(), row.readings(), reason))));
    if (isCatalogue) {
      tail.catalogue().ifPresent(bodies::addFirst);
    }
    Standing next = standing.gone(row.seq());
    write(bodies, Stamp.of(clock), next, Map.of(), () -> file.delete(row.seq()));
    depth = depthOf(file.total(standing.receiptedSeq(), Long.MAX_VALUE));
    counts = counts.plusDropped(1, row.readings());
  }

  /**
   * Takes note of what the collector says it has. The highest number counts; it is written down
   * with a later batch, because to lose a receipt is harmless.
   */
  public synchronized Acceptance received(Receipt receipt) throws JournalException {
    if (receipt.epoch() != standing.epoch()) {
      return new Acceptance.Stale();
    }
    try {
      if (receipt.seq() > tail.seq()) {
        return fork(
            receipt,
            "store %s has batch %d, the last one written is %d"
                .formatted(receipt.store(), receipt.seq(), tail.seq()));
      }
      Optional<byte[]> held = file.bytesOf(receipt.seq());
      if (held.isPresent() && !Digest.of(held.get()).equals(receipt.digest())) {
        return fork(
            receipt,
            "store %s has another batch %d, digest %s"
                .formatted(receipt.store(), receipt.seq(), receipt.digest()));
      }
      Optional<UUID> store = standing.store();
      if (store.isPresent() && !store.get().equals(receipt.store())) {
        return move(receipt);
      }
      return advance(receipt);
    } catch (SQLException failure) {
      throw Failures.of("take receipt " + receipt.seq(), failure);
    }
  }

  private Acceptance advance(Receipt receipt) throws SQLException {
    if (receipt.seq() <= standing.receiptedSeq() && standing.store().isPresent()) {
      return new Acceptance.Stale();
    }
    Total freed = file.total(standing.receiptedSeq(), receipt.seq());
    long upTo = Math.max(receipt.seq(), standing.receiptedSeq());
    standing = standing.receipted(receipt.store(), upTo);
    Depth before = depth;
    depth =
        new Depth(
            before.batches() - freed.batches(),
            before.readings() - freed.readings(),
            before.bytes() - freed.bytes(),
            tail.seq(),
            upTo);
    return new Acceptance.Freed(upTo);
  }

  /** The numbers of this epoch mean other batches to the store: a new epoch begins. */
  private Acceptance fork(Receipt receipt, String reason) throws SQLException {
    long epoch = random.nextLong();
    Standing anew = standing.anew(epoch, receipt.store());
    Renumbering renumbering = new Renumbering(file, standing, epoch);
    Tail before = tail;
    Stamp stamp = Stamp.of(clock);
    AtomicReference<Tail> renumbered = new AtomicReference<>(before);
    file.commit(
        () -> {
          renumbered.set(renumbering.run(before, stamp, reason));
          file.update(anew);
        });
    // Not before: after a rollback the numbers go on where they were.
    tail = renumbered.get();
    standing = anew;
    standingWritten = anew;
    depth = depthOf(file.total(0, Long.MAX_VALUE));
    return new Acceptance.Forked(reason);
  }

  /** Another store: what it lacks and is no longer held is declared lost, the rest is offered. */
  private Acceptance move(Receipt receipt) throws SQLException, JournalException {
    List<Fact> losses = new ArrayList<>();
    long gone = standing.goneSeq();
    for (long[] hole : file.holesAfter(receipt.seq())) {
      losses.add(new Facts.Loss(hole[0], hole[1], 0, "stored elsewhere, no longer held"));
      gone = Math.max(gone, hole[1]);
    }
    log.warn(
        "another store answers store={} before={} from={}",
        receipt.store(),
        standing.store().map(UUID::toString).orElse("none"),
        receipt.seq());
    Standing moved = standing.receipted(receipt.store(), receipt.seq()).gone(gone);
    if (losses.isEmpty()) {
      file.commit(() -> file.update(moved));
      standing = moved;
      standingWritten = moved;
    } else {
      write(new Facts(losses), moved, Map.of());
    }
    depth = depthOf(file.total(standing.receiptedSeq(), Long.MAX_VALUE));
    return new Acceptance.Moved(receipt.store(), receipt.seq());
  }

  /** Dates this boot's earlier batches when the clock has been learned since. */
  synchronized void dateIfLearned() throws JournalException {
    Stamp stamp = Stamp.of(clock);
    if (isDatable(stamp)) {
      write(List.of(), stamp, standing, Map.of(), NOTHING_ELSE);
    }
  }

  synchronized void countSetAside() {
    counts = counts.plusSetAside();
  }

  private SealedBatch write(Body body, Standing wanted, Map<Register, Integer> fresh)
      throws JournalException {
    return write(List.of(body), Stamp.of(clock), wanted, fresh, NOTHING_ELSE).getLast();
  }

  /** Seals and commits, with a time fact before where the clock was learned since. */
  private List<SealedBatch> write(
      List<Body> bodies, Stamp stamp, Standing wanted, Map<Register, Integer> fresh, Work also)
      throws JournalException {
    Standing next = wanted;
    List<Body> all = new ArrayList<>(bodies);
    if (isDatable(stamp)) {
      all.addFirst(new Facts(List.of(stamp.time())));
      next = next.undated(Optional.empty());
    } else if (!stamp.isTrusted()) {
      next = next.undated(Optional.of(stamp.bootId()));
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
    commit(rows, next, fresh, also, stamp.bootMillis());
    tail = end;
    numbers.putAll(fresh);
    counted(rows);
    return batches;
  }

  private boolean isDatable(Stamp stamp) {
    return stamp.isTrusted() && standing.undatedBoot().equals(Optional.of(stamp.bootId()));
  }

  /** One transaction: all of it is on the disk when it returns, or none is. */
  private void commit(
      List<Row> rows, Standing next, Map<Register, Integer> fresh, Work also, long nowBootMillis)
      throws JournalException {
    boolean isDue = isStandingDue(next, nowBootMillis);
    try {
      file.commit(
          () -> {
            also.run();
            for (Row row : rows) {
              file.insert(row);
            }
            for (Map.Entry<Register, Integer> numbered : fresh.entrySet()) {
              file.insert(numbered.getKey(), numbered.getValue());
            }
            if (isDue) {
              file.update(next);
            }
          });
    } catch (SQLException failure) {
      throw Failures.of("write batch " + (tail.seq() + 1), failure);
    }
    standing = next;
    if (isDue) {
      standingWritten = next;
      standingWrittenMillis = nowBootMillis;
    }
  }

  /** A receipt alone may wait; anything else is written with what it belongs to. */
  private boolean isStandingDue(Standing next, long nowBootMillis) {
    boolean isReceiptAlone =
        standingWritten.receiptedSeq(next.receiptedSeq()).equals(next)
            && next.receiptedSeq() >= standingWritten.receiptedSeq();
    return !next.equals(standingWritten)
        && (!isReceiptAlone || nowBootMillis - standingWrittenMillis >= limits.receiptMillisMax());
  }

  private void counted(List<Row> rows) {
    Depth before = depth;
    depth =
        new Depth(
            before.batches() + rows.size(),
            before.readings() + rows.stream().mapToLong(Row::readings).sum(),
            before.bytes() + rows.stream().mapToLong(row -> row.bytes().length).sum(),
            tail.seq(),
            standing.receiptedSeq());
    counts = counts.plusAppended(rows.size());
  }

  private Depth depthOf(Total unreceipted) {
    return new Depth(
        unreceipted.batches(),
        unreceipted.readings(),
        unreceipted.bytes(),
        tail.seq(),
        standing.receiptedSeq());
  }

  /** Keeps the file below its bound. A failure is logged once: the batch itself is on the disk. */
  private void makeRoom() {
    try {
      long used = file.bytesInUse();
      if (used > limits.bytesMax()) {
        // One sixteenth more than needed, so that room is made seldom and in large steps.
        free(used - limits.bytesMax() + limits.bytesMax() / 16);
      }
      isRoomFailing = false;
    } catch (SQLException | JournalException | RuntimeException failure) {
      // Whatever it was: the caller must not take its batch, which is kept, for one that is not.
      counts = counts.plusRoomFailure();
      if (!isRoomFailing) {
        log.error("cannot make room in the journal reason={}", failure.getMessage());
      }
      isRoomFailing = true;
    }
  }

  private void free(long bytes) throws SQLException, JournalException {
    Stamp stamp = Stamp.of(clock);
    Room.Plan plan = new Room(file, standing, tail.seq()).plan(bytes, stamp.bootMillis());
    if (plan.isEmpty()) {
      throw new JournalException("nothing can be freed below %d bytes".formatted(bytes));
    }
    Facts facts = new Facts(plan.facts());
    SealedBatch batch = tail.seal(facts, stamp);
    List<Row> rows = List.of(Tail.rowOf(batch, facts));
    Standing next = standing.gone(plan.toSeq());
    file.commit(
        () -> {
          file.deleteUpTo(plan.toSeq(), plan.keptSeq());
          file.insert(rows.getFirst());
          file.update(next);
        });
    standing = next;
    standingWritten = next;
    standingWrittenMillis = stamp.bootMillis();
    tail = tail.then(batch, facts);
    counted(rows);
    depth = depthOf(file.total(standing.receiptedSeq(), Long.MAX_VALUE));
    counts = counts.plusFreed(plan.freed()).plusDropped(plan.dropped(), plan.droppedReadings());
    sayDropping(plan);
  }

  private void sayDropping(Room.Plan plan) {
    boolean isDroppingNow = plan.dropped() > 0;
    if (isDroppingNow && !isDropping) {
      log.error("journal full, dropping what is not stored from={}", plan.facts());
    } else if (!isDroppingNow && isDropping) {
      log.info("journal full, but everything that makes room is stored again");
    }
    isDropping = isDroppingNow;
  }

  /** Writes the last receipt down and closes the file. */
  @Override
  public synchronized void close() throws JournalException {
    try {
      if (!standing.equals(standingWritten)) {
        file.commit(() -> file.update(standing));
      }
    } catch (SQLException failure) {
      throw Failures.of("write the last receipt", failure);
    } finally {
      shut();
    }
  }

  private void shut() throws JournalException {
    try {
      file.close();
    } catch (SQLException failure) {
      throw Failures.of("close the journal", failure);
    }
  }
}
