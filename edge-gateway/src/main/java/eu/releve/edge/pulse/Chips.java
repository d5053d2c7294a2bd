package eu.releve.edge.pulse;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Finds a GPIO chip of the machine by what a board or a plan calls it: the path of its device, or
 * what its driver calls itself. The latter stays, while the chip's number changes from kernel to
 * kernel.
 */
public final class Chips {
  private static final Path DEVICES = Path.of("/dev");

  private Chips() {}

  /**
   * A chip as the kernel describes it.
   *
   * @param path of its device.
   * @param name by which the kernel counts it, {@code gpiochip0}.
   * @param label what its driver calls itself, {@code pinctrl-rp1}.
   */
  record Found(String path, String name, String label) {}

  /**
   * By which name the kernel counts a chip, whatever link its device is reached by.
   *
   * @throws LineException saying what was wanted and what is there.
   */
  public static String kernelName(String chip) throws LineException {
    return find(chip).name();
  }

  /** The path of a chip's device; one that is a path already is not looked at. */
  static String path(String chip) throws LineException {
    return chip.startsWith("/") ? chip : find(chip).path();
  }

  private static Found find(String chip) throws LineException {
    return chip.startsWith("/") ? Chip.described(chip) : labelled(chip, all(DEVICES));
  }

  /** The one of these whose driver calls itself so. */
  static Found labelled(String label, List<Found> chips) throws LineException {
    for (Found chip : chips) {
      if (chip.label().equals(label)) {
        return chip;
      }
    }
    String found = chips.stream().map(Found::label).distinct().collect(Collectors.joining(", "));
    throw new LineException(
        "wanted the GPIO chip '%s', found %s"
            .formatted(label, found.isEmpty() ? "no chip at all" : found));
  }

  /** A chip that cannot be asked is among them by what it says instead. */
  static List<Found> all(Path devices) {
    List<Found> chips = new ArrayList<>();
    try (DirectoryStream<Path> paths = Files.newDirectoryStream(devices, "gpiochip*")) {
      for (Path path : paths) {
        chips.add(asked(path.toString()));
      }
    } catch (IOException unreadable) {
      chips.add(new Found(devices.toString(), "", String.valueOf(unreadable.getMessage())));
    }
    return chips;
  }

  private static Found asked(String path) {
    try {
      return Chip.described(path);
    } catch (LineException refused) {
      return new Found(path, "", String.valueOf(refused.getMessage()));
    }
  }
}
