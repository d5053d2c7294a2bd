package eu.releve.cloud.derive;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How high a gauge stood on a local day, as far as readings tell.
 *
 * @param mean over the time that is known, in steps of the quantity, rounded half-even once.
 * @param min the lowest value.
 * @param max the highest value.
 * @param coveredMillis how much of the day is known, above zero.
 */
public record DailyLevel(long mean, long min, long max, long coveredMillis) {
  private static final Duration NOMINAL_MAX = Duration.ofHours(1);

  /**
   * The day's mean by time, of the line through its readings; a reading before and one after the
   * day tell how it began and ended. How far apart readings usually lie, the day itself tells, at
   * most an hour: what lies between two readings that are more than twice as far apart is unknown.
   *
   * @param day a local day.
   * @param readings by rising instant, no instant twice.
   */
  public static Optional<DailyLevel> of(LocalPeriod day, List<Index> readings) {
    if (readings.size() < 2) {
      return Optional.empty();
    }
    return new Gauge(readings, nominal(readings))
        .quarterHours(day.from().toEpochMilli(), day.to().toEpochMilli()).stream()
            .reduce(Level::and)
            .map(
                whole ->
                    new DailyLevel(whole.mean(), whole.min(), whole.max(), whole.coveredMillis()));
  }

  /** Whether at least nine tenths of that day are known. */
  public boolean isOfAlmostAll(LocalPeriod day) {
    return coveredMillis * 10 >= day.millis() * 9;
  }

  /** The lower median of the distances: of two readings their one distance. */
  private static Duration nominal(List<Index> readings) {
    List<Long> apart = new ArrayList<>();
    for (int i = 1; i < readings.size(); i++) {
      apart.add(readings.get(i).millis() - readings.get(i - 1).millis());
    }
    apart.sort(null);
    return Duration.ofMillis(Math.min(apart.get((apart.size() - 1) / 2), NOMINAL_MAX.toMillis()));
  }
}
