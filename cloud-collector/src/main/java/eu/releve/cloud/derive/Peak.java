package eu.releve.cloud.derive;

import java.util.List;
import java.util.Optional;

/**
 * The highest demand of a period, and when it was. A mean of maxima says nothing and is not made.
 *
 * @param value in steps of the quantity.
 * @param millis when it was stated, since 1970; of equal ones the first.
 */
record Peak(long value, long millis) {
  /**
   * The peak of what was read in a period; nothing where nothing was read: no demand is not a
   * demand of zero.
   *
   * @param over its end is exclusive.
   * @param readings in any order.
   */
  static Optional<Peak> of(Stretch over, List<Index> readings) {
    return readings.stream()
        .filter(read -> over.fromMillis() <= read.millis() && read.millis() < over.toMillis())
        .map(read -> new Peak(read.value(), read.millis()))
        .reduce(Peak::or);
  }

  /** The higher of two; of equal ones the earlier. */
  Peak or(Peak other) {
    if (value != other.value) {
      return value > other.value ? this : other;
    }
    return millis <= other.millis ? this : other;
  }
}
