package eu.releve.edge.pulse;

import com.sun.jna.Memory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Lines of the machine's own GPIO chips. Each is opened alone, so that what comes on one takes no
 * room from another, and none that fails keeps the others from counting.
 */
final class KernelLines implements EdgeSource {
  private static final long RETRY_NANOS = 10_000_000_000L;

  private final List<Opened> lines;
  private final LongSupplier nanos;
  private final Opener opener;

  /** How lines are opened: the machine's chips, or what a test has instead. */
  interface Opener {
    /** The descriptor of a line that is read without waiting. */
    int open(InputLine line) throws LineException;

    /** Whether its contact is closed. */
    boolean isClosed(InputLine line, int descriptor) throws LineException;
  }

  /** The machine's chips. */
  static final Opener CHIPS =
      new Opener() {
        @Override
        public int open(InputLine line) throws LineException {
          return Chip.listen(line);
        }

        @Override
        public boolean isClosed(InputLine line, int descriptor) throws LineException {
          return Chip.isClosed(line, descriptor);
        }
      };

  /** A line, open or not. */
  private static final class Opened {
    private final InputLine line;
    private int descriptor = -1;
    private String fault = "not opened yet";
    private long tryNanos;

    Opened(InputLine line, long nowNanos) {
      this.line = line;
      this.tryNanos = nowNanos;
    }
  }

  KernelLines(List<InputLine> lines, Opener opener, LongSupplier nanos) {
    long now = nanos.getAsLong();
    this.lines = lines.stream().map(line -> new Opened(line, now)).toList();
    this.opener = opener;
    this.nanos = nanos;
  }

  @Override
  public void drain(Sink sink) {
    for (int input = 0; input < lines.size(); input++) {
      Opened line = lines.get(input);
      try {
        if (line.descriptor < 0) {
          open(input, line, sink);
        }
        if (line.descriptor >= 0) {
          read(input, line, sink);
        }
      } catch (LineException failed) {
        shut(line, String.valueOf(failed.getMessage()));
      } catch (LinkageError missing) {
        shut(line, line.line + ": wanted the C library, found none that JNA can load: " + missing);
      } catch (IllegalArgumentException nonsense) {
        shut(line, line.line + ": " + nonsense.getMessage());
      }
    }
  }

  private void open(int input, Opened line, Sink sink) throws LineException {
    if (nanos.getAsLong() - line.tryNanos < 0) {
      return;
    }
    line.tryNanos = nanos.getAsLong() + RETRY_NANOS;
    line.descriptor = opener.open(line.line);
    line.fault = "";
    sink.opened(input);
    // Edges wait from here on; between two looks the contact may have moved, and says so.
    sink.edge(input, new Edge(opener.isClosed(line.line, line.descriptor), nanos.getAsLong(), 0));
  }

  /** Once: the kernel gives whole records, as many as there is room for. */
  private void read(int input, Opened line, Sink sink) throws LineException {
    try (Memory memory = new Memory((long) LineEvents.BYTES * WAITING_MAX)) {
      int bytes = Kernel.read(line.line.toString(), line.descriptor, memory);
      ByteBuffer records = memory.getByteBuffer(0, bytes).order(ByteOrder.nativeOrder());
      while (records.remaining() >= LineEvents.BYTES) {
        sink.edge(input, LineEvents.get(records).edge());
      }
    }
  }

  private static void shut(Opened line, String why) {
    if (line.descriptor >= 0) {
      Kernel.close(line.descriptor);
      line.descriptor = -1;
    }
    line.fault = why;
  }

  @Override
  public String fault(int input) {
    return lines.get(input).fault;
  }

  @Override
  public long nowNanos() {
    return nanos.getAsLong();
  }

  @Override
  public void close() {
    lines.forEach(line -> shut(line, "closed"));
  }
}
