package eu.releve.cloud.derive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Gauges and demand; the names begin with the vector that a test shows. */
class GaugeTest {
  private static final long MIDNIGHT = Instant.parse("2026-03-01T00:00:00Z").toEpochMilli();
  private static final long MINUTE = Duration.ofMinutes(1).toMillis();
  private static final Duration EVERY = Duration.ofMinutes(15);

  private static Index at(long minutes, long value) {
    return new Index(MIDNIGHT + minutes * MINUTE, value);
  }

  private static List<Level> levels(Duration nominal, Index... readings) {
    return new Gauge(List.of(readings), nominal)
        .quarterHours(MIDNIGHT - 240 * MINUTE, MIDNIGHT + 240 * MINUTE);
  }

  // 20 degrees for ten minutes, then five up to 26.
  @Test
  void a1AGaugeHasATimeWeightedMeanAMinimumAndAMaximum() {
    List<Level> levels = levels(EVERY, at(0, 20_000), at(10, 20_000), at(15, 26_000));
    assertThat(levels).hasSize(1);
    assertThat(levels.getFirst().mean()).isEqualTo((10 * 20_000 + 5 * 23_000) / 15);
    assertThat(levels.getFirst().min()).isEqualTo(20_000);
    assertThat(levels.getFirst().max()).isEqualTo(26_000);
    assertThat(levels.getFirst().coveredMillis()).isEqualTo(15 * MINUTE);
  }

  @Test
  void aValueAtABoundaryIsInterpolated() {
    List<Level> levels = levels(EVERY, at(-8, 1_000), at(7, 2_500));
    assertThat(levels).extracting(Level::max).containsExactly(1_800L, 2_500L);
    assertThat(levels).extracting(Level::min).containsExactly(1_000L, 1_800L);
    assertThat(levels).extracting(Level::mean).containsExactly(1_400L, 2_150L);
  }

  // Twice the usual distance is still bridged.
  @Test
  void a3AGaugeIsNeverInterpolatedOverMoreThanTwoReadings() {
    assertThat(levels(EVERY, at(0, 10), at(30, 10))).hasSize(2);
    assertThat(levels(EVERY, at(0, 10), at(31, 10))).isEmpty();
    List<Level> hole = levels(EVERY, at(-15, 10), at(0, 10), at(120, 50), at(135, 50));
    assertThat(hole)
        .extracting(level -> (level.over().fromMillis() - MIDNIGHT) / MINUTE)
        .containsExactly(-15L, 120L);
    assertThat(hole.getFirst().and(hole.getLast()).mean()).as("of what is known").isEqualTo(30);
  }

  @Test
  void theMeanOfADayIsExactlyThatOfItsQuarterHours() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      List<Index> readings = new ArrayList<>();
      long millis = MIDNIGHT - 3 * MINUTE;
      while (millis < MIDNIGHT + 240 * MINUTE) {
        readings.add(new Index(millis, random.nextInt(200_000) - 50_000));
        millis += 1 + random.nextInt(40 * (int) MINUTE);
      }
      Gauge gauge = new Gauge(readings, EVERY);
      long to = MIDNIGHT + 240 * MINUTE;
      long cut = MIDNIGHT + QuarterHour.MILLIS * random.nextInt(16);
      List<Level> whole = gauge.quarterHours(MIDNIGHT, to);
      List<Level> parts = new ArrayList<>(gauge.quarterHours(MIDNIGHT, cut));
      parts.addAll(gauge.quarterHours(cut, to));
      assertThat(parts).as("seed %d round %d", seed, round).isEqualTo(whole);
      for (Level level : whole) {
        assertThat(level.mean())
            .as("seed %d round %d", seed, round)
            .isBetween(level.min() - 1, level.max() + 1);
      }
    }
  }

  @Test
  void noValueIsTooLargeForAGauge() {
    List<Level> levels = levels(EVERY, at(0, Long.MIN_VALUE), at(15, Long.MAX_VALUE));
    assertThat(levels.getFirst().min()).isEqualTo(Long.MIN_VALUE);
    assertThat(levels.getFirst().mean()).isBetween(-1L, 0L);
  }

  @Test
  void a1ADemandIsItsMaximumWithItsTime() {
    Stretch day = new Stretch(MIDNIGHT, MIDNIGHT + 96 * QuarterHour.MILLIS);
    List<Index> readings = List.of(at(30, 5_000), at(15, 7_000), at(45, 7_000), at(1_440, 9_000));
    assertThat(Peak.of(day, readings)).contains(new Peak(7_000, MIDNIGHT + 15 * MINUTE));
    assertThat(new Peak(7_000, 5).or(new Peak(7_000, 3))).isEqualTo(new Peak(7_000, 3));
    assertThat(new Peak(7_000, 5).or(new Peak(8_000, 9))).isEqualTo(new Peak(8_000, 9));
  }

  @Test
  void g8WhereNoDemandWasReadThereIsNoPeakOfZero() {
    Stretch day = new Stretch(MIDNIGHT, MIDNIGHT + 96 * QuarterHour.MILLIS);
    assertThat(Peak.of(day, List.of())).isEmpty();
    assertThat(Peak.of(day, List.of(at(-1, 5)))).isEmpty();
  }

  @Test
  void aGaugeThatCannotBeIsRefusedWithTheReason() {
    assertThatThrownBy(() -> levels(EVERY, at(5, 1), at(5, 2)))
        .hasMessageContaining("is not before");
    assertThatThrownBy(() -> levels(Duration.ZERO, at(5, 1))).hasMessage("readings every PT0S");
    assertThatThrownBy(() -> new Level(new Stretch(0, 10), BigInteger.ONE, 11, 0, 1))
        .hasMessageContaining("are not a part of");
    assertThatThrownBy(() -> new Level(new Stretch(0, 10), BigInteger.ONE, 1, 2, 1))
        .hasMessage("2 is not below 1");
  }
}
