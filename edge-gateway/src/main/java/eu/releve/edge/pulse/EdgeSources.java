package eu.releve.edge.pulse;

import eu.releve.provisioning.site.Bus;
import java.util.List;

/** Finds the source of a bus. */
public final class EdgeSources {
  private EdgeSources() {}

  /**
   * The lines of a bus, not yet opened.
   *
   * @param lines in the order in which they are called by number.
   */
  public static EdgeSource of(Bus.Gpio bus, List<InputLine> lines) {
    return switch (bus.pins()) {
      case Bus.Pins.Played played ->
          new PlayedLines(
              played.endpoint().host(),
              played.endpoint().port(),
              lines.stream().map(InputLine::offset).toList(),
              System::nanoTime);
      case Bus.Pins.Chip chip -> ofMachine(lines);
      case Bus.Pins.OfBoard board -> ofMachine(lines);
    };
  }

  /**
   * Lines of the machine's own chips, not yet opened.
   *
   * @param lines in the order in which they are called by number.
   */
  public static EdgeSource ofMachine(List<InputLine> lines) {
    return new KernelLines(lines, KernelLines.CHIPS, System::nanoTime);
  }

  /** Where a bus is, for people. */
  public static String place(Bus.Gpio bus) {
    return switch (bus.pins()) {
      case Bus.Pins.Played played -> "gpio " + played.endpoint();
      case Bus.Pins.Chip chip -> "gpio " + chip.path();
      case Bus.Pins.OfBoard board -> "gpio of the board";
    };
  }
}
