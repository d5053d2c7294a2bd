package eu.releve.edge.clock;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.wire.ClockTrust;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TimeServiceTest {
  private static final long NOW = 1_767_225_600_000L;
  private static final long UP = 3_600_000;

  @TempDir Path root;

  @Test
  void aMachineWithoutATimeServiceIsOfUnknownTrust() {
    assertThat(new TimeService(root).trust(NOW, UP)).isEqualTo(ClockTrust.UNKNOWN);
  }

  @Test
  void theMarkOfTimesyncdMeansSynchronised() throws IOException {
    Path mark = root.resolve("run/systemd/timesync/synchronized");
    Files.createDirectories(mark.getParent());
    Files.createFile(mark);

    assertThat(new TimeService(root).trust(NOW, UP)).isEqualTo(ClockTrust.SYNCHRONISED);
  }

  @Test
  void chronysDriftCountsOnlyWhenWrittenDuringThisBoot() throws IOException {
    assertThat(withDriftWrittenAt(NOW - UP + 1)).isEqualTo(ClockTrust.SYNCHRONISED);
    assertThat(withDriftWrittenAt(NOW - UP - 1)).isEqualTo(ClockTrust.UNKNOWN);
  }

  // A box without a battery boots in 1970 and finds last year's drift file in its future.
  @Test
  void aDriftFileFromTheFutureSaysNothing() throws IOException {
    assertThat(withDriftWrittenAt(NOW + 1)).isEqualTo(ClockTrust.UNKNOWN);
  }

  private ClockTrust withDriftWrittenAt(long writtenMillis) throws IOException {
    Path drift = root.resolve("var/lib/chrony/chrony.drift");
    Files.createDirectories(drift.getParent());
    Files.writeString(drift, "0.1 0.2");
    Files.setLastModifiedTime(drift, FileTime.fromMillis(writtenMillis));
    return new TimeService(root).trust(NOW, UP);
  }
}
