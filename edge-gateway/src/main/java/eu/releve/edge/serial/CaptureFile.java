package eu.releve.edge.serial;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes down what is said on a bus, one line a frame, in a file that has a limit: when it is full
 * it becomes {@code FILE.1}, in place of the one before, and another is begun.
 *
 * <p>It is for finding faults: a disk that refuses a line ends the capture, never the polling.
 */
public final class CaptureFile implements Capture, AutoCloseable {
  /** What one file holds at most. */
  public static final long BYTES_MAX = 8L << 20;

  private static final Logger LOG = LoggerFactory.getLogger(CaptureFile.class);

  private final Path file;
  private final InstantSource clock;
  private final long bytesMax;
  private @Nullable OutputStream out;
  private long bytes;

  private CaptureFile(Path file, InstantSource clock, long bytesMax) {
    this.file = file;
    this.clock = clock;
    this.bytesMax = bytesMax;
  }

  /**
   * Goes on with a file, or begins it.
   *
   * @param clock dates the frames.
   * @param bytesMax of one file; there are two at most.
   * @throws IOException when it cannot be written.
   */
  public static CaptureFile open(Path file, InstantSource clock, long bytesMax) throws IOException {
    CaptureFile capture = new CaptureFile(file, clock, bytesMax);
    capture.begin();
    return capture;
  }

  private void begin() throws IOException {
    out = Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    bytes = Files.size(file);
  }

  @Override
  public synchronized void saw(Direction direction, byte[] frame, long nanos) {
    if (out == null) {
      return;
    }
    Instant now = Instant.ofEpochMilli(clock.millis());
    byte[] line =
        (new CapturedFrame(now, direction, frame).line() + "\n")
            .getBytes(StandardCharsets.US_ASCII);
    try {
      if (bytes > 0 && bytes + line.length > bytesMax) {
        out.close();
        Files.move(
            file,
            file.resolveSibling(file.getFileName() + ".1"),
            StandardCopyOption.REPLACE_EXISTING);
        begin();
      }
      out.write(line);
      bytes += line.length;
    } catch (IOException refused) {
      LOG.warn("capture ends file={} reason={}", file, refused.getMessage());
      close();
    }
  }

  @Override
  public synchronized void close() {
    OutputStream open = out;
    out = null;
    try {
      if (open != null) {
        open.close();
      }
    } catch (IOException alreadyBroken) {
      LOG.debug("capture does not close file={} reason={}", file, alreadyBroken.getMessage());
    }
  }
}
