package eu.releve.edge.clock;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.wire.ClockTrust;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TimeServiceTest {
  private static final long SAVED = 1_767_225_600_000L;
  private static final long MINUTE = 60_000;
  private static final long UP = 3_600_000;
  private static final Optional<KernelTime> NO_KERNEL = Optional.empty();
  private static final KernelTime UNSYNCHRONISED =
      new KernelTime(KernelTime.Leap.ERROR, false, 16_000_000, 0);

  @TempDir Path root;

  @Test
  void aMachineWithoutATimeServiceIsOfUnknownTrust() {
    assertThat(new TimeService(root, Optional::empty).trust(UP)).isEqualTo(ClockTrust.UNKNOWN);
  }

  @Test
  void theMarkOfTimesyncdMeansSynchronised() throws IOException {
    Path mark = root.resolve("run/systemd/timesync/synchronized");
    Files.createDirectories(mark.getParent());
    Files.createFile(mark);

    assertThat(new TimeService(root, Optional::empty).trust(UP)).isEqualTo(ClockTrust.SYNCHRONISED);
  }

  // A box without a battery goes on at the hour that was saved before the power went; the drift
  // was written forty minutes later, and nobody has set the clock in this boot.
  @Test
  void aDriftFileThatTheClockPassesWithoutHavingBeenSetSaysNothing() throws IOException {
    driftWrittenAt(SAVED + 40 * MINUTE);
    for (Optional<KernelTime> kernel : List.of(Optional.of(UNSYNCHRONISED), NO_KERNEL)) {
      TimeService service = new TimeService(root, () -> kernel);
      for (long up : new long[] {10, 39, 41, 60, 170, 219, 221}) {
        assertThat(service.trust(up * MINUTE)).isEqualTo(ClockTrust.UNKNOWN);
      }
    }
  }

  // Chrony that was not told to tell the kernel: an old file is one from better times.
  @Test
  void aDriftFileThatIsSeenToChangeCountsForThreeHours() throws IOException {
    driftWrittenAt(SAVED);
    TimeService service = new TimeService(root, () -> Optional.of(UNSYNCHRONISED));
    assertThat(service.trust(UP)).isEqualTo(ClockTrust.UNKNOWN);
    driftWrittenAt(SAVED + UP);
    assertThat(service.trust(UP + MINUTE)).isEqualTo(ClockTrust.SYNCHRONISED);
    assertThat(service.trust(4 * UP + MINUTE)).isEqualTo(ClockTrust.SYNCHRONISED);
    assertThat(service.trust(4 * UP + MINUTE + 1)).isEqualTo(ClockTrust.UNKNOWN);
  }

  @Test
  void aDriftFileThatAppearsCounts() throws IOException {
    TimeService service = new TimeService(root, () -> NO_KERNEL);
    driftWrittenAt(SAVED);
    assertThat(service.trust(UP)).isEqualTo(ClockTrust.SYNCHRONISED);
  }

  private void driftWrittenAt(long writtenMillis) throws IOException {
    Path drift = root.resolve("var/lib/chrony/chrony.drift");
    Files.createDirectories(drift.getParent());
    Files.writeString(drift, "0.1 0.2");
    Files.setLastModifiedTime(drift, FileTime.fromMillis(writtenMillis));
  }
}
