package eu.releve.edge.journal;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.edge.clock.ManualClock;
import eu.releve.measure.Quality;
import eu.releve.wire.Body;
import eu.releve.wire.Catalogue;
import eu.releve.wire.ClockTrust;
import eu.releve.wire.Digest;
import eu.releve.wire.Facts;
import eu.releve.wire.MalformedBatchException;
import eu.releve.wire.Readings;
import eu.releve.wire.Receipt;
import eu.releve.wire.SealedBatch;
import eu.releve.wire.Wire;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A clock that calls itself synchronised and jumps: what is dated how, marked and told. */
class TimelineTest {
  private static final long HOUR = 3_600_000;
  private static final int DOUBT = Quality.TIME_UNCERTAIN.bits();

  @TempDir private Path folder;
  private final ManualClock clock = ManualClock.trusted();
  private final long origin = clock.wallMillis();
  private Journal journal;

  /** A reading as it is dated; the value is the boot clock at which it was taken. */
  private record Dated(long wallMillis, long takenBootMillis, int quality) {}

  @BeforeEach
  void open() throws JournalException {
    journal = Journal.open(folder, clock);
    Samples.declare(journal);
  }

  @AfterEach
  void close() throws JournalException {
    journal.close();
  }

  @Test
  void anHourMoreOrLessIsNotBelievedAndReadingsStayInTheirHour() throws JournalException {
    for (long hour : new long[] {HOUR, -HOUR, 2 * HOUR, -5 * HOUR - HOUR / 2}) {
      reads(3);
      clock.setWall(clock.wallMillis() + hour, ClockTrust.SYNCHRONISED);
      reads(70);
      assertThat(journal.dating().jump().orElseThrow().isZone()).as("%d", hour).isTrue();
      clock.setWall(clock.wallMillis() - hour, ClockTrust.SYNCHRONISED);
      reads(3);
      assertThat(journal.dating().jump()).isEmpty();
    }
    List<Dated> dated = dated();
    assertThat(dated).hasSize(4 * (3 + 70 + 3));
    dated.forEach(one -> assertThat(one.wallMillis).isEqualTo(origin + one.takenBootMillis));
    assertThat(dated.subList(3, 73)).allMatch(one -> one.quality == DOUBT);
    assertThat(dated.subList(73, 76)).allMatch(one -> one.quality == 0);
    assertThat(codes())
        .containsExactly(
            "clock-jumped",
            "clock-returned",
            "clock-jumped",
            "clock-returned",
            "clock-jumped",
            "clock-returned",
            "clock-jumped",
            "clock-returned");
  }

  // It may have been wrong before: whoever stays there for an hour is believed.
  @Test
  void anotherJumpIsBelievedAfterAnHourAndNotBefore() throws JournalException {
    reads(2);
    clock.setWall(clock.wallMillis() + 777_000, ClockTrust.SYNCHRONISED);
    reads(60);
    assertThat(dated().getLast()).isEqualTo(new Dated(origin + now(), now(), DOUBT));
    reads(1);
    reads(1);
    assertThat(dated().getLast()).isEqualTo(new Dated(origin + now() + 777_000, now(), 0));
    assertThat(codes()).containsExactly("clock-jumped", "clock-taken-over");
    assertThat(journal.dating().jump()).isEmpty();
  }

  // What is dated into hours that were there before cannot be told from it but for the mark.
  @Test
  void hoursThatComeAgainAreMarkedUntilTheClockHasPassedThem() throws JournalException {
    reads(2);
    clock.setWall(clock.wallMillis() - 600_000, ClockTrust.SYNCHRONISED);
    reads(61);
    long reached = origin + now();
    while (clock.wallMillis() + 60_000 <= reached) {
      reads(1);
      assertThat(dated().getLast().quality).isEqualTo(DOUBT);
      assertThat(dated().getLast().wallMillis).isEqualTo(clock.wallMillis());
    }
    reads(1);
    assertThat(dated().getLast()).isEqualTo(new Dated(clock.wallMillis(), now(), 0));
  }

  // What is marked must not depend on whether the program, or the epoch, is still the same.
  @Test
  void hoursThatComeAgainStayMarkedWhenTheProgramStartsAgainAndWhenTheEpochEnds()
      throws JournalException {
    clock.advance(5 * HOUR);
    reads(2);
    clock.setWall(clock.wallMillis() - 7_000_000, ClockTrust.SYNCHRONISED);
    reads(62);
    assertThat(codes()).containsExactly("clock-jumped", "clock-taken-over");

    close();
    open();
    reads(1);
    assertThat(dated().getLast()).isEqualTo(new Dated(clock.wallMillis(), now(), DOUBT));

    journal.received(new Receipt(Samples.STORE, journal.epoch(), 9_999, Digest.NONE));
    reads(1);
    assertThat(dated().getLast()).isEqualTo(new Dated(clock.wallMillis(), now(), DOUBT));

    close();
    open();
    clock.advance(2 * HOUR);
    reads(1);
    assertThat(dated().getLast()).isEqualTo(new Dated(clock.wallMillis(), now(), 0));
  }

  @Test
  void aClockThatGoesOnJumpingIsNeverBelieved() throws JournalException {
    reads(1);
    for (int i = 0; i < 10; i++) {
      clock.setWall(clock.wallMillis() + 100_000, ClockTrust.SYNCHRONISED);
      reads(50);
    }
    assertThat(dated()).allMatch(one -> one.wallMillis == origin + one.takenBootMillis);
  }

  // A leap second shows each millisecond of a second twice. Readings are a second apart.
  @Test
  void aLeapSecondIsFollowedSoSlowlyThatNoTwoReadingsChangePlaces() throws JournalException {
    for (int i = 0; i < 20; i++) {
      reads(1);
    }
    clock.setWall(clock.wallMillis() - 1_000, ClockTrust.SYNCHRONISED);
    for (int i = 0; i < 2_000; i++) {
      readsAfter(1_000);
    }
    List<Dated> dated = dated();
    for (int i = 1; i < dated.size(); i++) {
      assertThat(dated.get(i).wallMillis).isGreaterThan(dated.get(i - 1).wallMillis);
    }
    assertThat(dated).allMatch(one -> one.quality == 0);
    assertThat(dated.getLast().wallMillis).isBetween(clock.wallMillis(), clock.wallMillis() + 50);
    assertThat(codes()).containsExactly("clock-stepped");
  }

  // The network is away for a day, and the kernel takes back what it said of its clock.
  @Test
  void aBootThatLearnedTheTimeKeepsItWhateverTheClockShows() throws JournalException {
    reads(1);
    clock.setWall(0, ClockTrust.UNKNOWN);
    reads(3);
    assertThat(dated()).allMatch(one -> one.wallMillis == origin + one.takenBootMillis);
    assertThat(dated()).allMatch(one -> one.quality == 0);
    assertThat(codes()).isEmpty();
  }

  // The program starts again in the middle of it: its journal says what the boot knew.
  @Test
  void aProgramThatStartsAgainWhileAJumpLastsStillDoubtsIt() throws JournalException {
    reads(1);
    clock.setWall(clock.wallMillis() + HOUR, ClockTrust.SYNCHRONISED);
    reads(2);
    journal.close();
    journal = Journal.open(folder, clock);
    reads(2);
    assertThat(dated()).allMatch(one -> one.wallMillis == origin + one.takenBootMillis);
    assertThat(dated().getLast().quality).isEqualTo(DOUBT);
  }

  // What knew of the time is receipted, and nothing of it is carried into the new journal.
  @Test
  void aJournalThatBeginsAnewAfterDamageWhileAJumpLastsStillDoubtsIt() throws Exception {
    reads(1);
    clock.setWall(clock.wallMillis() + HOUR, ClockTrust.SYNCHRONISED);
    reads(3);
    journal.received(Samples.receipt(journal, Samples.all(journal).getLast()));
    long epoch = journal.epoch();
    journal.close();
    try (Connection connection = Segment.connect(Samples.segments(folder).getLast(), false);
        Statement decay = connection.createStatement()) {
      decay.execute("update register set meter = 'W3B' where meter = 'w3b'");
    }
    journal = Journal.open(folder, clock);
    assertThat(journal.epoch()).isNotEqualTo(epoch);
    Samples.declare(journal);
    reads(2);
    assertThat(dated())
        .hasSize(2)
        .allMatch(one -> one.wallMillis == origin + one.takenBootMillis && one.quality == DOUBT);
  }

  @Test
  void anotherBootLearnsTheTimeAnew() throws JournalException {
    reads(1);
    clock.setWall(clock.wallMillis() + HOUR, ClockTrust.SYNCHRONISED);
    reads(1);
    journal.close();
    clock.reboot();
    journal = Journal.open(folder, clock);
    reads(1);
    assertThat(dated().getLast()).isEqualTo(new Dated(clock.wallMillis(), now(), 0));
  }

  private long now() {
    return clock.bootMillis();
  }

  /** A minute and a batch with one reading, that many times. */
  private void reads(int times) throws JournalException {
    for (int i = 0; i < times; i++) {
      readsAfter(60_000);
    }
  }

  private void readsAfter(long millis) throws JournalException {
    clock.advance(millis);
    journal.append(new Readings(List.of(new Readings.Row(1, now(), now(), 0))));
  }

  private List<Dated> dated() throws JournalException {
    List<Dated> dated = new ArrayList<>();
    Catalogue catalogue = Catalogue.EMPTY;
    for (SealedBatch batch : Samples.all(journal)) {
      Body body = body(batch, catalogue);
      assertThat(batch.header().trust()).isEqualTo(ClockTrust.SYNCHRONISED);
      if (body instanceof Catalogue declared) {
        catalogue = declared;
      } else if (body instanceof Readings readings) {
        Readings.Row row = readings.rows().getFirst();
        long wall = row.bootMillis() + batch.header().wallMinusBoot();
        dated.add(new Dated(wall, row.value(), row.quality()));
      }
    }
    return dated;
  }

  private static Body body(SealedBatch batch, Catalogue catalogue) {
    try {
      return Wire.body(Wire.open(batch.bytes()), batch.bytes(), catalogue);
    } catch (MalformedBatchException malformed) {
      throw new AssertionError(malformed);
    }
  }

  private List<String> codes() throws JournalException {
    return Samples.facts(journal).stream()
        .filter(fact -> fact instanceof Facts.Event)
        .map(fact -> ((Facts.Event) fact).code())
        .toList();
  }

  @Test
  void aWindowAcrossTheEndOfHoursThatComeAgainIsMarkedUpToThereAlone() throws JournalException {
    reads(2);
    clock.setWall(clock.wallMillis() - 600_000, ClockTrust.SYNCHRONISED);
    reads(61);
    long reached = origin + now();
    List<Readings.Row> window = new ArrayList<>();
    for (int minute = 0; minute < 15; minute++) {
      clock.advance(60_000);
      window.add(new Readings.Row(1, now(), now(), 0));
    }
    journal.append(new Readings(window));
    List<Dated> dated = dated();
    for (Dated reading : dated.subList(dated.size() - 15, dated.size())) {
      assertThat(reading.quality != 0)
          .as("at %d of %d", reading.wallMillis, reached)
          .isEqualTo(reading.wallMillis <= reached);
    }
  }
}
