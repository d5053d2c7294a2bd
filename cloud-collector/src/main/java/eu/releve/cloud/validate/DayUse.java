package eu.releve.cloud.validate;

import eu.releve.cloud.derive.Figure;
import java.math.BigInteger;
import java.time.LocalDate;
import java.util.List;

/**
 * What was used at a point on a local day, by its quarter-hours.
 *
 * @param day in the building's calendar.
 * @param quarters all 92, 96 or 100 of them, in their order.
 * @param whole the day's own figure.
 */
public record DayUse(LocalDate day, List<Figure> quarters, Figure whole) {
  public DayUse {
    quarters = List.copyOf(quarters);
  }

  /** A day of its quarter-hours. */
  public static DayUse of(LocalDate day, List<Figure> quarters) {
    return new DayUse(day, quarters, quarters.stream().reduce(Figure::then).orElseThrow());
  }

  /** What was used, in steps of the quantity. */
  public BigInteger used() {
    return whole.consumption();
  }

  /** Whether enough of it was measured to be compared with anything. */
  public boolean isComparable() {
    return whole.isComparable();
  }

  /** Whether readings lie close enough around all of a quarter-hour. */
  static boolean isMeasured(Figure quarter) {
    return quarter.measuredMillis() >= length(quarter);
  }

  /** Whether readings lie around all of a quarter-hour. */
  static boolean isEnclosed(Figure quarter) {
    return quarter.enclosedMillis() >= length(quarter);
  }

  private static long length(Figure quarter) {
    return quarter.over().toMillis() - quarter.over().fromMillis();
  }
}
