package eu.releve.cloud.weather;

import static eu.releve.measure.Require.require;

import java.util.Optional;

/**
 * How warm it was outside on a local day.
 *
 * @param mean in milli-degC, -90,000 to 60,000.
 * @param range the lowest and the highest temperature, where they are known.
 */
public record DayTemperature(long mean, Optional<Range> range) {
  static final long MIN = -90_000;
  static final long MAX = 60_000;

  /**
   * The lowest and the highest temperature of a day.
   *
   * @param min in milli-degC, -90,000 to 60,000.
   * @param max in milli-degC, not below.
   */
  public record Range(long min, long max) {
    public Range {
      require(
          MIN <= min && min <= max && max <= MAX,
          "%d to %d milli-degC are not the lowest and the highest temperature of a day",
          min,
          max);
    }
  }

  public DayTemperature {
    require(MIN <= mean && mean <= MAX, "a mean of %d milli-degC is not in %d..%d", mean, MIN, MAX);
    range.ifPresent(
        found ->
            require(
                found.min <= mean && mean <= found.max,
                "a mean of %d milli-degC is not in %d..%d",
                mean,
                found.min,
                found.max));
  }

  /** A day of which only the mean is known. */
  public static DayTemperature ofMean(long mean) {
    return new DayTemperature(mean, Optional.empty());
  }
}
