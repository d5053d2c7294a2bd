package eu.releve.edge;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The block device that a folder lies on, as the kernel tells of it: how large it is, and how much
 * everything on the machine has written to it.
 *
 * @param device its folder in {@code /sys}, of the whole device and not of a partition.
 */
record Card(Path device) {
  private static final int SECTOR_BYTES = 512;
  private static final int MOUNT_DEVICE = 2;
  private static final int MOUNT_POINT = 4;
  private static final int SECTORS_WRITTEN = 6;

  /** The device of a folder; empty for a file system that lies on none, or on several. */
  static Optional<Card> of(Path folder) {
    return of(folder, Path.of("/"));
  }

  /**
   * The same.
   *
   * @param root where {@code proc} and {@code sys} are: {@code /} but in tests.
   */
  static Optional<Card> of(Path folder, Path root) {
    try {
      Path real = folder.toRealPath();
      Optional<String> number =
          Files.readAllLines(root.resolve("proc/self/mountinfo")).stream()
              .map(line -> List.of(line.split(" ", -1)))
              .filter(fields -> fields.size() > MOUNT_POINT)
              .filter(fields -> real.startsWith(fields.get(MOUNT_POINT)))
              // The later of two at one place covers the earlier.
              .reduce((one, other) -> deeper(one, other) > 0 ? one : other)
              .map(fields -> fields.get(MOUNT_DEVICE));
      if (number.isEmpty()) {
        return Optional.empty();
      }
      Path part = root.resolve("sys/dev/block").resolve(number.get()).toRealPath();
      boolean isPartition = Files.exists(part.resolve("partition"));
      return isPartition
          ? Optional.ofNullable(part.getParent()).map(Card::new)
          : Optional.of(new Card(part));
    } catch (IOException | RuntimeException untold) {
      return Optional.empty();
    }
  }

  private static int deeper(List<String> one, List<String> other) {
    return Comparator.<List<String>>comparingInt(fields -> fields.get(MOUNT_POINT).length())
        .compare(one, other);
  }

  /** How large it is, in bytes. */
  OptionalLong capacityBytes() {
    return field("size", 0);
  }

  /** What was written to it since the machine started, in bytes. */
  OptionalLong writtenBytes() {
    return field("stat", SECTORS_WRITTEN);
  }

  private OptionalLong field(String file, int field) {
    try {
      String[] fields = Files.readString(device.resolve(file)).strip().split(" +", -1);
      long sectors = Long.parseLong(fields[field]);
      return sectors > 0 ? OptionalLong.of(sectors * SECTOR_BYTES) : OptionalLong.empty();
    } catch (IOException | RuntimeException untold) {
      return OptionalLong.empty();
    }
  }
}
