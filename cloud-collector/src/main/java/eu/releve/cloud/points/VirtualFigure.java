package eu.releve.cloud.points;

import static eu.releve.measure.Require.require;

import eu.releve.cloud.derive.Figure;
import eu.releve.cloud.derive.QuarterHour.Status;
import eu.releve.cloud.derive.Stretch;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Set;
import java.util.TreeSet;

/**
 * What was reckoned for a period, with how well it is known.
 *
 * @param over the period.
 * @param value in steps of the quantity; below zero where a difference is. Zero, and nothing to be
 *     told, where the status is {@code MISSING}.
 * @param estimated how much of what it was reckoned from was not measured.
 * @param measuredMillis how much of the period was measured at the point of which least was.
 * @param status the worst of what it was reckoned from.
 * @param missing the points of which nothing is known in a part of it.
 */
public record VirtualFigure(
    Stretch over,
    BigInteger value,
    BigInteger estimated,
    long measuredMillis,
    Status status,
    Set<String> missing) {
  private static final int SHARE_DIGITS = 4;

  public VirtualFigure {
    require(over.fromMillis() < over.toMillis(), "%s is no period", over);
    require(estimated.signum() >= 0, "an estimated part of %s", estimated);
    require(measuredMillis >= 0, "%d milliseconds measured", measuredMillis);
    missing = Set.copyOf(missing);
  }

  /** A point's own figure. */
  static VirtualFigure of(String point, Figure figure) {
    boolean known = figure.status() != Status.MISSING;
    return new VirtualFigure(
        figure.over(),
        figure.consumption(),
        figure.estimated(),
        known ? Math.min(figure.measuredMillis(), length(figure.over())) : 0,
        figure.status(),
        known ? Set.of() : Set.of(point));
  }

  /** Of a period in which it was not defined. */
  static VirtualFigure undefined(Stretch over) {
    return new VirtualFigure(over, BigInteger.ZERO, BigInteger.ZERO, 0, Status.MISSING, Set.of());
  }

  /** Nothing, and that for certain: what the first term is added to, or taken away from. */
  static VirtualFigure nothing(Stretch over) {
    return new VirtualFigure(
        over, BigInteger.ZERO, BigInteger.ZERO, length(over), Status.MEASURED, Set.of());
  }

  /**
   * This and another of the same period. Where nothing is known of one of them, nothing is of both:
   * what is absent is not zero.
   *
   * @param sign 1 to add it, -1 to take it away.
   */
  VirtualFigure with(VirtualFigure other, int sign) {
    require(over.equals(other.over), "%s is not %s", other.over, over);
    Set<String> absent = new TreeSet<>(missing);
    absent.addAll(other.missing);
    Status worst = worse(status, other.status);
    if (worst == Status.MISSING) {
      return new VirtualFigure(over, BigInteger.ZERO, BigInteger.ZERO, 0, worst, absent);
    }
    return new VirtualFigure(
        over,
        sign > 0 ? value.add(other.value) : value.subtract(other.value),
        estimated.add(other.estimated),
        Math.min(measuredMillis, other.measuredMillis),
        worst,
        absent);
  }

  /** The same with the status of something that cannot be, where it is below zero. */
  VirtualFigure doubted() {
    return isBelowZero()
        ? new VirtualFigure(
            over, value, estimated, measuredMillis, worse(status, Status.UNCERTAIN), missing)
        : this;
  }

  /** The same period with another value. */
  VirtualFigure of(BigInteger part, BigInteger ofEstimated) {
    return new VirtualFigure(over, part, ofEstimated, measuredMillis, status, missing);
  }

  /** This period and the one that follows it, together; what is missing is told by the coverage. */
  VirtualFigure then(VirtualFigure next) {
    require(over.toMillis() == next.over.fromMillis(), "%s does not follow %s", next.over, over);
    Set<String> absent = new TreeSet<>(missing);
    absent.addAll(next.missing);
    Status both =
        status == Status.MISSING || next.status == Status.MISSING
            ? (status == Status.MISSING ? next.status : status)
            : worse(status, next.status);
    return new VirtualFigure(
        new Stretch(over.fromMillis(), next.over.toMillis()),
        value.add(next.value),
        estimated.add(next.estimated),
        measuredMillis + next.measuredMillis,
        both,
        absent);
  }

  /** Whether there is a value to be told. */
  public boolean isKnown() {
    return status != Status.MISSING;
  }

  /** Whether more was used below than above: a meter is wrong, or stands elsewhere than it says. */
  public boolean isBelowZero() {
    return value.signum() < 0;
  }

  /** The share of the period that was measured, 0 to 1, to four digits, rounded down. */
  public BigDecimal coverage() {
    return BigDecimal.valueOf(Math.min(measuredMillis, length(over)))
        .divide(BigDecimal.valueOf(length(over)), SHARE_DIGITS, RoundingMode.DOWN);
  }

  private static long length(Stretch over) {
    return over.toMillis() - over.fromMillis();
  }

  private static Status worse(Status one, Status other) {
    return other.code() > one.code() ? other : one;
  }
}
