package eu.releve.edge;

import eu.releve.edge.clock.ManualClock;
import eu.releve.edge.journal.Journal;
import eu.releve.wire.Catalogue;
import eu.releve.wire.Facts;
import eu.releve.wire.Readings;
import eu.releve.wire.SealedBatch;
import eu.releve.wire.Wire;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What a gateway that does not run has written of its one meter, read from a copy. */
final class JournalledPulses {
  private JournalledPulses() {}

  /**
   * Every reading in its order, in steps.
   *
   * @param data the gateway's folder.
   * @param beside where a copy may lie.
   */
  static List<Long> indexes(Path data, Path beside) throws Exception {
    Path from = data.resolve("journal");
    Path copy = Files.createTempDirectory(beside, "journal");
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path to = copy.resolve(from.relativize(file).toString());
        Files.createDirectories(to.getParent());
        Files.copy(file, to);
      }
    }
    List<Long> indexes = new ArrayList<>();
    try (Journal journal = Journal.open(copy, ManualClock.trusted())) {
      Catalogue inForce = Catalogue.EMPTY;
      for (SealedBatch batch : journal.after(0, Integer.MAX_VALUE, Long.MAX_VALUE)) {
        switch (Wire.body(Wire.open(batch.bytes()), batch.bytes(), inForce)) {
          case Catalogue catalogue -> inForce = catalogue;
          case Readings readings -> readings.rows().forEach(row -> indexes.add(row.value()));
          case Facts facts -> {}
        }
      }
    }
    return indexes;
  }
}
