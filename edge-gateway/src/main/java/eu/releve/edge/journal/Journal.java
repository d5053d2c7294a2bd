package eu.releve.edge.journal;

import static eu.releve.measure.Require.require;

import eu.releve.edge.clock.BootClock;
import eu.releve.measure.Register;
import eu.releve.measure.SiteId;
import eu.releve.wire.BatchKind;
import eu.releve.wire.Body;
import eu.releve.wire.Catalogue;
import eu.releve.wire.Readings;
import eu.releve.wire.Receipt;
import eu.releve.wire.SealedBatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The gateway's memory: one stream of numbered batches whose bytes never change, kept until a
 * receipt says that they are stored.
 *
 * <p>What {@link #append} returned is on the disk; what no receipt covers is found again after a
 * kill or a power cut. Thread-safe. The files, tables, syncs and limits are in JOURNAL.md.
 */
public final class Journal implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Journal.class);

  private final Opening opening;
  private final Account account;
  private final boolean isPatient;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private final Promises promises = new Promises();

  /** None while the disk refuses. */
  private Optional<OpenJournal> open;

  private boolean isClosed;

  /**
   * Opens the journal of a folder, or makes a new one; damage is mended and said.
   *
   * @param folder where the segments lie or will lie.
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

  /**
   * The same on a disk that may be full or read-only: until it takes the journal, registers are
   * numbered for the time being and every append is refused; each tries again to open it.
   *
   * @throws JournalException when another gateway has the folder, or it is not one to write in.
   */
  public static Journal openPatiently(Path folder, BootClock clock, Limits limits)
      throws JournalException {
    return new Opening(folder, clock, limits, Tuning.USUAL).openPatiently();
  }

  /** Whether a folder holds a journal already. */
  public static boolean isIn(Path folder) throws IOException {
    return Files.isDirectory(folder)
        && (OneFile.isIn(folder) || !Segments.namesIn(folder).isEmpty());
  }

  /**
   * One that is open or will be.
   *
   * @param isPatient whether a disk that refuses is waited for.
   */
  Journal(Opening opening, Account account, Optional<OpenJournal> open, boolean isPatient) {
    this.isPatient = isPatient;
    this.opening = opening;
    this.account = account;
    this.open = open;
  }

  /**
   * The 64 random bits that name this journal, 0 until the disk takes it; does not wait for the
   * disk.
   */
  public long epoch() {
    return account.epoch();
  }

  /** How much no receipt covers yet; does not wait for the disk. */
  public Depth depth() {
    return account.depth();
  }

  /** How readings are dated; does not wait for the disk. */
  public ClockView dating() {
    return account.dating();
  }

  /** What happened since the journal was opened; does not wait for the disk. */
  public Counts counts() {
    return account.counts();
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
    Map<Register, Integer> numbers;
    long before = depth().lastSeq();
    synchronized (this) {
      try {
        numbers = declared(site, registers, planText);
      } catch (JournalException refused) {
        if (!isPatient || !Failures.isDiskRefusing(refused)) {
          throw refused;
        }
        log.error("registers are declared later reason={}", refused.getMessage());
        Map<Register, Integer> known = open.map(OpenJournal::numbers).orElse(Map.of());
        numbers = promises.give(known, site, registers, planText);
      }
    }
    if (depth().lastSeq() > before) {
      listeners.forEach(Runnable::run);
    }
    return numbers;
  }

  private Map<Register, Integer> declared(SiteId site, List<Declared> registers, String planText)
      throws JournalException {
    return promises.given(registers, writable().declare(site, registers, planText));
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
      OpenJournal journal = writable();
      require(
          !(body instanceof Readings) || journal.catalogue().isPresent(),
          "readings before a declaration");
      batch = journal.append(promises.kept(body));
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
  public List<SealedBatch> after(long seq, int batchesMax, long bytesMax) throws JournalException {
    return after(seq, Segment.ANY, batchesMax, bytesMax);
  }

  /** The same of facts alone: they say what became of numbers that are no longer held. */
  public List<SealedBatch> facts(long seq, int batchesMax, long bytesMax) throws JournalException {
    return after(seq, Set.of(BatchKind.FACT), batchesMax, bytesMax);
  }

  private synchronized List<SealedBatch> after(long seq, Set<BatchKind> kinds, int max, long bytes)
      throws JournalException {
    return writable().after(seq, kinds, max, bytes);
  }

  /**
   * Takes note of what the collector says it has. The highest number counts; it is written down
   * with a later batch, because to lose a receipt is harmless.
   */
  public Acceptance received(Receipt receipt) throws JournalException {
    return received(receipt, false);
  }

  /**
   * The same for the first receipt of this epoch on a connection, made after that began: what it
   * says is all that the store has. A lower number than before: its database was replaced by an
   * older one.
   */
  public Acceptance answered(Receipt receipt) throws JournalException {
    return received(receipt, true);
  }

  private synchronized Acceptance received(Receipt receipt, boolean isWhole)
      throws JournalException {
    return writable().received(receipt, isWhole);
  }

  /** Opens what the disk has refused until now, goes over to a new epoch, declares what waits. */
  private OpenJournal writable() throws JournalException {
    if (isClosed) {
      throw new JournalException("the journal is closed");
    }
    if (open.isEmpty()) {
      open = Optional.of(opening.begin(account));
      log.info("the disk takes the journal now");
    }
    OpenJournal journal = open.get();
    journal.needEpoch();
    promises.keep(journal);
    return journal;
  }

  /** Writes the last receipt down and closes the files. */
  @Override
  public synchronized void close() throws JournalException {
    isClosed = true;
    if (open.isPresent()) {
      open.get().close();
    }
  }
}
