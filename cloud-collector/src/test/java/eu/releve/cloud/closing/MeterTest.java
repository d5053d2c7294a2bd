package eu.releve.cloud.closing;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.measure.Quantity;
import eu.releve.measure.RegisterName;
import eu.releve.measure.Resolution;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A number as the display of a meter shows it. */
class MeterTest {
  private static String shown(Quantity quantity, String source, Resolution resolution, long steps) {
    String unit = Meter.unitOf(source, quantity);
    Meter meter =
        new Meter(
            1,
            Optional.empty(),
            "p",
            "t",
            "m",
            Optional.empty(),
            RegisterName.of(quantity),
            unit,
            Meter.decimalsOf(resolution, unit, quantity));
    return meter.shown(BigInteger.valueOf(steps)).toPlainString() + " " + unit;
  }

  @Test
  @DisplayName("G18: in the unit and decimals of the display: kWh, m3, MWh, GJ, Gcal, units")
  void aNumberHasTheUnitAndTheDecimalsOfItsDisplay() {
    assertThat(shown(Quantity.ACTIVE_ENERGY_IMPORT, "kWh", new Resolution(1, 1), 1_123_480))
        .isEqualTo("1123.48 kWh");
    assertThat(shown(Quantity.ACTIVE_ENERGY_IMPORT, "Wh", new Resolution(1, 0), 1_123_480))
        .isEqualTo("1123480 Wh");
    assertThat(shown(Quantity.WATER_VOLUME, "m3", new Resolution(1, 3), 12_565_000))
        .isEqualTo("12.565 m3");
    assertThat(shown(Quantity.WATER_VOLUME, "L", new Resolution(1, 4), 12_565_000))
        .isEqualTo("12565 L");
    assertThat(shown(Quantity.HEAT_ENERGY, "MWh", new Resolution(3_600, 3), 7_203_600_000L))
        .isEqualTo("2.001 MWh");
    assertThat(shown(Quantity.HEAT_ENERGY, "GJ", new Resolution(1, 6), 1_000_000_000))
        .isEqualTo("1.000 GJ");
    assertThat(shown(Quantity.HEAT_ENERGY, "kWh", new Resolution(3_600, 3), 1_000_000_000))
        .as("1 GJ is 277.78 kWh")
        .isEqualTo("278 kWh");
    // 0.001 Gcal are 4,186,800 J, and the catalogue has four digits of that.
    assertThat(shown(Quantity.HEAT_ENERGY, "Gcal", new Resolution(4_187, 3), 4_186_800_000L))
        .isEqualTo("1.000 Gcal");
    assertThat(shown(Quantity.ALLOCATION, "1", new Resolution(1, 0), 417)).isEqualTo("417 1");
    assertThat(shown(Quantity.WATER_VOLUME, "barrels", new Resolution(1, 0), 5))
        .as("a unit that nobody knows")
        .isEqualTo("5 mL");
  }

  @Test
  void namesAreSortedAsPeopleSortThem() {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    List<String> sorted = List.of("", "1", "2", "2a", "2b", "03", "10", "10a", "a", "a2", "a10");
    List<String> names = new ArrayList<>(sorted);
    Collections.shuffle(names, new Random(seed));
    names.sort(new NaturalOrder());
    assertThat(names).as("seed %d", seed).isEqualTo(sorted);
  }
}
