package eu.releve.edge.serial;

import static eu.releve.measure.Require.require;

import java.time.Duration;

/**
 * How a serial line is set; eight data bits.
 *
 * @param baud bits per second, 300 to 115,200.
 * @param parity the bit after the data bits.
 * @param stop 1 or 2 stop bits.
 */
public record LineSettings(int baud, Parity parity, int stop) {
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  /** The parity bit. */
  public enum Parity {
    NONE,
    EVEN,
    ODD
  }

  public LineSettings {
    require(300 <= baud && baud <= 115_200, "baud %d is not in 300..115200", baud);
    require(stop == 1 || stop == 2, "%d stop bits are not 1 or 2", stop);
  }

  /** As every wired M-Bus is set (EN 13757-2): even parity, one stop bit. */
  public static LineSettings mbus(int baud) {
    return new LineSettings(baud, Parity.EVEN, 1);
  }

  /** Bits of one character on the wire, start and stop bits included: 10 to 12. */
  public int bitsPerCharacter() {
    return 9 + (parity == Parity.NONE ? 0 : 1) + stop;
  }

  /** How long that many bits take, rounded up to a nanosecond. */
  public Duration bits(long count) {
    return Duration.ofNanos(Math.ceilDiv(count * NANOS_PER_SECOND, baud));
  }

  /** How long that many characters without gaps take. */
  public Duration characters(long count) {
    return bits(count * bitsPerCharacter());
  }
}
