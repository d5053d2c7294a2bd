package eu.releve.cloud.gas;

import static eu.releve.measure.Require.require;

import java.math.BigDecimal;
import java.time.LocalDate;

/**
 * What a cubic metre of gas holds for some days, as somebody published it.
 *
 * @param from the first day.
 * @param to the day after the last: a value holds for its own period and for no later one.
 * @param kilowattHours gross (PCS), per cubic metre at 0 degC and 1,013.25 mbar; 5 to 20, with at
 *     most four decimals.
 * @param source who says so.
 */
public record CalorificValue(
    LocalDate from, LocalDate to, BigDecimal kilowattHours, String source) {
  private static final BigDecimal MIN = new BigDecimal("5");
  private static final BigDecimal MAX = new BigDecimal("20");
  private static final int DAYS_MAX = 400;

  public CalorificValue {
    require(from.isBefore(to), "a calorific value from %s to %s holds for no day", from, to);
    require(
        to.toEpochDay() - from.toEpochDay() <= DAYS_MAX,
        "a calorific value from %s to %s holds for more than %d days",
        from,
        to,
        DAYS_MAX);
    require(
        MIN.compareTo(kilowattHours) <= 0 && kilowattHours.compareTo(MAX) <= 0,
        "a calorific value of %s is not in %s..%s kWh per cubic metre",
        kilowattHours,
        MIN,
        MAX);
    require(
        kilowattHours.scale() <= GasState.FACTOR_DIGITS,
        "a calorific value of %s has more than %d decimals",
        kilowattHours,
        GasState.FACTOR_DIGITS);
    require(!source.isBlank(), "a calorific value from %s to %s has no source", from, to);
  }

  /** Whether it holds on a day. */
  public boolean holds(LocalDate day) {
    return !day.isBefore(from) && day.isBefore(to);
  }

  /** Whether there is a day on which both hold. */
  boolean overlaps(CalorificValue other) {
    return from.isBefore(other.to) && other.from.isBefore(to);
  }
}
