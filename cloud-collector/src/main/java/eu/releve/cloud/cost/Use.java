package eu.releve.cloud.cost;

import static eu.releve.measure.Require.require;

import eu.releve.cloud.derive.Figure;
import eu.releve.cloud.derive.QuarterHour.Status;
import java.math.BigInteger;

/**
 * What a register counted on a day, with how well that is known.
 *
 * @param steps in steps of the quantity; never negative.
 * @param estimated how much of it was not measured.
 * @param enclosedMillis how much of the day lies between readings.
 * @param measuredMillis how much of that lies between readings close enough.
 * @param millis how long the day is.
 * @param worst how its worst part was come by.
 */
public record Use(
    BigInteger steps,
    BigInteger estimated,
    long enclosedMillis,
    long measuredMillis,
    long millis,
    Status worst) {
  public Use {
    require(
        estimated.signum() >= 0 && estimated.compareTo(steps) <= 0,
        "%s of %s steps are not the estimated part",
        estimated,
        steps);
    require(millis > 0, "a day of %d milliseconds", millis);
  }

  /** A day's figure. */
  public static Use of(Figure day) {
    return new Use(
        day.consumption(),
        day.estimated(),
        day.enclosedMillis(),
        day.measuredMillis(),
        day.over().toMillis() - day.over().fromMillis(),
        day.status());
  }

  /** Both together, of two registers on one day: as well known as the one that is known worse. */
  Use beside(Use other) {
    return new Use(
        steps.add(other.steps),
        estimated.add(other.estimated),
        Math.min(enclosedMillis, other.enclosedMillis),
        Math.min(measuredMillis, other.measuredMillis),
        millis,
        worst.code() >= other.worst.code() ? worst : other.worst);
  }

  /** Whether readings enclose some of the day. */
  boolean isKnown() {
    return enclosedMillis > 0;
  }
}
