package eu.releve.cloud.derive;

import static eu.releve.measure.Require.require;

import eu.releve.cloud.derive.QuarterHour.Status;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Comparator;
import java.util.List;

/**
 * What was used in a period, with how well that is known: the sum of its quarter-hours, exactly.
 *
 * @param over the period.
 * @param consumption in steps of the quantity; never negative.
 * @param estimated how much of it lies in quarter-hours whose own share was not measured.
 * @param enclosedMillis how much of the period lies between readings.
 * @param measuredMillis how much of that lies between readings close enough.
 * @param states how its parts were come by.
 */
public record Figure(
    Stretch over,
    BigInteger consumption,
    BigInteger estimated,
    long enclosedMillis,
    long measuredMillis,
    States states) {
  private static final int SHARE_DIGITS = 4;

  /**
   * How the parts of a figure were come by.
   *
   * @param worst the worst of those that are there.
   * @param begin the first one's, {@code MISSING} where nothing is known of the beginning.
   * @param end the last one's, {@code MISSING} where nothing is known of the end.
   */
  public record States(Status worst, Status begin, Status end) {
    static final States NONE = new States(Status.MISSING, Status.MISSING, Status.MISSING);

    private States then(States next) {
      return new States(worseThere(worst, next.worst), begin, next.end);
    }

    private States and(States other) {
      return new States(
          worseThere(worst, other.worst),
          worseThere(begin, other.begin),
          worseThere(end, other.end));
    }

    /** What is missing is told by the coverage, and hides nothing of what is there. */
    private static Status worseThere(Status one, Status other) {
      if (one == Status.MISSING || other == Status.MISSING) {
        return one == Status.MISSING ? other : one;
      }
      return one.worse(other);
    }
  }

  public Figure {
    require(over.fromMillis() < over.toMillis(), "%s is no period", over);
    require(
        estimated.signum() >= 0 && estimated.compareTo(consumption) <= 0,
        "%s of %s are not the estimated part of a consumption",
        estimated,
        consumption);
    require(
        0 <= measuredMillis && measuredMillis <= enclosedMillis,
        "%d of %d milliseconds are not the measured part",
        measuredMillis,
        enclosedMillis);
  }

  /**
   * The figure of a period.
   *
   * @param quarters those that begin in it, of one register or of meters that followed each other.
   */
  public static Figure of(Stretch over, List<QuarterHour> quarters) {
    BigInteger consumption = BigInteger.ZERO;
    BigInteger estimated = BigInteger.ZERO;
    long enclosed = 0;
    long measured = 0;
    Status worst = Status.MISSING;
    for (QuarterHour quarter : quarters) {
      require(
          over.fromMillis() <= quarter.startMillis() && quarter.startMillis() < over.toMillis(),
          "the quarter-hour of %d does not begin in %s",
          quarter.startMillis(),
          over);
      BigInteger part = BigInteger.valueOf(quarter.consumption());
      consumption = consumption.add(part);
      enclosed += quarter.coveredMillis();
      if (quarter.status().isMeasured()) {
        measured += quarter.coveredMillis();
      } else {
        estimated = estimated.add(part);
      }
      worst = States.worseThere(worst, quarter.status());
    }
    return new Figure(
        over, consumption, estimated, enclosed, measured, states(over, quarters, worst));
  }

  private static States states(Stretch over, List<QuarterHour> quarters, Status worst) {
    Status begin =
        quarters.stream()
            .filter(quarter -> quarter.startMillis() == over.fromMillis())
            .map(QuarterHour::status)
            .max(Comparator.naturalOrder())
            .orElse(Status.MISSING);
    Status end =
        quarters.stream()
            .filter(quarter -> quarter.endMillis() >= over.toMillis())
            .map(QuarterHour::status)
            .max(Comparator.naturalOrder())
            .orElse(Status.MISSING);
    return new States(worst, begin, end);
  }

  /**
   * The figure of a period, of figures of parts of it.
   *
   * @param parts by rising begin, none over another; of what lies between them nothing is known.
   */
  static Figure whole(Stretch over, List<Figure> parts) {
    BigInteger consumption = BigInteger.ZERO;
    BigInteger estimated = BigInteger.ZERO;
    long enclosed = 0;
    long measured = 0;
    Status worst = Status.MISSING;
    for (Figure part : parts) {
      require(
          over.fromMillis() <= part.over.fromMillis() && part.over.toMillis() <= over.toMillis(),
          "%s does not lie in %s",
          part.over,
          over);
      consumption = consumption.add(part.consumption);
      estimated = estimated.add(part.estimated);
      enclosed += part.enclosedMillis;
      measured += part.measuredMillis;
      worst = States.worseThere(worst, part.states.worst);
    }
    if (parts.isEmpty()) {
      return missing(over);
    }
    Figure first = parts.getFirst();
    Figure last = parts.getLast();
    return new Figure(
        over,
        consumption,
        estimated,
        enclosed,
        measured,
        new States(
            worst,
            first.over.fromMillis() == over.fromMillis() ? first.states.begin : Status.MISSING,
            last.over.toMillis() == over.toMillis() ? last.states.end : Status.MISSING));
  }

  /** The figure of a period of which nothing is known. */
  static Figure missing(Stretch over) {
    return new Figure(over, BigInteger.ZERO, BigInteger.ZERO, 0, 0, States.NONE);
  }

  /** What two meters counted in one period, together. */
  Figure and(Figure other) {
    require(over.equals(other.over), "%s is not %s", other.over, over);
    return new Figure(
        over,
        consumption.add(other.consumption),
        estimated.add(other.estimated),
        enclosedMillis + other.enclosedMillis,
        measuredMillis + other.measuredMillis,
        states.and(other.states));
  }

  /** This period and the one that follows it, together. */
  public Figure then(Figure next) {
    require(over.toMillis() == next.over.fromMillis(), "%s does not follow %s", next.over, over);
    return new Figure(
        over.with(next.over),
        consumption.add(next.consumption),
        estimated.add(next.estimated),
        enclosedMillis + next.enclosedMillis,
        measuredMillis + next.measuredMillis,
        states.then(next.states));
  }

  /** How its parts were come by: the worst of those that are there. */
  public Status status() {
    return states.worst;
  }

  /**
   * How the total was come by. A gap within the period spreads what is known; where readings
   * enclose all of the period and its ends are measured, so is the total.
   */
  public Status statusOfTotal() {
    boolean between =
        enclosedMillis >= length() && states.begin.isMeasured() && states.end.isMeasured();
    boolean spread =
        states.worst.isWorseThan(Status.ROLLOVER)
            && !states.worst.isWorseThan(Status.ESTIMATED_SHAPE);
    return between && spread ? Status.MEASURED : states.worst;
  }

  /** The share of the period that was measured, 0 to 1, to four digits, rounded down. */
  public BigDecimal coverage() {
    return share(
            BigInteger.valueOf(measuredMillis), BigInteger.valueOf(length()), RoundingMode.DOWN)
        .min(BigDecimal.ONE.setScale(SHARE_DIGITS));
  }

  /**
   * The share of the period that lies between readings, measured or not, 0 to 1, to four digits,
   * rounded down: whether the consumption is that of the whole period.
   */
  public BigDecimal enclosed() {
    return share(
            BigInteger.valueOf(enclosedMillis), BigInteger.valueOf(length()), RoundingMode.DOWN)
        .min(BigDecimal.ONE.setScale(SHARE_DIGITS));
  }

  /** The share of the consumption that was not measured, 0 to 1, to four digits, rounded up. */
  public BigDecimal estimatedShare() {
    return share(estimated, consumption, RoundingMode.UP);
  }

  /** Whether enough of it was measured for a ranking, a benchmark or a search for anomalies. */
  public boolean isComparable() {
    return BigInteger.valueOf(measuredMillis)
            .multiply(BigInteger.TEN)
            .compareTo(BigInteger.valueOf(length()).multiply(BigInteger.valueOf(9)))
        >= 0;
  }

  /** Whether more than a tenth is estimated: it is shown as an estimate. */
  public boolean isShownAsEstimate() {
    return estimated.multiply(BigInteger.TEN).compareTo(consumption) > 0;
  }

  /** Whether no more than half is estimated: it may be billed and learnt from. */
  public boolean isBillable() {
    return estimated.multiply(BigInteger.TWO).compareTo(consumption) <= 0;
  }

  private long length() {
    return over.toMillis() - over.fromMillis();
  }

  private static BigDecimal share(BigInteger part, BigInteger whole, RoundingMode mode) {
    return whole.signum() == 0
        ? BigDecimal.ZERO.setScale(SHARE_DIGITS)
        : new BigDecimal(part).divide(new BigDecimal(whole), SHARE_DIGITS, mode);
  }
}
