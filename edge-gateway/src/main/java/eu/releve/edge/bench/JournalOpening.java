package eu.releve.edge.bench;

import eu.releve.edge.clock.ManualClock;
import eu.releve.edge.journal.Journal;
import eu.releve.edge.journal.JournalException;
import java.nio.file.Path;
import java.util.Locale;

/** Opens a journal, says how long that took, and lives until it is killed. */
final class JournalOpening {
  static final String OPENED = "opened ";

  private JournalOpening() {}

  /** The folder is the only argument. */
  public static void main(String[] arguments) throws JournalException, InterruptedException {
    long begun = System.nanoTime();
    Journal journal = Journal.open(Path.of(arguments[0]), ManualClock.trusted());
    double seconds = (System.nanoTime() - begun) / 1e9;
    System.out.printf(Locale.ROOT, OPENED + "%.3f%n", seconds);
    Thread.currentThread().join();
    journal.close();
  }
}
