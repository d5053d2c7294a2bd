package eu.releve.cloud.derive;

import static eu.releve.measure.Require.require;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/**
 * How high a gauge stood in a period, as far as readings tell.
 *
 * @param over the period.
 * @param doubledArea twice the sum of value times milliseconds, over the time that is covered.
 * @param coveredMillis how much of the period is known, above zero.
 * @param min the lowest value.
 * @param max the highest value.
 */
record Level(Stretch over, BigInteger doubledArea, long coveredMillis, long min, long max) {
  Level {
    require(
        0 < coveredMillis && coveredMillis <= over.toMillis() - over.fromMillis(),
        "%d milliseconds are not a part of %s",
        coveredMillis,
        over);
    require(min <= max, "%d is not below %d", min, max);
  }

  /** The mean over the time that is known, rounded half-even to a step. */
  long mean() {
    return new BigDecimal(doubledArea)
        .divide(
            BigDecimal.valueOf(coveredMillis).multiply(BigDecimal.TWO), 0, RoundingMode.HALF_EVEN)
        .longValueExact();
  }

  /**
   * What two of them say together: parts of one period that do not overlap, or periods that follow
   * each other, with or without a hole between them.
   */
  Level and(Level other) {
    return new Level(
        over.with(other.over),
        doubledArea.add(other.doubledArea),
        coveredMillis + other.coveredMillis,
        Math.min(min, other.min),
        Math.max(max, other.max));
  }
}
