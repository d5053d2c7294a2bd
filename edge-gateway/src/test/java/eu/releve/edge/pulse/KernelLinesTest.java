package eu.releve.edge.pulse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import eu.releve.edge.pulse.LineEvents.LineEvent;
import eu.releve.profile.PulseContact.Wiring;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The C library's calls for real, on a pipe in place of a line: no kernel here has GPIO, and none
 * can be loaded with simulated chips.
 */
class KernelLinesTest {
  private static final InputLine LINE = new InputLine("/dev/null", 17, Wiring.TO_GROUND);

  @TempDir private Path folder;

  private final AtomicLong nanos = new AtomicLong();
  private final List<String> told = new ArrayList<>();

  private final EdgeSource.Sink sink =
      new EdgeSource.Sink() {
        @Override
        public void opened(int input) {
          told.add(input + " opened");
        }

        @Override
        public void edge(int input, Edge edge) {
          told.add(input + " " + edge.sequence() + (edge.closed() ? " closed" : " open"));
        }
      };

  @Test
  void recordsAreReadInBatchesWithoutWaiting() throws Exception {
    Path pipe = folder.resolve("line");
    Process made = new ProcessBuilder("mkfifo", pipe.toString()).start();
    assumeThat(made.waitFor()).isZero();
    try (KernelLines lines = new KernelLines(List.of(LINE), new Piped(pipe), nanos::get)) {
      lines.drain(sink);
      assertThat(told).containsExactly("0 opened", "0 0 open");
      assertThat(lines.fault(0)).isEmpty();
      told.clear();
      lines.drain(sink);
      assertThat(told).isEmpty();
      try (OutputStream kernel = Files.newOutputStream(pipe)) {
        kernel.write(records(1, EdgeSource.WAITING_MAX));
        lines.drain(sink);
        assertThat(told)
            .hasSize(EdgeSource.WAITING_MAX)
            .startsWith("0 1 closed", "0 2 open")
            .endsWith("0 1024 open");
        told.clear();
        kernel.write(records(1_025, 2));
        lines.drain(sink);
        assertThat(told).containsExactly("0 1025 closed", "0 1026 open");
      }
    }
  }

  @Test
  void aDeviceThatIsNoChipIsNamedWithWhatWasWantedAndFound() {
    assertThat(faultOf("/dev/null"))
        .isEqualTo(
            "/dev/null line 17: wanted a line of a GPIO chip, found something that is no GPIO chip"
                + " (error 25)");
    assertThat(faultOf(folder.resolve("gpiochip9").toString()))
        .endsWith("gpiochip9: wanted a line of a GPIO chip, found nothing there (error 2)");
    assertThat(faultOf("pinctrl-nobody"))
        .startsWith("wanted the GPIO chip 'pinctrl-nobody', found ");
  }

  // The others on the bus go on, and this one is tried again.
  @Test
  void aLineThatFailsIsTriedAgainAfterTenSeconds() {
    List<InputLine> tried = new ArrayList<>();
    KernelLines.Opener refusing =
        new KernelLines.Opener() {
          @Override
          public int open(InputLine line) throws LineException {
            tried.add(line);
            throw new LineException("busy");
          }

          @Override
          public boolean isClosed(InputLine line, int descriptor) {
            return false;
          }
        };
    try (KernelLines lines = new KernelLines(List.of(LINE), refusing, nanos::get)) {
      lines.drain(sink);
      lines.drain(sink);
      assertThat(tried).hasSize(1);
      nanos.addAndGet(10_000_000_000L);
      lines.drain(sink);
      assertThat(tried).hasSize(2);
      assertThat(lines.fault(0)).isEqualTo("busy");
    }
  }

  @Test
  void aContactIsActiveWhileItIsClosedHoweverItIsWired() {
    assertThat(Chip.flags(Wiring.TO_GROUND)).isEqualTo(0b1_0011_0110);
    assertThat(Chip.flags(Wiring.TO_SUPPLY)).isEqualTo(0b10_0011_0100);
    assertThat(Chip.flags(Wiring.DRIVEN_LOW)).isEqualTo(0b100_0011_0110);
    assertThat(Chip.flags(Wiring.DRIVEN_HIGH)).isEqualTo(0b100_0011_0100);
  }

  private String faultOf(String chip) {
    InputLine line = new InputLine(chip, 17, Wiring.TO_GROUND);
    try (KernelLines lines = new KernelLines(List.of(line), KernelLines.CHIPS, nanos::get)) {
      lines.drain(sink);
      return lines.fault(0);
    }
  }

  /** A pipe whose other end a test writes. */
  private record Piped(Path pipe) implements KernelLines.Opener {
    @Override
    public int open(InputLine line) throws LineException {
      int descriptor = Kernel.open(pipe.toString());
      Kernel.doNotWait(pipe.toString(), descriptor);
      return descriptor;
    }

    @Override
    public boolean isClosed(InputLine line, int descriptor) {
      return false;
    }
  }

  private static byte[] records(long first, int count) {
    ByteBuffer records =
        ByteBuffer.allocate(LineEvents.BYTES * count).order(ByteOrder.nativeOrder());
    for (long i = first; i < first + count; i++) {
      LineEvents.put(records, new LineEvent(17, new Edge(i % 2 == 1, i, i)));
    }
    return records.array();
  }
}
