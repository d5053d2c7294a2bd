package eu.releve.measure;

import static eu.releve.measure.Require.require;

/**
 * What is known against a value: a set of bits in one byte, 0 when nothing is.
 *
 * <p>Numbers are never reused: they are stored for years.
 *
 * @param bits 0 to 255.
 */
public record Quality(int bits) {
  public static final Quality GOOD = new Quality(0);
  public static final Quality DEVICE_ERROR = new Quality(1);
  public static final Quality OUT_OF_RANGE = new Quality(2);
  public static final Quality TIME_UNCERTAIN = new Quality(4);
  public static final Quality TYPED_BY_HAND = new Quality(8);
  public static final Quality SUBSTITUTED = new Quality(16);
  public static final Quality SATURATED = new Quality(32);

  public Quality {
    require(0 <= bits && bits <= 255, "quality %d is not in 0..255", bits);
  }

  /** Both sets of doubts. */
  public Quality and(Quality other) {
    return new Quality(bits | other.bits);
  }

  /** Whether nothing is known against the value. */
  public boolean isGood() {
    return bits == 0;
  }
}
