package eu.releve.edge.pulse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.jna.Memory;
import eu.releve.edge.pulse.Chips.Found;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which chip is meant where a machine has several. */
class ChipsTest {
  // As on a Pi 5: two chips with "pinctrl" in their label, and a link for old programs.
  private static final List<Found> PI_5 =
      List.of(
          new Found("/dev/gpiochip10", "gpiochip10", "gpio-brcmstb@107d508500"),
          new Found("/dev/gpiochip11", "gpiochip11", "pinctrl-bcm2712"),
          new Found("/dev/gpiochip0", "gpiochip0", "pinctrl-rp1"),
          new Found("/dev/gpiochip4", "gpiochip0", "pinctrl-rp1"));

  @TempDir private Path folder;

  @Test
  void aChipIsFoundByWhatItsDriverCallsItselfWhateverComesFirst() throws Exception {
    assertThat(Chips.labelled("pinctrl-rp1", PI_5).name()).isEqualTo("gpiochip0");
    assertThat(Chips.labelled("pinctrl-bcm2712", PI_5).path()).isEqualTo("/dev/gpiochip11");
  }

  @Test
  void aChipThatIsMissingIsNamedWithThoseThatAreThere() {
    assertThatThrownBy(() -> Chips.labelled("pinctrl-bcm2711", PI_5))
        .isInstanceOf(LineException.class)
        .hasMessage(
            "wanted the GPIO chip 'pinctrl-bcm2711', found gpio-brcmstb@107d508500,"
                + " pinctrl-bcm2712, pinctrl-rp1");
    assertThatThrownBy(() -> Chips.labelled("pinctrl-rp1", List.of()))
        .hasMessageEndingWith("found no chip at all");
  }

  // One that may not be opened does not hide the others.
  @Test
  void aDeviceThatIsNoChipIsAmongThemByWhatItSays() throws Exception {
    Path device = Files.createSymbolicLink(folder.resolve("gpiochip3"), Path.of("/dev/null"));
    assertThat(Chips.all(folder))
        .containsExactly(
            new Found(
                device.toString(),
                "",
                device
                    + ": wanted a line of a GPIO chip, found something that is no GPIO chip"
                    + " (error 25)"));
    assertThat(Chips.all(folder.resolve("none")))
        .singleElement()
        .satisfies(found -> assertThat(found.label()).contains("none"));
  }

  // struct gpiochip_info: name[32], label[32], lines.
  @Test
  void nameAndLabelLieWhereTheKernelWritesThem() {
    try (Memory info = new Memory(Chip.INFO_BYTES)) {
      info.clear();
      info.setString(0, "gpiochip4", "US-ASCII");
      info.setString(32, "pinctrl-rp1", "US-ASCII");
      assertThat(Chip.found("/dev/gpiochip4", info))
          .isEqualTo(new Found("/dev/gpiochip4", "gpiochip4", "pinctrl-rp1"));
    }
  }
}
