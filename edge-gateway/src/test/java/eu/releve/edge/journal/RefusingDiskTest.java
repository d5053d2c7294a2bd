package eu.releve.edge.journal;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eu.releve.edge.Mounted;
import eu.releve.edge.clock.ManualClock;
import eu.releve.measure.Register;
import eu.releve.wire.Catalogue;
import eu.releve.wire.ClockTrust;
import eu.releve.wire.Facts;
import eu.releve.wire.Readings;
import eu.releve.wire.SealedBatch;
import eu.releve.wire.Wire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Instant;
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
    try (Journal journal = Journal.openPatiently(folder, ManualClock.trusted(), Limits.USUAL)) {
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
    try (Journal journal = Journal.openPatiently(folder, ManualClock.trusted(), Limits.USUAL)) {
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
    assertThatThrownBy(
            () -> Journal.openPatiently(folder, ManualClock.trusted(), Limits.USUAL).close())
        .isInstanceOf(JournalException.class);
    Files.delete(folder);
    try (Journal first = Journal.openPatiently(folder, ManualClock.trusted(), Limits.USUAL)) {
      assertThat(first.epoch()).isNotZero();
      assertThatThrownBy(
              () -> Journal.openPatiently(folder, ManualClock.trusted(), Limits.USUAL).close())
          .isInstanceOf(JournalException.class)
          .hasMessageContaining("in use");
    }
  }

  // What it has to say then does not fit: its files must be let go, or no later attempt succeeds.
  @Test
  void onAFullDiskItIsOpenedAsSoonAsThereIsRoom() throws Exception {
    try (Mounted disk = Mounted.memory(temporary, "1m")) {
      ManualClock clock = new ManualClock(1_000, ClockTrust.UNKNOWN);
      try (Journal before = Journal.open(folder, clock)) {
        Samples.declare(before);
        SealedBatch unused = before.append(Samples.readings(1_000));
      }
      clock.setWall(Instant.parse("2026-03-01T00:00:00Z").toEpochMilli(), ClockTrust.SYNCHRONISED);
      Path filler = fill(temporary.resolve("filler"));
      try (Journal journal = Journal.openPatiently(folder, clock, Limits.USUAL)) {
        Samples.declare(journal);
        assertThatThrownBy(() -> journal.append(Samples.readings(1_001)))
            .isInstanceOf(JournalException.class);
        Files.delete(filler);
        SealedBatch unused = journal.append(Samples.readings(1_002));
        assertThat(rows(journal)).hasSize(2);
      }
      disk.takeWrites();
    }
  }

  @Test
  void aPlanThatChangedOnAFullDiskIsDeclaredAsSoonAsThereIsRoom() throws Exception {
    try (Mounted disk = Mounted.memory(temporary, "1m")) {
      try (Journal before = Journal.open(folder, ManualClock.trusted())) {
        before.declare(Samples.SITE, Samples.REGISTERS.subList(1, 2), "site: tilleuls-12\n");
      }
      Path filler = fill(temporary.resolve("filler"));
      try (Journal journal = Journal.openPatiently(folder, ManualClock.trusted(), Limits.USUAL)) {
        Map<Register, Integer> numbers =
            journal.declare(Samples.SITE, Samples.REGISTERS, "site: tilleuls-12 # longer\n");
        Readings readings =
            new Readings(numbers.values().stream().map(n -> new Readings.Row(n, 5, n, 0)).toList());
        assertThatThrownBy(() -> journal.append(readings)).isInstanceOf(JournalException.class);
        Files.delete(filler);
        SealedBatch unused = journal.append(readings);
        assertThat(rows(journal)).hasSameElementsAs(readings.rows());
      }
      disk.takeWrites();
    }
  }

  @Test
  void aJournalOfALaterProgramIsRefusedAtOnce() throws Exception {
    try (Journal before = Journal.open(folder, ManualClock.trusted())) {
      Samples.declare(before);
    }
    Path segment = Samples.segments(folder).getFirst();
    try (Connection file = DriverManager.getConnection("jdbc:sqlite:" + segment);
        Statement change = file.createStatement()) {
      assertThat(change.executeUpdate("update standing set format = 99")).isEqualTo(1);
    }
    assertThatThrownBy(
            () -> Journal.openPatiently(folder, ManualClock.trusted(), Limits.USUAL).close())
        .isInstanceOf(JournalException.class)
        .hasMessageContaining("99");
  }

  /** Takes all the room that there is. */
  private static Path fill(Path filler) throws IOException {
    try (var out = Files.newOutputStream(filler)) {
      while (true) {
        out.write(new byte[1_024]);
      }
    } catch (IOException full) {
      assertThat(Files.size(filler)).isPositive();
    }
    return filler;
  }

  private static List<Readings.Row> rows(Journal journal) throws Exception {
    List<Readings.Row> rows = new ArrayList<>();
    Catalogue catalogue = Catalogue.EMPTY;
    for (SealedBatch batch : Samples.all(journal)) {
      switch (Wire.body(Wire.open(batch.bytes()), batch.bytes(), catalogue)) {
        case Catalogue declared -> catalogue = declared;
        case Readings readings -> rows.addAll(readings.rows());
        case Facts facts -> assertThat(facts.facts()).isNotEmpty();
      }
    }
    return rows;
  }
}
