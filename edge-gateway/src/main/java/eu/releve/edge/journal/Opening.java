package eu.releve.edge.journal;

import eu.releve.edge.clock.BootClock;
import eu.releve.edge.journal.Segment.Row;
import eu.releve.edge.journal.Segments.Sealed;
import eu.releve.edge.journal.Segments.SealedDamageException;
import eu.releve.measure.Register;
import eu.releve.wire.Catalogue;
import eu.releve.wire.Facts;
import eu.releve.wire.Facts.Fact;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens a journal, whatever the last process left behind. */
final class Opening {
  private static final Logger log = LoggerFactory.getLogger(Opening.class);

  private final Path folder;
  private final BootClock clock;
  private final Limits limits;
  private final Tuning tuning;
  private final SecureRandom random = new SecureRandom();

  Opening(Path folder, BootClock clock, Limits limits, Tuning tuning) {
    this.folder = folder.toAbsolutePath();
    this.clock = clock;
    this.limits = limits;
    this.tuning = tuning;
  }

  /**
   * What was found sound.
   *
   * @param stream goes on where the last process ended.
   * @param found what its segments end with.
   * @param losses that have to be said.
   * @param damaged how many segments were damaged.
   */
  record Found(Stream stream, Check.Found found, List<Fact> losses, int damaged) {}

  Journal open() throws JournalException {
    Account account = new Account();
    return new Journal(this, account, Optional.of(begin(account)), false);
  }

  /** The same, or one that is not open yet where the disk itself refuses. */
  Journal openPatiently() throws JournalException {
    Account account = new Account();
    try {
      return new Journal(this, account, Optional.of(begin(account)), true);
    } catch (JournalException refused) {
      if (!Failures.isDiskRefusing(refused)) {
        throw refused;
      }
      log.error("the disk refuses, readings wait in memory reason={}", refused.getMessage());
      return new Journal(this, account, Optional.empty(), true);
    }
  }

  OpenJournal begin(Account account) throws JournalException {
    try {
      if (!Files.isDirectory(folder)) {
        Files.createDirectories(folder);
        Folders.syncFolderOf(folder);
      }
      FolderLock lock =
          FolderLock.of(folder)
              .orElseThrow(() -> new JournalException(folder + " is in use by another gateway"));
      try {
        return said(new OpenJournal(find(), this, lock, clock, limits, account));
      } catch (SQLException | IOException | JournalException | RuntimeException failure) {
        lock.close();
        throw failure;
      }
    } catch (SQLException failure) {
      throw Failures.of("open " + folder, failure);
    } catch (IOException failure) {
      throw new JournalException("cannot open " + folder + ": " + failure.getMessage(), failure);
    }
  }

  /** Its files are let go where it cannot say what it has to: the next attempt needs them. */
  private static OpenJournal said(OpenJournal journal) throws JournalException {
    try {
      journal.opened();
      return journal;
    } catch (JournalException | RuntimeException refused) {
      try {
        journal.close();
      } catch (JournalException again) {
        refused.addSuppressed(again);
      }
      throw refused;
    }
  }

  /** The segments as they lie there, mended where they were damaged. */
  Found find() throws SQLException, IOException, JournalException {
    new Succession(folder).finish();
    OneFile.migrate(folder, random.nextLong());
    List<SegmentName> names = names();
    if (names.isEmpty()) {
      long epoch = random.nextLong();
      SegmentName first = new SegmentName(epoch, 1);
      Segment.create(first.in(folder), Standing.ofNew(epoch), Map.of());
      names = List.of(first);
    }
    try {
      return agreed(names);
    } catch (DamageException once) {
      // A disk that fails once makes SQLite speak of damage: it is believed when it is seen again.
      log.warn("journal looks damaged, and is read again damage={}", once.getMessage());
    }
    // The first look may have cleared away what had made room.
    names = names();
    try {
      return agreed(names);
    } catch (DamageException damage) {
      log.error("journal damaged, a new epoch begins damage={}", damage.getMessage());
      Found anew = succeed(names, String.valueOf(damage.getMessage()));
      return new Found(anew.stream(), anew.found(), anew.losses(), anew.damaged() + 1);
    }
  }

  private Found agreed(List<SegmentName> names)
      throws SQLException, IOException, DamageException, JournalException {
    Found found = find(names);
    agree(found);
    return found;
  }

  private List<SegmentName> names() throws IOException, JournalException {
    List<SegmentName> names = Segments.namesIn(folder);
    if (names.stream().map(SegmentName::epoch).distinct().count() > 1) {
      throw new JournalException(
          "wanted segments of one epoch in %s, found several: move those away that do not belong"
              .formatted(folder));
    }
    return names;
  }

  private Found find(List<SegmentName> names)
      throws SQLException, IOException, DamageException, JournalException {
    SegmentName last = names.getLast();
    WriteAheadLog.check(last.in(folder));
    Segment active = orDamage(() -> Segment.write(last.in(folder), tuning));
    try {
      Standing standing = orDamage(active::standing);
      if (standing.epoch() != last.epoch()) {
        throw new DamageException("the newest segment is of another epoch than its name");
      }
      Map<Register, Integer> numbers = orDamage(active::registers);
      Segments segments = new Segments(folder, tuning, sealed(names, standing), last, active);
      return checked(segments, standing, numbers, names.size());
    } catch (SQLException
        | IOException
        | DamageException
        | JournalException
        | RuntimeException failure) {
      active.close();
      throw failure;
    }
  }

  /** Mends what is damaged of sealed segments, once each; closes the one it asked if it fails. */
  private Found checked(
      Segments segments, Standing standing, Map<Register, Integer> numbers, int segmentsMax)
      throws SQLException, IOException, DamageException, JournalException {
    List<Fact> losses = new ArrayList<>();
    int damaged = 0;
    try {
      Optional<Check.Found> sound = Optional.empty();
      while (sound.isEmpty()) {
        try {
          sound = Optional.of(orDamage(() -> Check.check(segments, standing)));
        } catch (SealedDamageException damage) {
          damaged++;
          if (damaged > segmentsMax) {
            throw new JournalException("damaged again: " + damage.getMessage(), damage);
          }
          log.error("segment damaged, what is sound of it stays damage={}", damage.getMessage());
          losses.addAll(
              Salvage.replace(
                  segments, damage.part(), standing, numbers, String.valueOf(damage.getMessage())));
        }
      }
      Check.Found found = sound.get();
      long reached = new Reached(folder).of(standing.epoch());
      if (found.seq() < reached) {
        throw new DamageException(
            "batches end at %d, though they had reached %d at least"
                .formatted(found.seq(), reached));
      }
      Tail tail = Tail.of(standing.epoch(), found.seq(), found.digest(), found.catalogue());
      Stream stream = new Stream(segments, limits, numbers, tail, standing, clock);
      return new Found(stream, found, Losses.beside(losses, found.holes()), damaged);
    } catch (SQLException
        | IOException
        | DamageException
        | JournalException
        | RuntimeException failure) {
      segments.closeOpened();
      throw failure;
    }
  }

  /** A number that got lost would be given to another register. */
  private static void agree(Found opened) throws SQLException, DamageException {
    Map<Register, Integer> numbers = opened.stream().numbers();
    for (Catalogue.Entry entry :
        opened.found().catalogue().map(Catalogue::entries).orElse(List.of())) {
      Integer number = numbers.get(new Register(entry.meter(), entry.register()));
      if (number == null || number != entry.number()) {
        opened.stream().segments().close();
        throw new DamageException(
            "wanted number %d for %s of %s in table register, found %s"
                .formatted(entry.number(), entry.register(), entry.meter(), number));
      }
    }
  }

  /** All but the last, without those that made room; a sealing that was cut short is finished. */
  private List<Sealed> sealed(List<SegmentName> names, Standing standing)
      throws SQLException, IOException, DamageException {
    List<Sealed> sealed = new ArrayList<>();
    for (int at = 0; at < names.size() - 1; at++) {
      SegmentName name = names.get(at);
      Path path = name.in(folder);
      long lastSeq = names.get(at + 1).firstSeq() - 1;
      if (lastSeq <= standing.freedSeq()) {
        Files.delete(path);
      } else {
        Segments.finishSealing(path);
        sealed.add(new Sealed(name, path, lastSeq, Files.size(path)));
      }
    }
    return sealed;
  }

  /** What can be read of damaged segments goes on under the numbers of a new epoch. */
  private Found succeed(List<SegmentName> names, String damage)
      throws SQLException, IOException, JournalException {
    Standing old = standing(names);
    long epoch = random.nextLong();
    Renumbering renumbering =
        new Renumbering(
            folder,
            limits.segmentBytes(),
            old,
            old.anew(epoch, old.store()),
            Map.of(),
            dated(names, old.epoch()));
    try (renumbering) {
      String text =
          String.format(
              Locale.ROOT,
              "journal damaged: %s; receipted to %d; new epoch %016x",
              damage,
              old.receiptedSeq(),
              epoch);
      renumbering.sayEnd(new Facts.Loss(0, 0, 0, text));
      for (int at = 0; at < names.size(); at++) {
        SegmentName name = names.get(at);
        boolean isLast = at == names.size() - 1;
        long lastSeq = isLast ? Long.MAX_VALUE : names.get(at + 1).firstSeq() - 1;
        if (lastSeq > old.receiptedSeq()) {
          Salvage.read(name.in(folder), name, lastSeq, renumbering::carry);
        }
      }
    }
    Succession succession = new Succession(folder);
    succession.begin(epoch, Optional.of(names.getLast().in(folder)));
    succession.finish();
    try {
      return find(names());
    } catch (DamageException again) {
      throw new JournalException("a new journal is damaged: " + again.getMessage(), again);
    }
  }

  /**
   * The clocks now, by what this boot knew of the time: a wall clock that jumped is not believed
   * because a journal begins anew. What was receipted tells it too, and is not carried over.
   */
  private Stamp dated(List<SegmentName> names, long epoch) throws SQLException, IOException {
    Stamp raw = Stamp.of(clock);
    for (SegmentName name : names.reversed()) {
      List<Stamp> read = new ArrayList<>(1);
      List<Stamp> known = new ArrayList<>(1);
      Salvage.read(
          name.in(folder),
          name,
          Long.MAX_VALUE,
          row -> {
            Optional<Stamp> stamp = stamp(row, epoch);
            stamp.ifPresent(its -> last(read, its));
            stamp
                .filter(its -> its.isTrusted() && its.bootId().equals(raw.bootId()))
                .ifPresent(its -> last(known, its));
          });
      if (!read.isEmpty()) {
        return known.isEmpty() ? raw : known.getFirst().at(raw.bootMillis());
      }
    }
    return raw;
  }

  private static void last(List<Stamp> one, Stamp stamp) {
    one.clear();
    one.add(stamp);
  }

  private static Optional<Stamp> stamp(Row row, long epoch) {
    try {
      return Optional.of(Stamp.of(Check.open(row, epoch).header()));
    } catch (DamageException unreadable) {
      return Optional.empty();
    }
  }

  /** The newest that can be read: an older one makes more to be offered again, never less. */
  private Standing standing(List<SegmentName> names) throws IOException {
    for (SegmentName name : names.reversed()) {
      try (Segment segment = Salvage.open(name.in(folder))) {
        Standing standing = segment.standing();
        if (standing.epoch() == name.epoch()) {
          return standing;
        }
      } catch (SQLException unreadable) {
        log.warn("standing unreadable segment={} reason={}", name, unreadable.getMessage());
      }
    }
    return Standing.ofNew(names.getLast().epoch());
  }

  private interface Reading<T> {
    T read() throws SQLException, DamageException, SealedDamageException;
  }

  private static <T> T orDamage(Reading<T> reading)
      throws SQLException, DamageException, SealedDamageException {
    try {
      return reading.read();
    } catch (SQLException failure) {
      if (Failures.isDamage(failure)) {
        throw new DamageException(String.valueOf(failure.getMessage()), failure);
      }
      throw failure;
    }
  }
}
