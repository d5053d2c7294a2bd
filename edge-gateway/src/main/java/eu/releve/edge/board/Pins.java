package eu.releve.edge.board;

import com.pi4j.Pi4J;
import com.pi4j.boardinfo.util.BoardInfoHelper;
import com.pi4j.context.Context;
import com.pi4j.io.gpio.digital.DigitalOutput;
import com.pi4j.io.gpio.digital.DigitalOutputProvider;
import com.pi4j.io.gpio.digital.DigitalState;
import com.pi4j.plugin.gpiod.provider.gpio.digital.GpioDDigitalOutputProvider;
import eu.releve.edge.pulse.Chips;
import eu.releve.edge.pulse.LineException;
import java.util.function.Supplier;

/** Lines that are driven through Pi4J. */
final class Pins implements AutoCloseable {
  private final Context context;
  private final DigitalOutputProvider outputs;

  /** How a chip is found; the machine's are by {@link Chips#kernelName}. */
  interface ChipFinder {
    /** By which name the kernel counts the chip that a board names. */
    String kernelName(String chip) throws LineException;
  }

  private Pins(String kernelName, DigitalOutputProvider outputs) {
    // Without a name Pi4J takes the first chip that has "pinctrl" in its label, whichever that is.
    this.context =
        Pi4J.newContextBuilder().noAutoDetect().setGpioChipName(kernelName).add(outputs).build();
    this.outputs = outputs;
  }

  /**
   * The lines of the board's chip in this machine.
   *
   * @throws BoardException where the machine is no Raspberry Pi, or has no such chip, or its lines
   *     cannot be had.
   */
  static Pins ofMachine(Board board) throws BoardException {
    if (!BoardInfoHelper.runningOnRaspberryPi()) {
      throw new BoardException(
          "board %s: wanted a Raspberry Pi for its lights and relay, found another machine"
              .formatted(board.name()));
    }
    return of(board, Chips::kernelName, GpioDDigitalOutputProvider::newInstance);
  }

  /** The lines of the board's chip, and of no other, through a provider. */
  static Pins of(Board board, ChipFinder chips, Supplier<DigitalOutputProvider> provider)
      throws BoardException {
    String chip = chip(board, chips);
    try {
      return new Pins(chip, provider.get());
    } catch (RuntimeException | LinkageError refused) {
      throw refused(board, "the chip " + board.chip() + " (" + chip + ")", refused);
    }
  }

  private static String chip(Board board, ChipFinder chips) throws BoardException {
    try {
      return chips.kernelName(board.chip());
    } catch (LineException missing) {
      throw new BoardException("board %s: %s".formatted(board.name(), missing.getMessage()));
    } catch (LinkageError missing) {
      throw refused(board, "the C library", missing);
    }
  }

  /** An output that is off, also when the program ends. */
  DigitalOutput output(Board board, String id, int line) throws BoardException {
    try {
      return context.create(
          DigitalOutput.newConfigBuilder(context)
              .id(id)
              .address(line)
              .initial(DigitalState.LOW)
              .shutdown(DigitalState.LOW)
              .provider(outputs.id())
              .build());
    } catch (RuntimeException | LinkageError refused) {
      throw refused(board, id + " at line " + line, refused);
    }
  }

  private static BoardException refused(Board board, String what, Throwable refused) {
    Throwable root = refused;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return new BoardException(
        "board %s: wanted %s, found %s".formatted(board.name(), what, root.getMessage()));
  }

  @Override
  public void close() {
    if (!context.isShutdown()) {
      context.shutdown();
    }
  }
}
