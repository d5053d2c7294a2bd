package eu.releve.edge.poll;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.decode.modbus.Transformers;
import eu.releve.measure.RegisterName;
import eu.releve.measure.Resolution;
import eu.releve.profile.Rating;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CounterLimitTest {
  private static final RegisterName ENERGY = RegisterName.parse("active-energy-import");
  private static final Resolution WATT_HOUR = new Resolution(1, 0);
  private static final Rating PLATE = new Rating(3, 65, 230);

  // 3 x 65 A x 230 V and a fifth more are 53,820 W: 897 Wh in a minute, and two of resolution.
  @Test
  void aCounterMovesNoFasterThanItsPlateAllows() {
    CounterLimit limit = limit(ENERGY, Transformers.NONE, Optional.of(PLATE)).orElseThrow();
    assertThat(limit.allows(1_000, 1_899, 60_000)).isTrue();
    assertThat(limit.allows(1_000, 1_900, 60_000)).isFalse();
    assertThat(limit.allows(1_000, 999, 60_000)).isFalse();
  }

  @Test
  void onePhaseOfThreeMovesAThirdAsFast() {
    RegisterName one = RegisterName.parse("active-energy-import.l1");
    CounterLimit limit = limit(one, Transformers.NONE, Optional.of(PLATE)).orElseThrow();
    assertThat(limit.perSecond()).isEqualTo(17_940 / 3_600.0);
  }

  @Test
  void behindTransformersItMovesByTheirRatioFaster() {
    CounterLimit limit =
        limit(ENERGY, Transformers.ofCurrent(200, 5), Optional.of(new Rating(3, 5, 230)))
            .orElseThrow();
    assertThat(limit.perSecond()).isEqualTo(40 * 4_140 / 3_600.0);
  }

  @Test
  void withoutAPlateTheLargestConnectionOfABuildingCounts() {
    CounterLimit limit = limit(ENERGY, Transformers.NONE, Optional.empty()).orElseThrow();
    assertThat(limit.perSecond()).isEqualTo(1_000_000 / 3_600.0);
    RegisterName water = RegisterName.parse("water-volume");
    assertThat(limit(water, Transformers.NONE, Optional.of(PLATE)))
        .isEqualTo(limit(water, Transformers.NONE, Optional.empty()))
        .isPresent();
  }

  @Test
  void whatDoesNotCountHasNoLimit() {
    RegisterName power = RegisterName.parse("active-power");
    assertThat(limit(power, Transformers.NONE, Optional.of(PLATE))).isEmpty();
  }

  private static Optional<CounterLimit> limit(
      RegisterName name, Transformers transformers, Optional<Rating> rating) {
    return CounterLimit.of(name, WATT_HOUR, transformers, rating);
  }
}
