package eu.releve.edge.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StepsTest {
  private final Steps steps =
      new Steps.Builder(5).add(1_000, 3_000, 10).add(2_000, 4_000, 100).steps();

  @Test
  void overlappingEventsAddUp() {
    assertThat(steps.at(0)).isEqualTo(5);
    assertThat(steps.at(1_000)).isEqualTo(15);
    assertThat(steps.at(2_999)).isEqualTo(115);
    assertThat(steps.at(3_000)).isEqualTo(105);
    assertThat(steps.at(86_399_999)).isEqualTo(5);
    assertThat(steps.highestUntil(1_500)).isEqualTo(15);
    assertThat(steps.highestUntil(9_000)).isEqualTo(115);
  }

  @Test
  void whatHasFlowedIsTheAreaUnderTheRates() {
    assertThat(steps.until(0)).isZero();
    assertThat(steps.until(2_500)).isEqualTo(5 * 2_500 + 10 * 1_500 + 100 * 500);
    assertThat(steps.until(10_000)).isEqualTo(5 * 10_000 + 10 * 2_000 + 100 * 2_000);
  }

  @Test
  void twoDaysCombineMomentByMoment() {
    Steps other = new Steps.Builder(0).add(2_500, 3_500, 7).steps();
    for (long moment = 0; moment < 5_000; moment += 250) {
      assertThat(steps.plus(other).at(moment)).isEqualTo(steps.at(moment) + other.at(moment));
      assertThat(steps.minus(other).until(moment))
          .isEqualTo(steps.until(moment) - other.until(moment));
    }
    assertThat(steps.within(1_500, 2_500).until(9_000))
        .isEqualTo(steps.until(2_500) - steps.until(1_500));
  }
}
