package eu.releve.cloud.derive;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.cloud.derive.QuarterHour.Status;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class CounterTest {
  private static final long MIDNIGHT = Instant.parse("2026-03-01T00:00:00Z").toEpochMilli();
  private static final long MINUTE = 60_000;

  private static Index at(long minutes, long value) {
    return new Index(MIDNIGHT + minutes * MINUTE, value);
  }

  private static List<QuarterHour> all(Index... readings) {
    long first = QuarterHour.floor(readings[0].millis());
    long last = QuarterHour.floor(readings[readings.length - 1].millis());
    return Counter.of(List.of(readings), Dial.UNKNOWN)
        .quarterHours(first, last + QuarterHour.MILLIS);
  }

  // 23:52 -> 1000.0 and 00:07 -> 1003.0 give 1001.6 at midnight, here in thousandths: A3 and G13.
  @Test
  void g13ABoundaryBetweenTwoReadingsIsInterpolated() {
    assertThat(all(at(-8, 1_000_000), at(7, 1_003_000)))
        .containsExactly(
            new QuarterHour(MIDNIGHT - 15 * MINUTE, 1_600, (int) (8 * MINUTE), Status.MEASURED, 15),
            new QuarterHour(MIDNIGHT, 1_400, (int) (7 * MINUTE), Status.MEASURED, 15));
  }

  @Test
  void aQuarterHourSaysHowFarTheReadingsAroundItLieApart() {
    assertThat(all(at(0, 0), at(60, 60), at(75, 75), at(5 * 24 * 60, 9_000)))
        .extracting(QuarterHour::bracketMinutes)
        .startsWith(60, 60, 60, 60, 15, 7_125, 7_125);
  }

  @Test
  void a2ACounterThatBeginsAnewCountsWhatItShowsSinceAndSaysSo() {
    List<QuarterHour> quarters = all(at(0, 120_345_200), at(15, 12_400));
    assertThat(quarters)
        .containsExactly(
            new QuarterHour(MIDNIGHT, 12_400, (int) QuarterHour.MILLIS, Status.UNCERTAIN, 15));
  }

  @Test
  void g3ACounterThatDipsIsNotBelieved() {
    assertThat(all(at(0, 5_000_000), at(5, 4_999_800), at(15, 5_000_100)))
        .containsExactly(
            new QuarterHour(MIDNIGHT, 100, (int) QuarterHour.MILLIS, Status.MEASURED, 15));
  }

  @Test
  void g3ACounterThatRollsOverLosesNothingAndSaysSo() {
    List<QuarterHour> quarters =
        Counter.of(
                List.of(at(0, 999_965), at(15, 999_990), at(30, 15), at(45, 40)),
                Dial.ending(1_000_000))
            .quarterHours(MIDNIGHT, MIDNIGHT + 45 * MINUTE);
    assertThat(quarters).extracting(QuarterHour::consumption).containsExactly(25L, 25L, 25L);
    assertThat(quarters)
        .extracting(QuarterHour::status)
        .containsExactly(Status.MEASURED, Status.ROLLOVER, Status.MEASURED);
  }

  // A bus that answers with zeros for a while: neither a restart, nor all of the index once more.
  @Test
  void aHoleThatTheCounterComesBackFromIsLeftOut() {
    assertThat(sum(all(at(0, 120_340), at(15, 120_345), at(30, 0), at(45, 0), at(60, 120_352))))
        .isEqualTo(12);
    assertThat(sum(all(at(0, 999_980), at(15, 999_990), at(30, 0), at(45, 1_000_010))))
        .isEqualTo(30);
    // One that lasts is a restart.
    List<Index> lasting = new ArrayList<>(List.of(at(0, 120_340), at(15, 120_345)));
    for (int i = 0; i < 12; i++) {
      lasting.add(at(30 + 15 * i, 2L * i));
    }
    assertThat(sum(all(lasting.toArray(Index[]::new)))).isEqualTo(5 + 22);
  }

  @Test
  void aCounterThatGrowsBackOverWhatItShowedIsNoHole() {
    assertThat(sum(all(at(0, 10), at(15, 40), at(30, 5), at(45, 35), at(60, 65))))
        .isEqualTo(30 + 65);
  }

  // 1.2 times fuses of 10 kVA are 200 Wh a minute.
  @Test
  void a2WhatRisesFasterThanItCanIsHeldUntilItIsSaidAgainAndAgain() {
    Dial fused = Dial.UNKNOWN.atMost(12_000);
    List<Index> readings =
        new ArrayList<>(List.of(at(0, 1_000), at(1, 1_100), at(2, 5_000), at(3, 1_300)));
    assertThat(total(readings, fused)).isEqualTo(300);
    assertThat(total(readings.subList(0, 3), fused)).as("held").isEqualTo(100);
    for (int i = 4; i < 14; i++) {
      readings.add(at(i, 900_000 + i));
    }
    assertThat(total(readings, fused)).as("taken at its word").isEqualTo(899_013);
    assertThat(Counter.of(readings, fused).quarterHours(MIDNIGHT, MIDNIGHT + 15 * MINUTE))
        .extracting(QuarterHour::status)
        .containsExactly(Status.UNCERTAIN);
  }

  private static long total(List<Index> readings, Dial dial) {
    return sum(Counter.of(readings, dial).quarterHours(MIDNIGHT, MIDNIGHT + 60 * MINUTE));
  }

  // A float32 at 1,048,576 kWh tells 0.125 kWh: minutes without a step, then several at once.
  @Test
  void g9ACounterThatTellsCoarseStepsIsMeasuredAndExact() {
    List<Index> readings = new ArrayList<>();
    long watthours = 1_048_576_000;
    for (int minute = 0; minute <= 120; minute++) {
      readings.add(at(minute, (watthours + 61L * minute) / 125 * 125));
    }
    List<QuarterHour> quarters = all(readings.toArray(Index[]::new));
    assertThat(sum(quarters)).isEqualTo((watthours + 61L * 120) / 125 * 125 - watthours);
    assertThat(quarters).extracting(QuarterHour::status).containsOnly(Status.MEASURED);
  }

  // One absurd reading, then back: neither its rise nor a restart may be counted.
  @Test
  void a2ASpikeIsLeftOutAndItsQuarterHoursAreUncertain() {
    List<QuarterHour> quarters =
        all(at(0, 1_000), at(15, 1_010), at(30, 1_000_000), at(45, 1_030), at(60, 1_040));
    assertThat(quarters).extracting(QuarterHour::consumption).containsExactly(10L, 10L, 10L, 10L);
    assertThat(quarters)
        .extracting(QuarterHour::status)
        .containsExactly(Status.MEASURED, Status.UNCERTAIN, Status.UNCERTAIN, Status.MEASURED);
  }

  @Test
  void aSpikeOfSeveralReadingsOrOfLessThanATenthIsLeftOut() {
    assertThat(sum(all(at(0, 500), at(1, 501), at(2, 9_999), at(3, 9_999), at(5, 504))))
        .isEqualTo(4);
    assertThat(
            sum(
                all(
                    at(0, 5_000_000),
                    at(1, 5_000_010),
                    at(2, 5_400_000),
                    at(3, 5_000_030),
                    at(4, 5_000_040))))
        .isEqualTo(40);
    assertThat(sum(all(at(0, 7), at(1, 7), at(2, Long.MAX_VALUE), at(3, 7), at(4, 7)))).isZero();
  }

  @Test
  void twoSpikesNearEachOtherAreLeftOut() {
    assertThat(
            sum(
                all(
                    at(0, 1_000),
                    at(1, 1_001),
                    at(2, 900_000),
                    at(3, 1_003),
                    at(4, 500_000),
                    at(5, 1_005))))
        .isEqualTo(5);
  }

  @Test
  void aCounterThatRoseSteadilyAndBeginsAnewIsNoSpike() {
    assertThat(sum(all(at(0, 0), at(15, 40), at(30, 80), at(45, 120), at(60, 2), at(75, 42))))
        .isEqualTo(120 + 42);
    // A month without readings explains a large rise.
    assertThat(
            sum(all(at(0, 0), at(43_200, 50_000), at(43_215, 12), at(43_230, 30), at(43_245, 48))))
        .isEqualTo(50_048);
  }

  @Test
  void aCounterThatWasSetBackCountsOnFromThere() {
    List<Index> readings = new ArrayList<>(List.of(at(0, 5_000_000), at(15, 5_000_100)));
    for (int i = 2; i < 20; i++) {
      readings.add(at(15L * i, 4_900_000 + 100L * i));
    }
    assertThat(sum(all(readings.toArray(Index[]::new)))).isEqualTo(100 + 17 * 100);
  }

  @Test
  void noValueIsTooLargeOrTooSmallForALine() {
    assertThat(sum(all(at(0, Long.MIN_VALUE), at(15, Long.MAX_VALUE), at(30, 5)))).isNotNegative();
    assertThat(sum(all(at(0, 0), at(15, Long.MAX_VALUE), at(30, 1), at(45, Long.MAX_VALUE))))
        .isNotNegative();
  }

  @Test
  void aGapOfYearsIsExactToItsEndsWithoutAMillionQuarterHours() {
    long years = 27L * 365 * 24 * 60;
    List<QuarterHour> quarters =
        all(at(-10, 100), at(7, 117), at(7 + years, 10_000_117), at(20 + years, 10_000_130));
    assertThat(quarters).hasSizeLessThan(27 * 366 + 200);
    assertThat(sum(quarters)).isEqualTo(10_000_030);
    long covered = quarters.stream().mapToLong(QuarterHour::coveredMillis).sum();
    assertThat(covered).isEqualTo((years + 30) * MINUTE);
    for (int i = 1; i < quarters.size(); i++) {
      assertThat(quarters.get(i).startMillis()).isEqualTo(quarters.get(i - 1).endMillis());
    }
  }

  @Test
  void aYearWithoutReadingsIsSpreadOverItsQuarterHours() {
    long year = 365L * 24 * 60;
    assertThat(all(at(0, 0), at(year, 35_040)))
        .hasSize(35_040)
        .allMatch(quarter -> quarter.consumption() == 1);
  }

  @Test
  void a3AGapOfKnownTotalIsSpreadAndMarked() {
    List<QuarterHour> quarters = all(at(0, 0), at(60, 400));
    assertThat(quarters)
        .extracting(QuarterHour::consumption)
        .containsExactly(100L, 100L, 100L, 100L);
    assertThat(quarters).extracting(QuarterHour::status).containsOnly(Status.INTERPOLATED);
  }

  @Test
  void valuesAtTheEndOfTheNumbersDoNotOverflow() {
    long large = Long.MAX_VALUE / 2;
    assertThat(all(at(0, 0), at(30, large)).stream().mapToLong(QuarterHour::consumption).sum())
        .isEqualTo(large);
  }

  @Test
  void g13AnyPartitionOfAnyCounterSumsToTheDifferenceOfItsEnds() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int round = 0; round < 400; round++) {
      List<Index> readings = rising(random);
      long from = QuarterHour.floor(readings.getFirst().millis());
      long to = QuarterHour.floor(readings.getLast().millis()) + QuarterHour.MILLIS;
      Counter counter = Counter.of(readings, Dial.UNKNOWN);
      long whole = sum(counter.quarterHours(from, to));
      assertThat(whole)
          .as("seed %d", seed)
          .isEqualTo(readings.getLast().value() - readings.getFirst().value());
      long parts = 0;
      long begin = from;
      while (begin < to) {
        long end = Math.min(to, begin + QuarterHour.MILLIS * (1 + random.nextInt(20)));
        parts += sum(counter.quarterHours(begin, end));
        begin = end;
      }
      assertThat(parts).as("seed %d", seed).isEqualTo(whole);
    }
  }

  private static long sum(List<QuarterHour> quarters) {
    return quarters.stream().mapToLong(QuarterHour::consumption).sum();
  }

  private static List<Index> rising(Random random) {
    TreeSet<Long> instants = new TreeSet<>();
    while (instants.size() < 2 + random.nextInt(60)) {
      instants.add(MIDNIGHT + random.nextInt(86_400_000));
    }
    List<Index> readings = new ArrayList<>();
    long value = random.nextInt(1_000_000);
    for (long instant : instants) {
      readings.add(new Index(instant, value));
      value += random.nextInt(5_000);
    }
    return readings;
  }
}
