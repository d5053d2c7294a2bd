package eu.releve.cloud.derive;

import static eu.releve.measure.Require.require;

import java.time.LocalDate;
import java.time.MonthDay;
import java.util.Optional;

/**
 * From when to when buildings are heated, over the turn of a year.
 *
 * @param first its first day, in autumn.
 * @param last its last day, in the next year and before the first one's date.
 */
public record HeatingSeason(MonthDay first, MonthDay last) {
  /** 1 October to 20 May: the 232 days of French degree days, 233 with a 29 February. */
  public static final HeatingSeason USUAL =
      new HeatingSeason(MonthDay.of(10, 1), MonthDay.of(5, 20));

  public HeatingSeason {
    require(
        last.isBefore(first),
        "a heating season from %s to %s does not pass the turn of a year",
        first,
        last);
  }

  /** The first day of the season that begins in that year. */
  LocalDate firstIn(int year) {
    return first.atYear(year);
  }

  /** The day after the last one of the season that begins in that year. */
  LocalDate endOf(int year) {
    return last.atYear(year + 1).plusDays(1);
  }

  /** Whether a day lies in one. */
  public boolean holds(LocalDate day) {
    return beginOf(day).isPresent();
  }

  /** In which year the season began that a day lies in; nothing in summer. */
  Optional<Integer> beginOf(LocalDate day) {
    int year = day.getYear();
    if (!day.isBefore(firstIn(year))) {
      return Optional.of(year);
    }
    return day.isBefore(endOf(year - 1)) ? Optional.of(year - 1) : Optional.empty();
  }
}
