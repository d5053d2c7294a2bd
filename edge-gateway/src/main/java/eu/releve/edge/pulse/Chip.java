package eu.releve.edge.pulse;

import com.sun.jna.Memory;
import eu.releve.profile.PulseContact.Wiring;
import java.nio.charset.StandardCharsets;

/**
 * A GPIO chip of the kernel, by its character device, second version of its interface ({@code
 * linux/gpio.h}, since Linux 5.10): the first has room for 16 edges of a line and numbers none.
 *
 * <p>Numbers here are that header's: sizes and places of {@code gpio_v2_line_request} (592 bytes),
 * {@code gpio_v2_line_values} (16) and {@code gpiochip_info} (68), the same on 32 and 64 bits.
 */
final class Chip {
  private static final long GET_LINE = 0xC250B407L;
  private static final long GET_VALUES = 0xC010B40EL;
  private static final long GET_INFO = 0x8044B401L;

  private static final int REQUEST_BYTES = 592;
  private static final int OFFSETS = 0;
  private static final int CONSUMER = 256;
  private static final int FLAGS = 288;
  private static final int LINES = 560;
  private static final int WAITING = 564;
  private static final int DESCRIPTOR = 588;

  static final int INFO_BYTES = 68;
  private static final int NAME = 0;
  private static final int LABEL = 32;
  private static final int VALUES_BYTES = 16;

  private static final long ACTIVE_LOW = 1 << 1;
  private static final long INPUT_BOTH_EDGES = 1 << 2 | 1 << 4 | 1 << 5;
  private static final long PULL_UP = 1 << 8;
  private static final long PULL_DOWN = 1 << 9;
  private static final long NO_PULL = 1 << 10;

  private Chip() {}

  /**
   * Opens a line for its edges, without waiting.
   *
   * @return its descriptor.
   * @throws LineException saying what is missing.
   */
  static int listen(InputLine line) throws LineException {
    int chip = Kernel.open(Chips.path(line.chip()));
    try (Memory request = new Memory(REQUEST_BYTES)) {
      request.clear();
      request.setInt(OFFSETS, line.offset());
      request.setString(CONSUMER, "releve", StandardCharsets.US_ASCII.name());
      request.setLong(FLAGS, flags(line.wiring()));
      request.setInt(LINES, 1);
      request.setInt(WAITING, EdgeSource.WAITING_MAX);
      Kernel.ask(line.toString(), chip, GET_LINE, request);
      int descriptor = request.getInt(DESCRIPTOR);
      Kernel.doNotWait(line.toString(), descriptor);
      return descriptor;
    } finally {
      Kernel.close(chip);
    }
  }

  /** Whether the contact at an open line is closed now. */
  static boolean isClosed(InputLine line, int descriptor) throws LineException {
    try (Memory values = new Memory(VALUES_BYTES)) {
      values.setLong(0, 0);
      values.setLong(8, 1);
      Kernel.ask(line.toString(), descriptor, GET_VALUES, values);
      return (values.getLong(0) & 1) == 1;
    }
  }

  /** A line is active while its contact is closed, whatever its voltage. */
  static long flags(Wiring wiring) {
    return INPUT_BOTH_EDGES
        | switch (wiring) {
          case TO_GROUND -> ACTIVE_LOW | PULL_UP;
          case TO_SUPPLY -> PULL_DOWN;
          case DRIVEN_LOW -> ACTIVE_LOW | NO_PULL;
          case DRIVEN_HIGH -> NO_PULL;
        };
  }

  /**
   * What the kernel says of the chip at a path.
   *
   * @throws LineException when it cannot be opened, or is no chip.
   */
  static Chips.Found described(String path) throws LineException {
    int chip = Kernel.open(path);
    try (Memory info = new Memory(INFO_BYTES)) {
      info.clear();
      Kernel.ask(path, chip, GET_INFO, info);
      return found(path, info);
    } finally {
      Kernel.close(chip);
    }
  }

  /** From a {@code gpiochip_info}. */
  static Chips.Found found(String path, Memory info) {
    String ascii = StandardCharsets.US_ASCII.name();
    return new Chips.Found(path, info.getString(NAME, ascii), info.getString(LABEL, ascii));
  }
}
