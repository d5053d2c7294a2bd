package eu.releve.edge.plan;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.edge.link.RegisterRange;
import eu.releve.edge.serial.LineSettings;
import eu.releve.measure.MeterId;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BusBudgetTest {
  private static final LineSettings LINE = new LineSettings(9_600, LineSettings.Parity.NONE, 1);

  // 8 + 5 + 2 x 40 characters of 10 bits at 9600 baud are 96.875 ms; 20 ms of thinking and 3.5
  // characters of silence, 3.646 ms, make 120.521 ms.
  @Test
  void aRequestOfFortyWordsTakesItsCharactersTheTurnaroundAndTheSilence() {
    long nanos =
        Cost.serial(LINE, Duration.ofMillis(20), Duration.ZERO).of(new RegisterRange(3, 0, 40));
    assertThat(Math.round(nanos / 1e3)).isEqualTo(120_521);
    assertThat(budget(7, nanos, 1_000).neededPercent()).isEqualTo(85);
    assertThat(budget(7, nanos, 1_000).isKept()).isTrue();
    assertThat(budget(8, nanos, 1_000).neededPercent()).isEqualTo(97);
    assertThat(budget(8, nanos, 1_000).isKept()).isFalse();
    assertThat(budget(8, nanos, 60_000).neededPercent()).isEqualTo(2);
  }

  @Test
  void sharesOfDifferentPeriodsAddUp() {
    BusBudget budget =
        new BusBudget(
            List.of(
                new BusBudget.Load(new MeterId("m1"), 500_000_000, 1_000),
                new BusBudget.Load(new MeterId("m2"), 4_000_000_000L, 10_000)));
    assertThat(budget.neededPercent()).isEqualTo(90);
    assertThat(budget.isKept()).isTrue();
  }

  @Test
  void aBusWithoutMetersNeedsNothing() {
    assertThat(new BusBudget(List.of()).neededPercent()).isZero();
    assertThat(new BusBudget(List.of()).isKept()).isTrue();
  }

  private static BusBudget budget(int meters, long nanos, long periodMillis) {
    return new BusBudget(
        IntStream.range(0, meters)
            .mapToObj(i -> new BusBudget.Load(new MeterId("m" + i), nanos, periodMillis))
            .toList());
  }
}
