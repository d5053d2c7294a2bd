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
    return Counter.of(List.of(readings)).quarterHours(first, last + QuarterHour.MILLIS);
  }

  // 23:52 -> 1000.0 and 00:07 -> 1003.0 give 1001.6 at midnight (domain, A3), here in thousandths.
  @Test
  void aBoundaryBetweenTwoReadingsIsInterpolated() {
    assertThat(all(at(-8, 1_000_000), at(7, 1_003_000)))
        .containsExactly(
            new QuarterHour(MIDNIGHT - 15 * MINUTE, 1_600, (int) (8 * MINUTE), Status.MEASURED),
            new QuarterHour(MIDNIGHT, 1_400, (int) (7 * MINUTE), Status.MEASURED));
  }

  @Test
  void aCounterThatBeginsAnewCountsWhatItShowsSinceAndSaysSo() {
    List<QuarterHour> quarters = all(at(0, 120_345_200), at(15, 12_400));
    assertThat(quarters)
        .containsExactly(
            new QuarterHour(MIDNIGHT, 12_400, (int) QuarterHour.MILLIS, Status.UNCERTAIN));
  }

  @Test
  void aCounterThatDipsIsNotBelieved() {
    assertThat(all(at(0, 5_000_000), at(5, 4_999_800), at(15, 5_000_100)))
        .containsExactly(new QuarterHour(MIDNIGHT, 100, (int) QuarterHour.MILLIS, Status.MEASURED));
  }

  @Test
  void aGapOfKnownTotalIsSpreadAndMarked() {
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
  void anyCutOfAnyCounterSumsToTheDifferenceOfItsEnds() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int round = 0; round < 400; round++) {
      List<Index> readings = rising(random);
      long from = QuarterHour.floor(readings.getFirst().millis());
      long to = QuarterHour.floor(readings.getLast().millis()) + QuarterHour.MILLIS;
      Counter counter = Counter.of(readings);
      long whole = sum(counter.quarterHours(from, to));
      assertThat(whole)
          .as("seed %d", seed)
          .isEqualTo(readings.getLast().value() - readings.getFirst().value());
      long cut = QuarterHour.floor(from + (long) (random.nextDouble() * (to - from)));
      assertThat(sum(counter.quarterHours(from, cut)) + sum(counter.quarterHours(cut, to)))
          .as("seed %d", seed)
          .isEqualTo(whole);
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
