package eu.releve.cloud.derive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Gas as it is metered and what it holds; the names begin with the vector that a test shows. */
class GasStateTest {
  private static final BigDecimal GROSS = new BigDecimal("11.5");
  private static final long JOULES_A_KWH = 3_600_000;

  @ParameterizedTest
  @CsvSource({
    "0, 2100, 11.1273",
    "100, 2100, 10.9987",
    "1000, 2100, 9.8954",
    "100, 30000, 14.0004"
  })
  void a6WhatACubicMetreHoldsDependsOnAltitudeAndPressure(
      int altitudeMetres, int deliveryPascals, BigDecimal factor) {
    assertThat(new GasState(altitudeMetres, deliveryPascals, GasState.CONVENTION).factor(GROSS))
        .isEqualTo(factor);
  }

  // About a tenth less at 1,000 m.
  @Test
  void a6AThousandMetresUpGasHoldsATenthLess() {
    BigDecimal sea = new GasState(0, 2_100, GasState.CONVENTION).factor(GROSS);
    BigDecimal high = new GasState(1_000, 2_100, GasState.CONVENTION).factor(GROSS);
    assertThat(high.doubleValue() / sea.doubleValue()).isBetween(0.8885, 0.8895);
  }

  @Test
  void g16TwelveHundredCubicMetresAtTheSea() {
    BigDecimal factor = new GasState(0, 2_100, GasState.CONVENTION).factor(GROSS);
    assertThat(GasState.joules(1_234_000_000L, factor) / JOULES_A_KWH).isEqualTo(13_731);
  }

  // Revised from 11.50 to 11.62.
  @Test
  void g17ARevisedCalorificValueChangesTheEnergyInProportion() {
    GasState state = new GasState(0, 2_100, GasState.CONVENTION);
    long before = GasState.joules(1_234_000_000L, state.factor(GROSS));
    long after = GasState.joules(1_234_000_000L, state.factor(new BigDecimal("11.62")));
    assertThat((double) after / before).isBetween(11.62 / 11.5 - 1e-5, 11.62 / 11.5 + 1e-5);
  }

  @Test
  void whatNoGasIsInIsRefusedWithTheReason() {
    assertThatThrownBy(() -> new GasState(9_000, 0, 0))
        .hasMessage("altitude 9000 m is not in -400..3000");
    assertThatThrownBy(() -> new GasState(0, 60_000, 0))
        .hasMessage("delivery pressure 60000 Pa is not in 0..50000");
    assertThatThrownBy(() -> new GasState(0, 0, 90_000)).hasMessageContaining("temperature 90000");
    assertThatThrownBy(() -> new GasState(0, 0, 0).factor(BigDecimal.ZERO))
        .hasMessage("a calorific value of 0 is not above zero");
  }
}
