package eu.releve.edge.clock;

import eu.releve.wire.ClockTrust;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * Whether the machine's time service has set the clock: what the kernel says, timesyncd's mark, and
 * chrony's drift file. Anything else is unknown.
 *
 * <p>The drift file's date alone says nothing: a box without a battery goes on at the hour that was
 * saved before the power went, and may pass the file's date without having asked anybody. It counts
 * from when it is seen to change.
 */
final class TimeService {
  private static final String TIMESYNCD = "run/systemd/timesync/synchronized";
  private static final List<String> CHRONY =
      List.of("var/lib/chrony/chrony.drift", "var/lib/chrony/drift");

  /** Chrony writes its drift about once an hour, and not when it has hardly changed. */
  private static final long LATELY_MILLIS = Duration.ofHours(3).toMillis();

  private final Path root;
  private final Supplier<Optional<KernelTime>> kernel;
  private List<Optional<FileTime>> drifts;
  private OptionalLong changedBootMillis = OptionalLong.empty();

  /**
   * @param root where the machine's files begin: {@code /} but in tests.
   * @param kernel answers what it knows of its clock.
   */
  TimeService(Path root, Supplier<Optional<KernelTime>> kernel) {
    this.root = root;
    this.kernel = kernel;
    this.drifts = drifts();
  }

  /**
   * What they say now.
   *
   * @param bootMillis how long the machine has run.
   */
  ClockTrust trust(long bootMillis) {
    return Vouching.of(
        kernel.get(), hasChronySpoken(bootMillis), Files.exists(root.resolve(TIMESYNCD)));
  }

  private synchronized boolean hasChronySpoken(long bootMillis) {
    List<Optional<FileTime>> now = drifts();
    if (!now.equals(drifts)) {
      drifts = now;
      changedBootMillis = OptionalLong.of(bootMillis);
    }
    return changedBootMillis.isPresent()
        && bootMillis - changedBootMillis.getAsLong() <= LATELY_MILLIS;
  }

  private List<Optional<FileTime>> drifts() {
    return CHRONY.stream().map(drift -> written(root.resolve(drift))).toList();
  }

  private static Optional<FileTime> written(Path drift) {
    try {
      return Optional.of(Files.getLastModifiedTime(drift));
    } catch (IOException absent) {
      return Optional.empty();
    }
  }
}
