package eu.releve.edge.simulate.line;

import static eu.releve.measure.Require.require;

import java.time.Duration;

/**
 * What a device says.
 *
 * @param delay from the end of the request to its first start bit.
 * @param bytes at least one; not to be changed.
 * @param gapBits idle bits between two characters, 0 to 1,000.
 */
public record Speech(Duration delay, byte[] bytes, int gapBits) {
  public Speech {
    require(!delay.isNegative(), "delay %s is negative", delay);
    require(bytes.length > 0, "a speech without a byte");
    require(0 <= gapBits && gapBits <= 1_000, "%d gap bits are not in 0..1000", gapBits);
  }

  /** Without gaps. */
  public Speech(Duration delay, byte[] bytes) {
    this(delay, bytes, 0);
  }
}
