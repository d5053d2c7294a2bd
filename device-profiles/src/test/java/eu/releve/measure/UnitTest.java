package eu.releve.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigDecimal;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class UnitTest {
  @ParameterizedTest
  @CsvSource({
    "1, kWh, active-energy-import, 1000",
    "1, kWh, heat-energy, 3600000",
    "1, Wh, heat-energy, 3600",
    "1, GJ, heat-energy, 1000000000",
    "1, Gcal, heat-energy, 4186800000",
    "0.001, m3, water-volume, 1000",
    "54.321, m3, water-volume, 54321000",
    "-12.345, degC, supply-temperature, -12345",
    "1.5, bar, pressure, 150000",
    "0.0005, V, voltage, 0",
    "0.0015, V, voltage, 2",
    "0.0025, V, voltage, 2",
    "-0.0015, V, voltage, -2",
    "0.00050000000000000000001, V, voltage, 1",
    "9223372036854775807, Wh, active-energy-import, 9223372036854775807",
    "-9223372036854775808, Wh, active-energy-import, -9223372036854775808"
  })
  void valuesBecomeStepsExactlyAndRoundHalfEvenOnce(
      BigDecimal value, String symbol, String quantity, long steps) {
    assertThat(unit(symbol).toSteps(value, Quantity.of(quantity).orElseThrow())).contains(steps);
  }

  @ParameterizedTest
  @CsvSource({"9223372036854775807.5, Wh", "9223372036854776, kWh", "-9223372036854775809, Wh"})
  void whatDoesNotFitIsNoValue(BigDecimal value, String symbol) {
    assertThat(unit(symbol).toSteps(value, Quantity.ACTIVE_ENERGY_IMPORT)).isEmpty();
  }

  @Test
  void aUnitOfAnotherQuantityIsRefused() {
    assertThat(Unit.KWH.measures(Quantity.WATER_VOLUME)).isFalse();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Unit.KWH.toSteps(BigDecimal.ONE, Quantity.WATER_VOLUME));
  }

  @ParameterizedTest
  @EnumSource(Quantity.class)
  void everyQuantityHasAUnit(Quantity quantity) {
    assertThat(Arrays.stream(Unit.values()).filter(unit -> unit.measures(quantity))).isNotEmpty();
    assertThat(Quantity.of(quantity.id())).contains(quantity);
  }

  @ParameterizedTest
  @EnumSource(Unit.class)
  void everyUnitIsFoundByItsSymbol(Unit unit) {
    assertThat(Unit.of(unit.symbol())).contains(unit);
  }

  private static Unit unit(String symbol) {
    return Unit.of(symbol).orElseThrow();
  }
}
