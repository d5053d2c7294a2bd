package eu.releve.edge.journal;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eu.releve.edge.clock.ManualClock;
import eu.releve.measure.Register;
import eu.releve.wire.Catalogue;
import eu.releve.wire.Readings;
import eu.releve.wire.SealedBatch;
import eu.releve.wire.Wire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that refuses from the start: its place is taken by a folder where a file is wanted. */
class RefusingDiskTest {
  @TempDir private Path temporary;
  private Path folder = Path.of("");

  @BeforeEach
  void place() {
    folder = temporary.resolve("journal");
  }

  @Test
  void whatIsMeasuredMeanwhileIsAppendedOnceTheDiskTakesIt() throws Exception {
    Path obstacle = Files.createDirectories(folder.resolve("lock"));
    try (Journal journal = Journal.openSooner(folder, ManualClock.trusted())) {
      Map<Register, Integer> numbers =
          journal.declare(Samples.SITE, Samples.REGISTERS, "site: tilleuls-12\n");
      assertThat(numbers).isEqualTo(Samples.NUMBERS);
      assertThat(journal.epoch()).isZero();
      Readings waiting = Samples.readings(7);
      assertThatThrownBy(() -> journal.append(waiting))
          .isInstanceOf(JournalException.class)
          .hasMessageContaining(folder.toString());
      assertThat(journal.depth().batches()).isZero();
      Files.delete(obstacle);
      SealedBatch batch = journal.append(waiting);
      assertThat(batch.header().seq()).isEqualTo(2);
      assertThat(rows(journal)).isEqualTo(waiting.rows());
      assertThat(journal.epoch()).isNotZero();
    }
  }

  // A journal gives numbers in the order in which registers came; memory alone cannot know it.
  @Test
  void numbersGivenMeanwhileBecomeThoseOfTheJournal() throws Exception {
    List<Declared> other = Samples.REGISTERS.reversed();
    try (Journal before = Journal.open(folder, ManualClock.trusted())) {
      Samples.declare(before);
    }
    Files.delete(folder.resolve("lock"));
    Path obstacle = Files.createDirectory(folder.resolve("lock"));
    try (Journal journal = Journal.openSooner(folder, ManualClock.trusted())) {
      Map<Register, Integer> first =
          journal.declare(Samples.SITE, other.subList(0, 1), "site: tilleuls-12\n");
      Register water = other.getFirst().register();
      assertThat(first).containsExactly(Map.entry(water, 1));
      Files.delete(obstacle);
      SealedBatch unused = journal.append(Samples.readings(3));
      Map<Register, Integer> all = journal.declare(Samples.SITE, other, "site: tilleuls-12\n");
      assertThat(all).containsEntry(water, 1);
      int energy = requireNonNull(all.get(other.getLast().register()));
      unused = journal.append(new Readings(List.of(new Readings.Row(energy, 4, 4, 0))));
      assertThat(rows(journal))
          .containsExactly(
              new Readings.Row(requireNonNull(Samples.NUMBERS.get(water)), 3, 3, 0),
              new Readings.Row(1, 4, 4, 0));
    }
  }

  @Test
  void aFolderThatIsNoneOrInUseIsRefusedAtOnce() throws Exception {
    Files.writeString(folder, "a file");
    assertThatThrownBy(() -> Journal.openSooner(folder, ManualClock.trusted()).close())
        .isInstanceOf(JournalException.class);
    Files.delete(folder);
    try (Journal first = Journal.openSooner(folder, ManualClock.trusted())) {
      assertThat(first.epoch()).isNotZero();
      assertThatThrownBy(() -> Journal.openSooner(folder, ManualClock.trusted()).close())
          .isInstanceOf(JournalException.class)
          .hasMessageContaining("in use");
    }
  }

  private static List<Readings.Row> rows(Journal journal) throws Exception {
    List<Readings.Row> rows = new ArrayList<>();
    Catalogue catalogue = Catalogue.EMPTY;
    for (SealedBatch batch : Samples.all(journal)) {
      switch (Wire.body(Wire.open(batch.bytes()), batch.bytes(), catalogue)) {
        case Catalogue declared -> catalogue = declared;
        case Readings readings -> rows.addAll(readings.rows());
        default -> throw new IOException("nothing else was appended");
      }
    }
    return rows;
  }
}
