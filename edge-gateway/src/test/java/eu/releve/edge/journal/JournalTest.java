package eu.releve.edge.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eu.releve.edge.clock.ManualClock;
import eu.releve.measure.Register;
import eu.releve.wire.BatchKind;
import eu.releve.wire.ClockTrust;
import eu.releve.wire.Digest;
import eu.releve.wire.Envelope;
import eu.releve.wire.Facts;
import eu.releve.wire.MalformedBatchException;
import eu.releve.wire.Receipt;
import eu.releve.wire.SealedBatch;
import eu.releve.wire.Wire;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
  private final ManualClock clock = ManualClock.trusted();
  @TempDir Path folder;

  @Test
  void numbersCountFromOneAndEachBatchIsChainedToTheOneBefore() throws JournalException {
    try (Journal journal = open()) {
      Samples.declare(journal);
      for (int value = 0; value < 20; value++) {
        journal.append(Samples.readings(value));
      }

      List<SealedBatch> all = Samples.all(journal);
      assertThat(all).hasSize(21);
      Digest previous = Digest.NONE;
      long seq = 0;
      for (SealedBatch batch : all) {
        assertThat(batch.header().seq()).isEqualTo(++seq);
        assertThat(batch.header().previous()).isEqualTo(previous);
        assertThat(batch.header().epoch()).isEqualTo(journal.epoch());
        assertThat(batch.header().catalogue()).isEqualTo(all.getFirst().header().catalogue());
        previous = batch.digest();
      }
      assertThat(all.getFirst().header().kind()).isEqualTo(BatchKind.CATALOGUE);
    }
  }

  @Test
  void whatWasAppendedIsFoundAgainByteForByteAndNumberingGoesOn() throws JournalException {
    List<SealedBatch> written = new ArrayList<>();
    long epoch;
    try (Journal journal = open()) {
      Samples.declare(journal);
      written.add(journal.append(Samples.readings(1)));
      written.add(journal.append(Samples.readings(2)));
      epoch = journal.epoch();
    }
    try (Journal journal = open()) {
      assertThat(journal.epoch()).isEqualTo(epoch);
      assertSame(journal.after(1, 10, 1 << 20), written);
      assertThat(journal.append(Samples.readings(3)).header().previous())
          .isEqualTo(written.getLast().digest());
      assertThat(journal.depth().lastSeq()).isEqualTo(4);
      assertThat(journal.depth().readings()).isEqualTo(3);
    }
  }

  @Test
  void registersKeepTheirNumbersAndOnlyAChangeMakesACatalogue() throws JournalException {
    Register main = Samples.REGISTERS.get(0).register();
    Register water = Samples.REGISTERS.get(1).register();
    try (Journal journal = open()) {
      assertThat(journal.declare(Samples.SITE, Samples.REGISTERS.subList(0, 1), "a"))
          .isEqualTo(Map.of(main, 1));
      journal.declare(Samples.SITE, Samples.REGISTERS.subList(0, 1), "a");
      assertThat(journal.depth().lastSeq()).isEqualTo(1);
      journal.declare(Samples.SITE, Samples.REGISTERS.subList(1, 2), "a");
    }
    try (Journal journal = open()) {
      assertThat(journal.declare(Samples.SITE, Samples.REGISTERS.reversed(), "a"))
          .isEqualTo(Map.of(water, 2, main, 1));
      assertThat(journal.depth().lastSeq()).isEqualTo(3);
      journal.declare(Samples.SITE, Samples.REGISTERS, "another plan");
      assertThat(journal.depth().lastSeq()).isEqualTo(4);
    }
  }

  @Test
  void onlyAReceiptMovesTheDepthAndTheHighestCounts() throws JournalException {
    try (Journal journal = open()) {
      Samples.declare(journal);
      SealedBatch two = journal.append(Samples.readings(2));
      SealedBatch three = journal.append(Samples.readings(3));

      assertThat(journal.received(Samples.receipt(journal, three)))
          .isEqualTo(new Acceptance.Freed(3));
      assertThat(journal.received(Samples.receipt(journal, two))).isEqualTo(new Acceptance.Stale());
      assertThat(journal.depth()).isEqualTo(new Depth(0, 0, 0, 3, 3));
      assertThat(Samples.all(journal)).as("stored batches stay as history").hasSize(3);
    }
  }

  @Test
  void aReceiptThatWasLostInAKillIsHarmless() throws JournalException {
    try (Journal journal = open()) {
      Samples.declare(journal);
      journal.received(Samples.receipt(journal, journal.append(Samples.readings(2))));
    }
    try (Journal journal = open()) {
      assertThat(journal.depth().receiptedSeq()).isEqualTo(2);
      assertThat(journal.depth().batches()).isZero();
    }
  }

  @Test
  void aReceiptOfAnotherEpochSaysNothing() throws JournalException {
    try (Journal journal = open()) {
      Samples.declare(journal);
      assertThat(journal.received(new Receipt(Samples.STORE, journal.epoch() + 1, 9, Digest.NONE)))
          .isEqualTo(new Acceptance.Stale());
    }
  }

  @Test
  void aReceiptForANumberNeverWrittenMeansAFork() throws JournalException {
    long before;
    long after;
    try (Journal journal = open()) {
      Samples.declare(journal);
      before = journal.epoch();
      assertThat(journal.received(new Receipt(Samples.STORE, before, 2, Digest.NONE)))
          .isInstanceOf(Acceptance.Forked.class);
      after = journal.epoch();
      assertThat(after).isNotEqualTo(before);
    }
    try (Journal journal = open()) {
      assertThat(journal.epoch()).isEqualTo(after);
      assertThat(journal.received(new Receipt(Samples.STORE, before, 2, Digest.NONE)))
          .isEqualTo(new Acceptance.Stale());
    }
  }

  @Test
  void aForkedJournalOffersWhatNoReceiptCoveredOnceMoreAsTheSameReadings() throws Exception {
    try (Journal journal = open()) {
      Samples.declare(journal);
      journal.received(Samples.receipt(journal, journal.append(Samples.readings(2))));
      SealedBatch three = journal.append(Samples.readings(3));
      clock.advance(300_000);
      SealedBatch four = journal.append(Samples.readings(4));
      journal.append(new Facts(List.of(new Facts.Loss(1, 1, 5, "disk"))));
      long before = journal.epoch();

      journal.received(new Receipt(Samples.STORE, before, 99, Digest.NONE));

      List<SealedBatch> anew = Samples.all(journal);
      assertThat(anew)
          .extracting(batch -> batch.header().seq())
          .containsExactly(1L, 2L, 3L, 4L, 5L);
      assertThat(anew).allMatch(batch -> batch.header().epoch() == journal.epoch());
      assertThat(anew)
          .extracting(batch -> batch.header().kind())
          .containsExactly(
              BatchKind.CATALOGUE,
              BatchKind.FACT,
              BatchKind.READINGS,
              BatchKind.READINGS,
              BatchKind.FACT);
      assertSameReadings(anew.get(2), three);
      assertSameReadings(anew.get(3), four);
      assertThat(Samples.facts(journal).get(0))
          .isInstanceOfSatisfying(
              Facts.Event.class, event -> assertThat(event.code()).isEqualTo("journal-forked"));
      assertThat(Samples.facts(journal).get(1))
          .isInstanceOfSatisfying(
              Facts.Event.class, event -> assertThat(event.text()).endsWith("receipted to 2"));
      assertThat(Samples.facts(journal).get(2))
          .isInstanceOfSatisfying(
              Facts.Loss.class,
              loss -> {
                assertThat(loss.toSeq()).isZero();
                assertThat(loss.readings()).isEqualTo(5);
                assertThat(loss.reason()).contains("batches 1 to 1", "disk");
              });
      assertThat(journal.depth()).isEqualTo(new Depth(5, 2, journal.depth().bytes(), 5, 0));
    }
    try (Journal journal = open()) {
      assertThat(journal.append(Samples.readings(5)).header().seq()).isEqualTo(6);
      assertThat(journal.received(Samples.receipt(journal, Samples.all(journal).get(5))))
          .isEqualTo(new Acceptance.Freed(6));
    }
  }

  private static void assertSameReadings(SealedBatch anew, SealedBatch old) throws Exception {
    assertThat(anew.header().wallMinusBoot()).isEqualTo(old.header().wallMinusBoot());
    assertThat(anew.header().bootId()).isEqualTo(old.header().bootId());
    assertThat(anew.header().catalogue()).isEqualTo(old.header().catalogue());
    assertThat(body(anew)).isEqualTo(body(old));
  }

  private static byte[] body(SealedBatch batch) throws MalformedBatchException {
    Envelope envelope = Wire.open(batch.bytes());
    int from = envelope.bodyOffset();
    return Arrays.copyOfRange(batch.bytes(), from, from + envelope.bodyLength());
  }

  @Test
  void aForkThatTheDiskRefusesLeavesTheJournalAsItWas() throws Exception {
    try (Journal journal = open()) {
      Samples.declare(journal);
      journal.append(Samples.readings(2));
      long epoch = journal.epoch();
      // A folder in the place of the note: it cannot be written.
      Path inTheWay = Files.createDirectories(folder.resolve("succession.new").resolve("full"));
      Receipt other = new Receipt(Samples.STORE, epoch, 2, Digest.NONE);
      assertThatThrownBy(() -> journal.received(other)).isInstanceOf(JournalException.class);
      SealedBatch kept = journal.append(Samples.readings(3));
      assertThat(kept.header().epoch()).isEqualTo(epoch);
      assertThat(kept.header().seq()).isEqualTo(3);

      Files.delete(inTheWay);
      Files.delete(folder.resolve("succession.new"));
      assertThat(Samples.all(journal))
          .extracting(SealedBatch::digest)
          .hasSize(3)
          .endsWith(kept.digest());
      assertThat(journal.received(other)).isInstanceOf(Acceptance.Forked.class);
    }
  }

  @Test
  void aReceiptWithAnotherDigestMeansAForkAlsoWhenItIsLate() throws JournalException {
    try (Journal journal = open()) {
      Samples.declare(journal);
      SealedBatch two = journal.append(Samples.readings(2));
      Receipt other = new Receipt(Samples.STORE, journal.epoch(), 1, two.digest());

      journal.received(Samples.receipt(journal, two));
      assertThat(journal.received(other)).isInstanceOf(Acceptance.Forked.class);
      assertThat(journal.received(other)).isEqualTo(new Acceptance.Stale());
      assertThat(journal.depth().receiptedSeq()).isZero();
    }
  }

  @Test
  void anotherStoreIsOfferedEverythingThatIsStillHeld() throws JournalException {
    UUID other = new UUID(8, 8);
    try (Journal journal = open()) {
      Samples.declare(journal);
      journal.received(Samples.receipt(journal, journal.append(Samples.readings(2))));

      assertThat(journal.received(Samples.nothing(journal, other)))
          .isEqualTo(new Acceptance.Moved(other, 0));
      // The third says that it is another one.
      assertThat(journal.depth().batches()).isEqualTo(3);
      assertThat(journal.depth().readings()).isEqualTo(1);
      assertThat(journal.depth().receiptedSeq()).isZero();
      assertThat(events(journal)).containsExactly("store-changed");
    }
  }

  // An older backup of the collector's database: what was receipted since is not there any more.
  @Test
  void aStoreThatWentBackIsOfferedWhatItHasLost() throws JournalException {
    try (Journal journal = open()) {
      Samples.declare(journal);
      SealedBatch two = journal.append(Samples.readings(2));
      SealedBatch three = journal.append(Samples.readings(3));
      SealedBatch four = journal.append(Samples.readings(4));
      journal.answered(Samples.receipt(journal, two));
      journal.received(Samples.receipt(journal, four));
      assertThat(journal.depth().batches()).isZero();

      assertThat(journal.received(Samples.receipt(journal, three)))
          .as("overtaken on its way")
          .isEqualTo(new Acceptance.Stale());
      assertThat(journal.answered(Samples.receipt(journal, two)))
          .isEqualTo(new Acceptance.Moved(Samples.STORE, 2));
      assertThat(journal.depth().receiptedSeq()).isEqualTo(2);
      assertThat(journal.after(2, 9, 1 << 20))
          .extracting(SealedBatch::digest)
          .startsWith(three.digest(), four.digest());
      assertThat(events(journal)).containsExactly("store-went-back");
    }
    try (Journal journal = open()) {
      assertThat(journal.depth().receiptedSeq()).isEqualTo(2);
    }
  }

  private static List<String> events(Journal journal) throws JournalException {
    return Samples.facts(journal).stream()
        .filter(Facts.Event.class::isInstance)
        .map(fact -> ((Facts.Event) fact).code())
        .toList();
  }

  // A box without a battery: what it measured in "1970" is dated when the time is learned.
  @Test
  void theTimeLearnedDuringABootIsSaidOnce() throws JournalException {
    ManualClock lost = new ManualClock(5_000, ClockTrust.UNKNOWN);
    try (Journal journal = Journal.open(folder, lost)) {
      Samples.declare(journal);
      journal.append(Samples.readings(1));
      lost.advance(60_000);
      lost.setWall(1_767_225_660_000L, ClockTrust.SYNCHRONISED);
      journal.append(Samples.readings(2));
      journal.append(Samples.readings(3));

      assertThat(Samples.facts(journal))
          .containsExactly(new Facts.Time(lost.bootId(), 1_767_225_600_000L));
      assertThat(Samples.all(journal).get(2).header().kind()).isEqualTo(BatchKind.FACT);
    }
  }

  @Test
  void theTimeLearnedAcrossARestartInTheSameBootIsSaidAtOpening() throws JournalException {
    ManualClock lost = new ManualClock(5_000, ClockTrust.UNKNOWN);
    try (Journal journal = Journal.open(folder, lost)) {
      Samples.declare(journal);
    }
    lost.setWall(1_767_225_600_000L, ClockTrust.SYNCHRONISED);
    try (Journal journal = Journal.open(folder, lost)) {
      assertThat(Samples.facts(journal)).hasSize(1);
    }
  }

  @Test
  void aBootThatNeverLearnedTheTimeIsNotDatedByTheNext() throws JournalException {
    ManualClock lost = new ManualClock(5_000, ClockTrust.UNKNOWN);
    try (Journal journal = Journal.open(folder, lost)) {
      Samples.declare(journal);
    }
    lost.reboot();
    lost.setWall(1_767_225_600_000L, ClockTrust.SYNCHRONISED);
    try (Journal journal = Journal.open(folder, lost)) {
      journal.append(Samples.readings(1));
      assertThat(Samples.facts(journal)).isEmpty();
    }
  }

  @Test
  void aSecondGatewayOnTheSameFolderIsRefusedAndHarmsNothing() throws JournalException {
    try (Journal journal = open()) {
      Samples.declare(journal);
      assertThatThrownBy(this::open).isInstanceOf(JournalException.class);
      assertThat(journal.append(Samples.readings(2)).header().seq()).isEqualTo(2);
    }
  }

  @Test
  void listenersAreToldOfEachAppend() throws JournalException {
    AtomicInteger told = new AtomicInteger();
    try (Journal journal = open()) {
      journal.onAppend(told::incrementAndGet);
      Samples.declare(journal);
      journal.append(Samples.readings(1));
    }
    assertThat(told).hasValue(2);
  }

  @Test
  void batchesAreGivenInPortionsOfCountAndBytes() throws JournalException {
    try (Journal journal = open()) {
      Samples.declare(journal);
      for (int value = 0; value < 5; value++) {
        journal.append(Samples.readings(value));
      }
      assertThat(journal.after(2, 2, 1 << 20))
          .extracting(b -> b.header().seq())
          .containsExactly(3L, 4L);
      assertThat(journal.after(2, 9, 1)).extracting(b -> b.header().seq()).containsExactly(3L);
      assertThat(journal.after(6, 9, 1)).isEmpty();
    }
  }

  static void assertSame(List<SealedBatch> found, List<SealedBatch> written) {
    assertThat(found).hasSameSizeAs(written);
    for (int index = 0; index < found.size(); index++) {
      assertThat(found.get(index).bytes()).isEqualTo(written.get(index).bytes());
      assertThat(found.get(index).header()).isEqualTo(written.get(index).header());
    }
  }

  private Journal open() throws JournalException {
    return Journal.open(folder, clock);
  }
}
