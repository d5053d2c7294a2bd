package eu.releve.edge.plan;

import static eu.releve.measure.Require.require;

import eu.releve.measure.MeterId;
import java.util.List;

/**
 * What share of a bus's time its meters need, so that people learn beforehand when periods cannot
 * be kept.
 *
 * @param loads one for each meter.
 */
public record BusBudget(List<Load> loads) {
  /**
   * A tenth is left for what is asked twice, for a meter that answers badly (a tenth at most) and
   * for the dead (2 % each).
   */
  public static final int AVAILABLE_PERCENT = 90;

  private static final double NANOS_PER_MILLI = 1e6;
  private static final int PERCENT = 100;

  public BusBudget {
    loads = List.copyOf(loads);
  }

  /**
   * What one meter takes.
   *
   * @param roundNanos all its requests once.
   * @param periodMillis how often.
   */
  public record Load(MeterId meter, long roundNanos, long periodMillis) {
    public Load {
      require(roundNanos >= 0, "meter %s: a round of %d ns", meter, roundNanos);
      require(periodMillis > 0, "meter %s: a period of %d ms", meter, periodMillis);
    }

    private double share() {
      return roundNanos / (periodMillis * NANOS_PER_MILLI);
    }
  }

  /** The share of the time that is needed, in percent, rounded up; above 100 when there is none. */
  public int neededPercent() {
    return (int) Math.min(Integer.MAX_VALUE, Math.ceil(PERCENT * needed()));
  }

  private double needed() {
    return loads.stream().mapToDouble(Load::share).sum();
  }

  /** Whether all periods can be kept. */
  public boolean isKept() {
    return PERCENT * needed() <= AVAILABLE_PERCENT;
  }
}
