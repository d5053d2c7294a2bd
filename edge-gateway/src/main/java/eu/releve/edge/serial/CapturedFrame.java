package eu.releve.edge.serial;

import static eu.releve.measure.Require.require;

import eu.releve.edge.serial.Capture.Direction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * One line of a capture: {@code instant direction hex}, such as {@code 2026-06-01T10:00:00.123Z
 * sent 010300000002c40b}.
 *
 * @param instant of its end, by the gateway's wall clock.
 * @param direction whether the gateway sent it.
 * @param bytes not to be changed; never empty.
 */
public record CapturedFrame(Instant instant, Direction direction, byte[] bytes) {
  private static final long FILE_BYTES_MAX = 64L << 20;

  public CapturedFrame {
    require(bytes.length > 0, "a frame without bytes");
  }

  /** The line, without its end. */
  public String line() {
    return instant
        + " "
        + direction.name().toLowerCase(Locale.ROOT)
        + " "
        + HexFormat.of().formatHex(bytes);
  }

  /**
   * The frame that a line tells of.
   *
   * @throws IllegalArgumentException saying what was wanted and what was found.
   */
  public static CapturedFrame parse(String line) {
    String[] parts = line.strip().split(" +", -1);
    require(parts.length == 3, "wanted instant, direction and hex, found '%s'", line);
    try {
      return new CapturedFrame(
          Instant.parse(parts[0]),
          Direction.valueOf(parts[1].toUpperCase(Locale.ROOT)),
          HexFormat.of().parseHex(parts[2]));
    } catch (DateTimeException | IllegalArgumentException wrong) {
      throw new IllegalArgumentException(
          "wanted instant, sent or received, and hex, found '" + line + "'", wrong);
    }
  }

  /**
   * All frames of a file, up to 64 MiB.
   *
   * @throws IOException when it cannot be read or is no capture, naming the line.
   */
  public static List<CapturedFrame> read(Path file) throws IOException {
    if (Files.size(file) > FILE_BYTES_MAX) {
      throw new IOException(file + ": wanted at most 64 MiB, found " + Files.size(file) + " bytes");
    }
    try {
      return Files.readAllLines(file).stream()
          .filter(line -> !line.isBlank())
          .map(CapturedFrame::parse)
          .toList();
    } catch (IllegalArgumentException wrong) {
      throw new IOException(file + ": " + wrong.getMessage(), wrong);
    }
  }
}
