package eu.releve.cloud.derive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eu.releve.measure.Quantity;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Units of energy and of volumes, exactly. */
class EnergyTest {
  @Test
  @DisplayName("A5, G18: 1 GJ is 277.78 kWh, 1 Gcal 1,163 kWh, 1 MWh 3.6 GJ, 1 kWh 3.6 MJ")
  void unitsOfHeatAreConvertedExactly() {
    Energy gigajoule = Energy.of(AmountUnit.GIGAJOULE, BigDecimal.ONE);
    assertThat(gigajoule.in(AmountUnit.KILOWATT_HOUR)).isEqualTo("277.7777777778");
    Energy gigacalorie = Energy.of(AmountUnit.GIGACALORIE, BigDecimal.ONE);
    assertThat(gigacalorie.in(AmountUnit.KILOWATT_HOUR)).isEqualTo("1163");
    Energy megawattHour = Energy.of(AmountUnit.MEGAWATT_HOUR, BigDecimal.ONE);
    assertThat(megawattHour.in(AmountUnit.GIGAJOULE)).isEqualTo("3.6");
    assertThat(megawattHour.in(AmountUnit.KILOWATT_HOUR)).isEqualTo("1000");
    Energy kilowattHour = Energy.of(AmountUnit.KILOWATT_HOUR, BigDecimal.ONE);
    assertThat(kilowattHour.wholeJoules()).isEqualTo(3_600_000);
    assertThat(
            Energy.of(AmountUnit.KILOWATT_HOUR, new BigDecimal("1163")).in(AmountUnit.GIGACALORIE))
        .isEqualTo("1");
  }

  @Test
  @DisplayName("A5: whatever unit it is written in, every whole joule is found again")
  void everyJouleIsFoundAgain() {
    long seed = System.nanoTime();
    System.out.println("everyJouleIsFoundAgain seed=" + seed);
    Random random = new Random(seed);
    List<AmountUnit> units =
        Arrays.stream(AmountUnit.values()).filter(AmountUnit::isOfEnergy).toList();
    for (int i = 0; i < 10_000; i++) {
      BigInteger joules = BigInteger.valueOf(random.nextLong(1L << random.nextInt(1, 62)));
      Energy energy = Energy.of(Quantity.HEAT_ENERGY, joules);
      for (AmountUnit unit : units) {
        BigDecimal written = energy.in(unit);
        assertThat(Energy.of(unit, written).wholeJoules()).as(unit.symbol()).isEqualTo(joules);
      }
    }
  }

  // Three thirds of a gigajoule's kilowatt-hours are a gigajoule: nothing is rounded on the way.
  @Test
  void energyOfSeveralUnitsAddsUpExactly() {
    Energy sum =
        Energy.of(Quantity.ACTIVE_ENERGY_IMPORT, BigInteger.ONE)
            .plus(Energy.of(Quantity.HEAT_ENERGY, BigInteger.ONE))
            .plus(Energy.of(AmountUnit.GIGACALORIE, BigDecimal.ONE));
    assertThat(sum.joules()).isEqualByComparingTo("4186803601");
  }

  @Test
  @DisplayName("A5, G18: 10 m3/h that cool by 20 K give off 232.6 kW")
  void waterGivesOffWhatAHeatMeterShouldCount() {
    BigInteger tenCubicMetres = BigInteger.valueOf(10_000_000);
    BigInteger twentyKelvin = BigInteger.valueOf(20_000);
    assertThat(Energy.ofWater(tenCubicMetres, twentyKelvin).in(AmountUnit.KILOWATT_HOUR))
        .isEqualTo("232.6");
  }

  @Test
  @DisplayName("G19: units of a heat-cost allocator are no energy, in no unit")
  void unitsOfAHeatCostAllocatorAreNoEnergy() {
    assertThatThrownBy(() -> Energy.of(Quantity.ALLOCATION, BigInteger.TEN))
        .hasMessage("allocation is no energy");
    assertThatThrownBy(() -> Energy.of(Quantity.GAS_VOLUME, BigInteger.TEN))
        .hasMessage("gas-volume is no energy");
    for (AmountUnit unit : AmountUnit.values()) {
      assertThat(unit.of(Quantity.ALLOCATION, BigInteger.TEN)).as(unit.symbol()).isEmpty();
    }
  }

  @Test
  void aVolumeIsReadInCubicMetresAndLitresAndInNoUnitOfEnergy() {
    BigInteger steps = BigInteger.valueOf(1_234_567);
    assertThat(AmountUnit.CUBIC_METRE.of(Quantity.WATER_VOLUME, steps))
        .contains(new BigDecimal("1.234567"));
    assertThat(AmountUnit.LITRE.of(Quantity.GAS_VOLUME, steps))
        .contains(new BigDecimal("1234.567"));
    assertThat(AmountUnit.KILOWATT_HOUR.of(Quantity.WATER_VOLUME, steps)).isEmpty();
    assertThat(AmountUnit.CUBIC_METRE.of(Quantity.ACTIVE_ENERGY_IMPORT, steps)).isEmpty();
    assertThat(AmountUnit.KILOWATT_HOUR.of(Quantity.GAS_ENERGY, BigInteger.valueOf(3_600_000)))
        .contains(BigDecimal.ONE);
    assertThatThrownBy(() -> Energy.of(AmountUnit.LITRE, BigDecimal.ONE))
        .hasMessage("L is no unit of energy");
  }
}
