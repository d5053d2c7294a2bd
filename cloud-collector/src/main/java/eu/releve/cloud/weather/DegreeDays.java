package eu.releve.cloud.weather;

import static eu.releve.measure.Require.require;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The degree days of some local days. Days of which nothing is known add nothing and are named: a
 * sum with holes is no sum to compare with.
 *
 * @param base how they are counted.
 * @param from the first day.
 * @param to the day after the last.
 * @param sum in degrees times days, exact.
 * @param missing the days that are not in it, rising.
 */
public record DegreeDays(
    DegreeDayBase base, LocalDate from, LocalDate to, BigDecimal sum, List<LocalDate> missing) {
  public DegreeDays {
    require(from.isBefore(to), "%s to %s are no days", from, to);
    require(sum.signum() >= 0, "%s degree days are below zero", sum);
    missing = List.copyOf(missing);
  }

  /** The sum over some days, of the temperatures that are known. */
  public static DegreeDays of(
      DegreeDayBase base,
      Map<LocalDate, DayTemperature> temperatures,
      LocalDate from,
      LocalDate to) {
    BigDecimal sum = BigDecimal.ZERO;
    List<LocalDate> missing = new ArrayList<>();
    for (LocalDate day = from; day.isBefore(to); day = day.plusDays(1)) {
      Optional<BigDecimal> of = base.of(day, around(temperatures, day));
      if (of.isPresent()) {
        sum = sum.add(of.get());
      } else {
        missing.add(day);
      }
    }
    return new DegreeDays(base, from, to, sum, missing);
  }

  private static List<Optional<DayTemperature>> around(
      Map<LocalDate, DayTemperature> temperatures, LocalDate day) {
    List<Optional<DayTemperature>> around = new ArrayList<>();
    for (int back = 0; back <= DegreeDayBase.DAYS_BEFORE; back++) {
      around.add(Optional.ofNullable(temperatures.get(day.minusDays(back))));
    }
    return around;
  }

  /** How many days there are, known or not. */
  public int days() {
    return Math.toIntExact(to.toEpochDay() - from.toEpochDay());
  }

  /** Whether every day is in the sum. */
  public boolean isWhole() {
    return missing.isEmpty();
  }
}
