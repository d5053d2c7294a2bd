package eu.releve.edge.serial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eu.releve.edge.serial.Capture.Direction;
import eu.releve.measure.BusId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CaptureFileTest {
  private static final Instant NOW = Instant.parse("2026-06-01T10:00:00.123Z");

  @TempDir private Path folder;

  @Test
  void oneLineAFrameSaysWhenWhichWayAndWhat() throws Exception {
    try (Captures captures = Captures.in(folder, Set.of(new BusId("cellar")), () -> NOW)) {
      Capture capture = captures.of(new BusId("cellar"));
      capture.saw(Direction.SENT, new byte[] {1, 3, (byte) 0xC4}, 5);
      capture.saw(Direction.RECEIVED, new byte[] {1}, 6);
      captures.of(new BusId("other")).saw(Direction.SENT, new byte[] {2}, 7);
    }
    Path file = folder.resolve("cellar.frames");
    assertThat(Files.readAllLines(file))
        .containsExactly(
            "2026-06-01T10:00:00.123Z sent 0103c4", "2026-06-01T10:00:00.123Z received 01");
    List<CapturedFrame> frames = CapturedFrame.read(file);
    assertThat(frames).extracting(CapturedFrame::line).isEqualTo(Files.readAllLines(file));
    assertThat(folder)
        .isDirectoryContaining("glob:**cellar.frames")
        .isDirectoryNotContaining("glob:**other*");
  }

  @Test
  void aFullFileIsKeptOnceAndNoMoreThanTwoAreThere() throws Exception {
    Path file = folder.resolve("f");
    try (CaptureFile capture = CaptureFile.open(file, () -> NOW, 200)) {
      for (int i = 0; i < 100; i++) {
        capture.saw(Direction.SENT, new byte[] {(byte) i, 0}, 0);
        assertThat(Files.size(file)).isLessThanOrEqualTo(200);
      }
    }
    List<CapturedFrame> before = CapturedFrame.read(folder.resolve("f.1"));
    List<CapturedFrame> last = CapturedFrame.read(file);
    assertThat(last.getLast().bytes()).containsExactly(99, 0);
    assertThat(before.getLast().bytes()[0] + 1).isEqualTo(last.getFirst().bytes()[0]);
    assertThat(folder.toFile().list()).hasSize(2);
  }

  @Test
  void aCaptureGoesOnAfterARestartAndEndsWhereTheDiskRefuses() throws Exception {
    Path file = folder.resolve("f");
    for (int i = 0; i < 2; i++) {
      try (CaptureFile capture = CaptureFile.open(file, () -> NOW, 1_000)) {
        capture.saw(Direction.SENT, new byte[] {1}, 0);
      }
    }
    assertThat(CapturedFrame.read(file)).hasSize(2);
    CaptureFile closed = CaptureFile.open(file, () -> NOW, 1_000);
    closed.close();
    closed.saw(Direction.SENT, new byte[] {1}, 0);
    assertThat(CapturedFrame.read(file)).hasSize(2);
    assertThatThrownBy(() -> CaptureFile.open(folder.resolve("none/f"), () -> NOW, 1_000))
        .isInstanceOf(IOException.class);
  }

  @Test
  void whatIsNoCaptureIsRefusedWithItsLine() throws Exception {
    for (String wrong :
        List.of(
            "2026-06-01T10:00:00Z sent",
            "yesterday sent 01",
            "2026-06-01T10:00:00Z said 01",
            "2026-06-01T10:00:00Z sent 0",
            "2026-06-01T10:00:00Z sent 0g")) {
      Path file = Files.writeString(folder.resolve("f"), "\n" + wrong + "\n");
      assertThatThrownBy(() -> CapturedFrame.read(file))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(wrong);
    }
  }
}
