package eu.releve.edge.pulse;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.profile.PulseContact;
import eu.releve.profile.PulseContact.Wiring;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Pulses by the hundred thousand, and storms. */
class PulseInputTest {
  private static final long SECOND = 1_000_000_000;
  private static final int PULSES = 100_000;

  private final PulseInput input = input((int) PlayedPulses.DEBOUNCE_MILLIS, PlayedPulses.HZ);

  @Test
  void aHundredThousandPulsesAtUpToFiftyHertzWithBounceAreCountedExactly() {
    long seed = new Random().nextLong();
    PlayedPulses contact = new PlayedPulses(seed, 0);
    long edges = 0;
    for (int i = 1; i <= PULSES; i++) {
      for (Edge edge : contact.next()) {
        input.take(edge);
        edges++;
      }
      assertThat(input.counts().pulses()).as("seed %d", seed).isEqualTo(i);
    }
    assertThat(input.counts()).isEqualTo(new PulseInput.Counts(PULSES, 0, edges, 0, 0, 0, false));
    assertThat(edges).isGreaterThan(5L * PULSES);
  }

  @Test
  void whatTheKernelHadNoRoomForIsCountedByItsNumbersAndNoPulseIsMadeUp() {
    long seed = new Random().nextLong();
    Random chance = new Random(seed);
    PlayedPulses contact = new PlayedPulses(seed, 0);
    long lost = 0;
    for (int i = 0; i < 10_000; i++) {
      for (Edge edge : contact.next()) {
        if (chance.nextInt(100) == 0) {
          lost++;
        } else {
          input.take(edge);
        }
      }
    }
    contact.next().forEach(input::take);
    assertThat(input.counts().lost()).as("seed %d", seed).isPositive().isEqualTo(lost);
    // What lies around an edge that is missing is not judged: its own pulse and the next.
    assertThat(input.counts().pulses())
        .as("seed %d", seed)
        .isBetween(10_001 - 2 * lost, 10_001L - 1);
  }

  @Test
  void aStormIsNotCountedAndEndsAfterFiveCalmSeconds() {
    long nanos = SECOND;
    long sequence = 0;
    for (int i = 0; i < 50_000; i++) {
      nanos += 100_000;
      input.take(new Edge(i % 2 == 0, nanos, ++sequence));
    }
    PulseInput.Counts storm = input.counts();
    assertThat(storm.storming()).isTrue();
    assertThat(storm.storms()).isEqualTo(1);
    assertThat(storm.pulses()).isZero();
    assertThat(storm.stormEdges()).isBetween(47_000L, 48_000L);
    input.quietUntil(nanos + 4 * SECOND);
    assertThat(input.counts().storming()).isTrue();
    input.quietUntil(nanos + 7 * SECOND);
    assertThat(input.counts().storming()).isFalse();
    nanos += 8 * SECOND;
    assertThat(pulse(nanos, sequence)).isTrue();
    assertThat(input.counts().pulses()).isEqualTo(1);
  }

  // Fifty hertz on an open line are a hundred edges a second, each shorter than the debounce time.
  @Test
  void theHumOfTheMainsOnABrokenCableIsAStormAlthoughItGivesNoPulse() {
    PulseInput usual = input(15, 20);
    long nanos = SECOND;
    long sequence = 0;
    for (int i = 0; i < 600; i++) {
      nanos += SECOND / 100;
      usual.take(new Edge(i % 2 == 0, nanos, ++sequence));
    }
    assertThat(usual.counts().pulses()).isZero();
    assertThat(usual.counts().storming()).isTrue();
    assertThat(usual.counts().storms()).isEqualTo(1);
    usual.quietUntil(nanos + 7 * SECOND);
    assertThat(usual.counts().storming()).isFalse();
  }

  // Five thousand in ten seconds are five hundred a second.
  @Test
  void edgesThatAStallHasLostOverManySecondsMakeNoStormOfThoseThatCame() {
    input.take(new Edge(true, SECOND, 1));
    input.take(new Edge(false, 11 * SECOND, 5_002));
    assertThat(input.counts().lost()).isEqualTo(5_000);
    assertThat(input.counts().storms()).isZero();
  }

  // The same hum where the debounce time is shorter than its half wave: each wave is a pulse by
  // the rule, both when the contact seems closed first and when it seems open first.
  @Test
  void theHumOfTheMainsIsAStormAlsoWhereItIsLongerThanTheDebounceTime() {
    for (int mostHz : new int[] {1, 5, 10, 20}) {
      for (boolean closedFirst : new boolean[] {true, false}) {
        PulseInput quick = input(5, mostHz);
        long nanos = hum(quick, 10 * SECOND, SECOND / 50, closedFirst);
        PulseInput.Counts counts = quick.counts();
        assertThat(counts.storming()).as("%d Hz", mostHz).isTrue();
        assertThat(counts.storms()).as("%d Hz", mostHz).isEqualTo(1);
        assertThat(counts.pulses()).as("%d Hz: the first", mostHz).isEqualTo(1);
        assertThat(counts.hasty()).as("%d Hz: before it was one", mostHz).isBetween(1L, 2L);
        quick.quietUntil(nanos + 7 * SECOND);
        assertThat(quick.counts().storming()).isFalse();
      }
    }
  }

  // Only the plan can say that fifty pulses a second are no hum.
  @Test
  void fiftyPulsesASecondAreCountedWhereThePlanSaysSo() {
    hum(input, 10 * SECOND, SECOND / 50, true);
    assertThat(input.counts().pulses()).isEqualTo(500);
    assertThat(input.counts().storms()).isZero();
  }

  // The traction current of Swiss and German railways: 16.7 Hz.
  @Test
  void pulsesThatAreALittleTooFastAreAStormAfterASecond() {
    PulseInput water = input(15, 10);
    hum(water, 10 * SECOND, 3 * SECOND / 50, true);
    assertThat(water.counts().storming()).isTrue();
    assertThat(water.counts().pulses()).isEqualTo(12);
    PulseInput electricity = input(15, 20);
    hum(electricity, 10 * SECOND, 3 * SECOND / 50, true);
    assertThat(electricity.counts().pulses()).as("as fast as S0 may be").isEqualTo(167);
    assertThat(electricity.counts().storms()).isZero();
  }

  // Hum that begins late in a second has no other second's room beside its own.
  @Test
  void aStormHasNoMoreRoomAcrossTheTurnOfASecond() {
    PulseInput water = input(15, 10);
    long nanos = SECOND - 700_000_000;
    for (int i = 0; i < 60; i++) {
      nanos += 60_000_000;
      water.take(new Edge(true, nanos - 30_000_000, 2L * i + 1));
      water.take(new Edge(false, nanos, 2L * i + 2));
    }
    assertThat(water.counts().pulses()).isEqualTo(12);
  }

  // A reed contact at the edge of its magnet: the pulse of a litre a second shows as two.
  @Test
  void aPulseThatComesTooSoonIsNotCountedAndMakesNoStormAlone() {
    PulseInput water = input(15, 10);
    long sequence = 0;
    for (int i = 1; i <= 60; i++) {
      for (long millis : new long[] {0, 20, 40, 60}) {
        long nanos = i * SECOND + millis * 1_000_000;
        water.take(new Edge(millis % 40 == 0, nanos, ++sequence));
      }
    }
    assertThat(water.counts().pulses()).isEqualTo(60);
    assertThat(water.counts().hasty()).isEqualTo(60);
    assertThat(water.counts().storms()).isZero();
  }

  @Test
  void edgesThatWereLostCountForAStorm() {
    input.take(new Edge(true, SECOND, 1));
    input.take(new Edge(false, SECOND + 1, 5_000));
    assertThat(input.counts()).isEqualTo(new PulseInput.Counts(0, 0, 2, 4_998, 1, 4_999, true));
  }

  /** As long on as off, for so long; when it ended. */
  private static long hum(PulseInput input, long lasts, long period, boolean closedFirst) {
    long nanos = SECOND;
    long sequence = 0;
    while (nanos <= SECOND + lasts) {
      sequence++;
      input.take(new Edge(sequence % 2 == 1 == closedFirst, nanos, sequence));
      nanos += period / 2;
    }
    return nanos;
  }

  private static PulseInput input(int debounceMillis, int mostHz) {
    return new PulseInput(
        new PulseContact(Wiring.TO_GROUND, Duration.ofMillis(debounceMillis), mostHz));
  }

  private boolean pulse(long nanos, long sequence) {
    List<Edge> edges =
        List.of(
            new Edge(true, nanos, sequence + 1), new Edge(false, nanos + 60_000_000, sequence + 2));
    return edges.stream().map(input::take).toList().getLast();
  }
}
