package eu.releve.edge.journal;

import eu.releve.edge.clock.BootClock;
import eu.releve.wire.Facts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens a journal, whatever the last process left behind. */
final class Opening {
  private static final Logger log = LoggerFactory.getLogger(Opening.class);

  private final Path folder;
  private final Path path;
  private final BootClock clock;
  private final Limits limits;
  private final Tuning tuning;
  private final SetAside setAside;

  Opening(Path folder, BootClock clock, Limits limits, Tuning tuning) {
    this.folder = folder.toAbsolutePath();
    this.path = this.folder.resolve("journal.db");
    this.clock = clock;
    this.limits = limits;
    this.tuning = tuning;
    this.setAside = new SetAside(path);
  }

  Journal open() throws JournalException {
    try {
      makeFolder();
      setAside.resume();
      Journal journal;
      try {
        journal = openOrMake();
      } catch (DamageException damage) {
        log.error("journal damaged, set aside file={} damage={}", path, damage.getMessage());
        setAside.begin(String.valueOf(damage.getMessage()));
        journal = sound();
      }
      sayLoss(journal);
      return journal;
    } catch (SQLException failure) {
      throw Failures.of("open " + path, failure);
    } catch (IOException failure) {
      throw new JournalException("cannot open " + path + ": " + failure.getMessage(), failure);
    }
  }

  private void makeFolder() throws IOException {
    if (!Files.isDirectory(folder)) {
      Files.createDirectories(folder);
      Folders.syncFolderOf(folder);
    }
  }

  /** Once more after a damaged file was moved away: a second damage is the disk's. */
  private Journal sound() throws SQLException, IOException, JournalException {
    try {
      return openOrMake();
    } catch (DamageException again) {
      throw new JournalException("a new journal is damaged: " + again.getMessage(), again);
    }
  }

  private Journal openOrMake() throws SQLException, IOException, DamageException, JournalException {
    if (!Files.exists(path)) {
      JournalFile.create(path, new SecureRandom().nextLong());
    }
    try {
      JournalFile file = JournalFile.open(path, tuning);
      try {
        Standing standing = file.standing();
        Check.Found found = Check.check(file, standing);
        Tail tail = Tail.of(standing.epoch(), found.seq(), found.digest(), found.catalogue());
        Journal journal =
            new Journal(file, clock, limits, standing, tail, file.registers(), found.depth());
        journal.dateIfLearned();
        return journal;
      } catch (SQLException | DamageException | JournalException | RuntimeException failure) {
        file.close();
        throw failure;
      }
    } catch (SQLException failure) {
      if (Failures.isDamage(failure)) {
        throw new DamageException(String.valueOf(failure.getMessage()), failure);
      }
      throw failure;
    }
  }

  private void sayLoss(Journal journal) throws IOException, JournalException {
    Optional<String> reason = setAside.pending();
    if (reason.isPresent()) {
      if (journal.depth().lastSeq() == 0) {
        String text =
            String.format(Locale.ROOT, "%s; new epoch %016x", reason.get(), journal.epoch());
        journal.append(new Facts(List.of(new Facts.Loss(0, 0, 0, text))));
      }
      journal.countSetAside();
      setAside.settled();
    }
  }
}
