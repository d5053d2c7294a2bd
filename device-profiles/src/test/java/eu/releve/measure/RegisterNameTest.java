package eu.releve.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import eu.releve.measure.RegisterName.Extreme;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegisterNameTest {
  @Test
  void everyNameIsReadBackAsItIsWritten() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (Quantity quantity : Quantity.values()) {
      for (Phase phase : Phase.values()) {
        for (Extreme extreme : Extreme.values()) {
          RegisterName name =
              new RegisterName(
                  quantity,
                  extreme,
                  phase,
                  random.nextInt(1_000_000),
                  random.nextInt(1_000_000_000),
                  random.nextInt(2));
          assertThat(RegisterName.parse(name.toString())).as("seed %d", seed).isEqualTo(name);
        }
      }
    }
  }

  @Test
  void theUsualNamesAreThoseOfTheDesign() {
    assertThat(RegisterName.parse("active-energy-import.t1").tariff()).isEqualTo(1);
    assertThat(RegisterName.parse("voltage.l2").phase()).isEqualTo(Phase.L2);
    assertThat(RegisterName.parse("thermal-power.max.s1.u2"))
        .isEqualTo(new RegisterName(Quantity.THERMAL_POWER, Extreme.MAX, Phase.ALL, 0, 1, 2));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "voltage.",
        "volts",
        "voltage.l4",
        "voltage.t0",
        "voltage.t01",
        "voltage.t1.l1",
        "voltage.s1.max",
        "Voltage",
        "voltage.l1.l2",
        "voltage.t1000000",
        " voltage",
        "voltage.t1\n"
      })
  void anyOtherFormIsRefused(String name) {
    assertThatIllegalArgumentException().isThrownBy(() -> RegisterName.parse(name));
  }
}
