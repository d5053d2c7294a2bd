package eu.releve.edge.clock;

import eu.releve.wire.ClockTrust;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What the machine's time service leaves behind when it has set the clock: timesyncd's mark, or
 * chrony's drift file written since the boot. Anything else is unknown.
 */
final class TimeService {
  private static final String TIMESYNCD = "run/systemd/timesync/synchronized";
  private static final List<String> CHRONY =
      List.of("var/lib/chrony/chrony.drift", "var/lib/chrony/drift");

  private final Path root;

  /** Where the machine's files begin: {@code /} but in tests. */
  TimeService(Path root) {
    this.root = root;
  }

  /**
   * What the files say now.
   *
   * @param wallMillis the wall clock, in milliseconds since 1970.
   * @param bootMillis how long the machine has run.
   */
  ClockTrust trust(long wallMillis, long bootMillis) {
    boolean set =
        Files.exists(root.resolve(TIMESYNCD))
            || CHRONY.stream()
                .anyMatch(drift -> isOfThisBoot(root.resolve(drift), wallMillis, bootMillis));
    return set ? ClockTrust.SYNCHRONISED : ClockTrust.UNKNOWN;
  }

  /**
   * Chrony writes its drift only while it is synchronised, about once an hour. A file from before
   * the boot says nothing, and a clock that is still in 1970 finds it in its future.
   */
  private static boolean isOfThisBoot(Path drift, long wallMillis, long bootMillis) {
    try {
      long written = Files.getLastModifiedTime(drift).toMillis();
      return wallMillis - bootMillis <= written && written <= wallMillis;
    } catch (IOException absent) {
      return false;
    }
  }
}
