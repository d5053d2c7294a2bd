package eu.releve.cloud.gas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eu.releve.measure.Quantity;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Gas as it is metered, and what a cubic metre of it holds. */
class GasStateTest {
  private static final BigDecimal GROSS = new BigDecimal("11.5");

  private static GasState state(int altitudeMetres, int deliveryPascals, int milliDegrees) {
    return new GasState(altitudeMetres, deliveryPascals, milliDegrees, GasState.IDEAL);
  }

  private static GasSupply supply(Optional<GasState> metered) {
    return new GasSupply(
        LocalDate.of(2026, 1, 1), "GOS 12", metered, "Sibelga", Instant.EPOCH, "anne");
  }

  @ParameterizedTest(name = "A6, G16: {0} m, {1} Pa: {2} kWh")
  @CsvSource({
    "0, 2100, 11.1273",
    "100, 2100, 10.9987",
    "1000, 2100, 9.8954",
    "100, 30000, 14.0004"
  })
  void whatACubicMetreHoldsDependsOnAltitudeAndPressure(
      int altitudeMetres, int deliveryPascals, BigDecimal factor) {
    assertThat(state(altitudeMetres, deliveryPascals, GasState.CONVENTION).factor(GROSS))
        .isEqualTo(factor);
  }

  @Test
  @DisplayName("A6: a thousand metres up gas holds about a tenth less")
  void aThousandMetresUpGasHoldsATenthLess() {
    BigDecimal sea = state(0, 2_100, GasState.CONVENTION).factor(GROSS);
    BigDecimal high = state(1_000, 2_100, GasState.CONVENTION).factor(GROSS);
    assertThat(high.doubleValue() / sea.doubleValue()).isBetween(0.8885, 0.8895);
  }

  @Test
  void colderAndLessIdealGasHoldsMoreByAsMuch() {
    assertThat(state(0, 2_100, 0).factor(GROSS)).isEqualTo("11.7383");
    GasState denser = new GasState(0, 2_100, GasState.CONVENTION, new BigDecimal("0.95"));
    assertThat(denser.factor(GROSS)).isEqualTo("11.7129");
  }

  @Test
  @DisplayName("A6, G7: what is corrected for the temperature counts at 15 degC however warm it is")
  void aMeterThatCorrectsForTheTemperatureCountsAtTheReference() {
    GasSupply cold = supply(Optional.of(state(0, 2_100, 5_000)));
    assertThat(cold.factor(Quantity.GAS_VOLUME, GROSS)).isEqualTo("11.5273");
    assertThat(cold.factor(Quantity.GAS_VOLUME_CORRECTED, GROSS)).isEqualTo("11.1273");
  }

  @Test
  @DisplayName("A6: where a corrector counts m3(n), a cubic metre holds the calorific value")
  void normalCubicMetresAreTakenAsTheyAre() {
    assertThat(supply(Optional.empty()).factor(Quantity.GAS_VOLUME, GROSS)).isEqualTo("11.5000");
  }

  @Test
  void whatNoGasIsInIsRefusedWithTheReason() {
    assertThatThrownBy(() -> state(9_000, 0, 0)).hasMessage("altitude 9000 m is not in -400..3000");
    assertThatThrownBy(() -> state(0, 60_000, 0))
        .hasMessage("delivery pressure 60000 Pa is not in 0..50000");
    assertThatThrownBy(() -> state(0, 0, 90_000)).hasMessageContaining("temperature 90000");
    assertThatThrownBy(() -> new GasState(0, 0, 0, BigDecimal.TWO))
        .hasMessage("Z of 2 is not in 0.8..1.2");
    assertThatThrownBy(() -> state(0, 0, 0).factor(BigDecimal.ZERO))
        .hasMessage("a calorific value of 0 is not above zero");
  }
}
