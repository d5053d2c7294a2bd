package eu.releve.cloud.points;

import eu.releve.cloud.derive.LocalCalendar;
import eu.releve.cloud.derive.Stretch;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A time cut at the local midnights at which a lot's occupant changes.
 *
 * @param from the first day.
 * @param to the first day after it.
 * @param occupancy whose it is; nothing while nobody used the lot.
 */
public record Use(LocalDate from, LocalDate to, Optional<Occupancy> occupancy) {
  /**
   * The parts of a time, without a hole and none over another: figures of them add up to the figure
   * of the whole.
   *
   * @param occupancies by their first day, none over another.
   */
  public static List<Use> of(List<Occupancy> occupancies, LocalDate from, LocalDate to) {
    List<Use> uses = new ArrayList<>();
    LocalDate at = from;
    for (Occupancy one : occupancies) {
      LocalDate begin = later(one.from(), at);
      LocalDate end = one.to().filter(day -> day.isBefore(to)).orElse(to);
      if (!begin.isBefore(end)) {
        continue;
      }
      if (at.isBefore(begin)) {
        uses.add(new Use(at, begin, Optional.empty()));
      }
      uses.add(new Use(begin, end, Optional.of(one)));
      at = end;
    }
    if (at.isBefore(to)) {
      uses.add(new Use(at, to, Optional.empty()));
    }
    return uses;
  }

  private static LocalDate later(LocalDate one, LocalDate other) {
    return one.isAfter(other) ? one : other;
  }

  /** Its time in a building's calendar. */
  public Stretch over(LocalCalendar calendar) {
    return new Stretch(calendar.start(from).toEpochMilli(), calendar.start(to).toEpochMilli());
  }
}
