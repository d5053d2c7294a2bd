package eu.releve.cloud.derive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eu.releve.measure.Quantity;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDate;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Units of energy, and gas as energy; the names begin with the vector that a test shows. */
class EnergyTest {
  private static final GasState SEA = new GasState(0, 2_100, GasState.CONVENTION);
  private static final LocalDate JANUARY = LocalDate.of(2026, 1, 1);
  private static final LocalDate FEBRUARY = LocalDate.of(2026, 2, 1);
  private static final LocalDate MARCH = LocalDate.of(2026, 3, 1);

  private static CalorificValue value(LocalDate from, LocalDate to, String kilowattHours) {
    return new CalorificValue(from, to, new BigDecimal(kilowattHours), "Fluvius, SRA 12");
  }

  private static SortedMap<LocalDate, Long> volumes(LocalDate from, LocalDate to, long each) {
    SortedMap<LocalDate, Long> days = new TreeMap<>();
    from.datesUntil(to).forEach(day -> days.put(day, each));
    return days;
  }

  @Test
  void a5AndG18UnitsOfHeatAreConvertedExactly() {
    assertThat(Energy.ofGigajoules(BigDecimal.ONE).kilowattHours())
        .isEqualByComparingTo("277.777778");
    assertThat(Energy.ofGigacalories(BigDecimal.ONE).kilowattHours()).isEqualByComparingTo("1163");
    assertThat(Energy.ofKilowattHours(new BigDecimal("1000")).gigajoules())
        .isEqualByComparingTo("3.6");
    assertThat(Energy.ofKilowattHours(new BigDecimal("1163")).gigacalories())
        .isEqualByComparingTo("1");
    assertThat(Energy.ofKilowattHours(BigDecimal.ONE).wholeJoules()).isEqualTo(3_600_000);
  }

  // Three thirds of a gigajoule's kilowatt-hours are a gigajoule: nothing is rounded on the way.
  @Test
  void energyOfSeveralUnitsAddsUpExactly() {
    Energy sum =
        Energy.of(Quantity.ACTIVE_ENERGY_IMPORT, BigInteger.ONE)
            .plus(Energy.of(Quantity.HEAT_ENERGY, BigInteger.ONE))
            .plus(Energy.ofGigacalories(BigDecimal.ONE));
    assertThat(sum.joules()).isEqualByComparingTo("4186803601");
  }

  @Test
  void g19UnitsOfAHeatCostAllocatorAreNoEnergy() {
    assertThatThrownBy(() -> Energy.of(Quantity.ALLOCATION, BigInteger.TEN))
        .hasMessage("allocation is no energy");
    assertThatThrownBy(() -> Energy.of(Quantity.GAS_VOLUME, BigInteger.TEN))
        .hasMessage("gas-volume is no energy");
  }

  // 1,234 cubic metres in one day, at the sea.
  @Test
  void g16GasHoldsWhatItsDayHolds() {
    SortedMap<LocalDate, Long> day = volumes(JANUARY, JANUARY.plusDays(1), 1_234_000_000L);
    GasEnergy energy = GasEnergy.of(day, SEA, List.of(value(JANUARY, FEBRUARY, "11.5")));
    assertThat(energy.energy().kilowattHours()).isEqualByComparingTo("13731.0882");
    assertThat(energy.used()).containsExactly(value(JANUARY, FEBRUARY, "11.5"));
    assertThat(energy.missing()).isEmpty();
  }

  @Test
  void eachDayHasTheValueOfItsPeriodAndTheFigureNamesThem() {
    CalorificValue one = value(JANUARY, FEBRUARY, "11.50");
    CalorificValue other = value(FEBRUARY, MARCH, "11.62");
    GasEnergy energy =
        GasEnergy.of(
            volumes(FEBRUARY.minusDays(1), FEBRUARY.plusDays(1), 1_000_000),
            SEA,
            List.of(other, one));
    assertThat(energy.energy().kilowattHours())
        .isEqualByComparingTo(
            SEA.factor(new BigDecimal("11.50")).add(SEA.factor(new BigDecimal("11.62"))));
    assertThat(energy.used()).containsExactly(one, other);
  }

  @Test
  void aDayWithoutAValueIsMissingAndTheMonthBeforeDoesNotStandIn() {
    GasEnergy energy =
        GasEnergy.of(
            volumes(FEBRUARY.minusDays(1), FEBRUARY.plusDays(2), 1_000_000),
            SEA,
            List.of(value(JANUARY, FEBRUARY, "11.50")));
    assertThat(energy.missing()).containsExactly(FEBRUARY, FEBRUARY.plusDays(1));
    assertThat(energy.energy().kilowattHours()).isEqualByComparingTo("11.1273");
  }

  @Test
  void aValueForTheWrongPeriodIsRefusedWithTheReason() {
    assertThatThrownBy(() -> value(FEBRUARY, JANUARY, "11.5"))
        .hasMessage("a calorific value from 2026-02-01 to 2026-01-01 holds for no day");
    assertThatThrownBy(() -> value(JANUARY, JANUARY.plusYears(2), "11.5"))
        .hasMessageContaining("holds for more than 400 days");
    assertThatThrownBy(() -> value(JANUARY, FEBRUARY, "115"))
        .hasMessage("a calorific value of 115 is not in 5..20 kWh per cubic metre");
    assertThatThrownBy(
            () ->
                GasEnergy.of(
                    volumes(JANUARY, FEBRUARY, 1),
                    SEA,
                    List.of(
                        value(JANUARY, FEBRUARY, "11.5"),
                        value(JANUARY.plusDays(30), MARCH, "11.6"))))
        .hasMessage(
            "2026-01-01 to 2026-02-01 and 2026-01-31 to 2026-03-01 overlap: one calorific value"
                + " holds on a day");
  }
}
