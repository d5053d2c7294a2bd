package eu.releve.edge;

import eu.releve.edge.clock.BootClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;

/**
 * How much this process writes to the disk: flash wears out, and the window decides how fast.
 *
 * @param clock for the time since the start.
 * @param startBootMillis when it was first asked.
 * @param startBytes what had been written then.
 */
record DiskWrites(BootClock clock, long startBootMillis, long startBytes) {
  private static final Path COUNTERS = Path.of("/proc/self/io");
  private static final String WRITTEN = "write_bytes: ";

  /** Below this the first writes count for too much. */
  private static final long MILLIS_LEAST = Duration.ofMinutes(5).toMillis();

  static DiskWrites fromNow(BootClock clock) {
    return new DiskWrites(clock, clock.bootMillis(), written().orElse(0));
  }

  /** Bytes a day at the rate since the start; empty while it is too early or not known. */
  OptionalLong perDay() {
    long millis = clock.bootMillis() - startBootMillis;
    OptionalLong now = written();
    return now.isEmpty() || millis < MILLIS_LEAST
        ? OptionalLong.empty()
        : OptionalLong.of(Math.round((now.getAsLong() - startBytes) * (86_400_000.0 / millis)));
  }

  private static OptionalLong written() {
    try {
      return Files.readAllLines(COUNTERS).stream()
          .filter(line -> line.startsWith(WRITTEN))
          .mapToLong(line -> Long.parseLong(line.substring(WRITTEN.length()).strip()))
          .findFirst();
    } catch (IOException unknownHere) {
      return OptionalLong.empty();
    }
  }
}
