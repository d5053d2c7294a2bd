package eu.releve.cloud.derive;

import static eu.releve.measure.Require.require;

import java.math.BigInteger;
import java.util.List;

/**
 * How the use of a year is spread over it, as somebody publishes it for those of whom nobody knows:
 * RLP, SLP, RES1, P011 (domain A9, 5).
 */
public final class StandardProfile {
  /** No weight is larger, so that those of a year add up within a long. */
  public static final long WEIGHT_MAX = 100_000_000_000_000L;

  private final long firstMillis;
  private final long stepMillis;
  private final long[] before;

  /**
   * @param firstMillis when the first step begins, since 1970.
   * @param stepMillis how long each is.
   * @param weights of the steps of a year, one after the other, 0 to {@link #WEIGHT_MAX}; not all
   *     zero.
   */
  public StandardProfile(long firstMillis, long stepMillis, List<Long> weights) {
    require(stepMillis > 0, "a step of %d milliseconds", stepMillis);
    this.firstMillis = firstMillis;
    this.stepMillis = stepMillis;
    this.before = new long[weights.size() + 1];
    for (int i = 0; i < weights.size(); i++) {
      long weight = weights.get(i);
      require(0 <= weight && weight <= WEIGHT_MAX, "weight %d is not in 0..10^14", weight);
      before[i + 1] = Math.addExact(before[i], weight);
    }
    require(whole() > 0, "nothing weighs anything");
  }

  private long whole() {
    return before[before.length - 1];
  }

  /** Whether it tells of all the time between two instants. */
  boolean covers(long fromMillis, long toMillis) {
    return firstMillis <= fromMillis && toMillis <= firstMillis + stepMillis * (before.length - 1L);
  }

  /**
   * What of a year's use lies between two instants that it covers. What has been used at each is
   * rounded once, half up: parts add up to the whole.
   *
   * @param annual what is used in its year.
   */
  long used(long annual, long fromMillis, long toMillis) {
    return usedAt(annual, toMillis) - usedAt(annual, fromMillis);
  }

  private long usedAt(long annual, long millis) {
    int step = (int) Math.min(before.length - 2L, (millis - firstMillis) / stepMillis);
    long part = millis - firstMillis - step * stepMillis;
    BigInteger area =
        BigInteger.valueOf(before[step])
            .multiply(BigInteger.valueOf(stepMillis))
            .add(
                BigInteger.valueOf(before[step + 1] - before[step])
                    .multiply(BigInteger.valueOf(part)));
    BigInteger all = BigInteger.valueOf(whole()).multiply(BigInteger.valueOf(stepMillis));
    return BigInteger.valueOf(annual)
        .multiply(area)
        .add(all.shiftRight(1))
        .divide(all)
        .longValueExact();
  }
}
