package eu.releve.provisioning.survey;

import static eu.releve.measure.Require.require;

import eu.releve.measure.BusId;
import eu.releve.measure.MeterId;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;

/**
 * How much of a bus's time its meters need.
 *
 * @param bus on which one request at a time is possible.
 * @param loads one for each meter, on the day on which most is needed.
 */
public record BusTime(BusId bus, List<Load> loads) {
  /** Above, a meter that answers badly lets others wait. */
  public static final int SHORT_PERMILLE = 600;

  /** Above, periods cannot be kept. */
  public static final int FULL_PERMILLE = 1_000;

  public BusTime {
    loads = List.copyOf(loads);
  }

  /**
   * What one meter takes.
   *
   * @param round all its requests once, with its answers and what lies between.
   * @param period how often; more than zero.
   */
  public record Load(MeterId meter, Duration round, Duration period) {
    public Load {
      require(!round.isNegative(), "meter %s: a round of %s", meter, round);
      require(period.isPositive(), "meter %s: a period of %s", meter, period);
    }

    private double share() {
      return (double) round.toNanos() / period.toNanos();
    }

    /** Its share of the bus's time in thousandths, rounded up. */
    public int permille() {
      return thousandths(share());
    }
  }

  /**
   * The share of its time that is needed in thousandths, rounded up; above 1,000 it is too much.
   */
  public int permille() {
    return thousandths(loads.stream().mapToDouble(Load::share).sum());
  }

  /** The meters that take most, most first; at most so many. */
  public List<Load> heaviest(int count) {
    return loads.stream()
        .sorted(Comparator.comparingDouble(Load::share).reversed())
        .limit(count)
        .toList();
  }

  private static int thousandths(double share) {
    return (int) Math.min(Integer.MAX_VALUE, Math.ceil(1_000 * share - 1e-9));
  }
}
