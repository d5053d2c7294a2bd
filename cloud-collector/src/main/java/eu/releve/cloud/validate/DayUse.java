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
 * @param close whether readings lie at most two hours apart on at least nine tenths of it: its
 *     total is known then, if not each quarter-hour.
 */
public record DayUse(LocalDate day, List<Figure> quarters, Figure whole, boolean close) {
  public DayUse {
    quarters = List.copyOf(quarters);
  }

  /** A day of its quarter-hours. */
  public static DayUse of(LocalDate day, List<Figure> quarters, boolean close) {
    return new DayUse(day, quarters, quarters.stream().reduce(Figure::then).orElseThrow(), close);
  }

  /** The same without its quarter-hours. */
  public DayUse total() {
    return new DayUse(day, List.of(), whole, close);
  }

  /** What was used, in steps of the quantity. */
  public BigInteger used() {
    return whole.consumption();
  }

  /** Whether enough is known of its total to be compared with other days. */
  public boolean isComparable() {
    return close || whole.isComparable();
  }

  /** Whether a quarter-hour's own share is known well enough to say that it was nothing. */
  boolean isKnown(Figure quarter) {
    return isMeasured(quarter) || (close && isEnclosed(quarter));
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
