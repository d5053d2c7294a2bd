package eu.releve.cloud.derive;

import eu.releve.cloud.derive.QuarterHour.Status;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * One counter's readings as a line that only rises, and its quarter-hours.
 *
 * <p>The index at a boundary is interpolated between the readings around it and rounded once (half
 * up: the only rounding that does not depend on where the counter stands); a consumption is the
 * difference of two such indices. So the sum over any period is the difference of its ends, to the
 * step, however it is cut.
 *
 * <p>A counter that falls below nine tenths of what it showed began anew: what it shows since is a
 * lower bound. One that falls by less is not believed, and the reading before stays the reference.
 */
public final class Counter {
  private static final long GAP_MILLIS = 2 * QuarterHour.MILLIS;

  private final List<Index> line;
  private final Set<Long> restarts;

  private Counter(List<Index> line, Set<Long> restarts) {
    this.line = line;
    this.restarts = restarts;
  }

  /**
   * The line through those readings.
   *
   * @param readings by rising instant, no instant twice.
   */
  public static Counter of(List<Index> readings) {
    List<Index> line = new ArrayList<>(readings.size());
    Set<Long> restarts = new HashSet<>();
    long shown = 0;
    long risen = 0;
    for (Index reading : readings) {
      if (line.isEmpty()) {
        risen = reading.value();
      } else if (reading.value() >= shown) {
        risen += reading.value() - shown;
      } else if (isRestart(shown, reading.value())) {
        risen += reading.value();
        restarts.add(reading.millis());
      } else {
        continue;
      }
      shown = reading.value();
      line.add(new Index(reading.millis(), risen));
    }
    return new Counter(line, restarts);
  }

  private static boolean isRestart(long before, long now) {
    return now >= 0 && now < before - before / 10;
  }

  /**
   * The quarter-hours from one instant to another that readings cover at least in part.
   *
   * @param fromMillis a multiple of 15 minutes.
   * @param toMillis exclusive, a multiple of 15 minutes.
   */
  public List<QuarterHour> quarterHours(long fromMillis, long toMillis) {
    List<QuarterHour> quarters = new ArrayList<>();
    if (line.size() < 2) {
      return quarters;
    }
    long begin = line.getFirst().millis();
    long end = line.getLast().millis();
    long first = Math.max(fromMillis, QuarterHour.floor(begin));
    int segment = 0;
    for (long start = first; start < toMillis && start < end; start += QuarterHour.MILLIS) {
      long stop = start + QuarterHour.MILLIS;
      long covered = Math.min(stop, end) - Math.max(start, begin);
      if (covered <= 0) {
        continue;
      }
      segment = segmentOf(Math.max(start, begin), segment);
      quarters.add(
          new QuarterHour(
              start,
              at(stop, segment) - at(start, segment),
              (int) covered,
              status(start, stop, segment)));
    }
    return quarters;
  }

  /** The segment that holds an instant, looked for from an earlier one on. */
  private int segmentOf(long millis, int from) {
    int segment = from;
    while (segment + 2 < line.size() && line.get(segment + 1).millis() <= millis) {
      segment++;
    }
    return segment;
  }

  /** The index at an instant, rounded to a step; outside the readings the nearest one. */
  private long at(long millis, int from) {
    if (millis <= line.getFirst().millis()) {
      return line.getFirst().value();
    }
    if (millis >= line.getLast().millis()) {
      return line.getLast().value();
    }
    int segment = segmentOf(millis, from);
    Index before = line.get(segment);
    Index after = line.get(segment + 1);
    return before.value()
        + scaled(
            after.value() - before.value(),
            millis - before.millis(),
            after.millis() - before.millis());
  }

  /** {@code rise x part / whole}, rounded half up, in 128 bits. */
  private static long scaled(long rise, long part, long whole) {
    long high = Math.multiplyHigh(rise, part);
    long low = rise * part;
    if (high == 0 && low >= 0 && low <= Long.MAX_VALUE - whole) {
      return (low + whole / 2) / whole;
    }
    return BigInteger.valueOf(rise)
        .multiply(BigInteger.valueOf(part))
        .add(BigInteger.valueOf(whole / 2))
        .divide(BigInteger.valueOf(whole))
        .longValueExact();
  }

  private Status status(long start, long stop, int from) {
    Status status = Status.MEASURED;
    for (int i = from; i + 1 < line.size() && line.get(i).millis() < stop; i++) {
      long length = line.get(i + 1).millis() - line.get(i).millis();
      if (length > GAP_MILLIS) {
        status = status.worse(Status.INTERPOLATED);
      }
      if (restarts.contains(line.get(i + 1).millis()) && line.get(i + 1).millis() > start) {
        status = status.worse(Status.UNCERTAIN);
      }
    }
    return status;
  }
}
