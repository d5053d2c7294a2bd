package eu.releve.cloud.weather;

import java.time.LocalDate;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The outdoor temperatures that an answer rests on: of one source alone. A sensor on a roof is
 * warmer than a station in a field, so that a winter of the one and a winter of the other would
 * differ by more than the weather.
 *
 * @param source where they come from.
 * @param days by local day.
 * @param names whose they are: what was said of the files, or at which points it was measured.
 */
public record Outdoor(
    Source source, SortedMap<LocalDate, DayTemperature> days, List<String> names) {
  public Outdoor {
    days = Collections.unmodifiableSortedMap(new TreeMap<>(days));
    names = List.copyOf(names);
  }

  /** Where temperatures come from. */
  public enum Source {
    /** A file that somebody brought. */
    FILE,
    /** A sensor of the building. */
    ROOF
  }

  /**
   * Some local days.
   *
   * @param from the first.
   * @param to the day after the last.
   */
  public record Days(LocalDate from, LocalDate to) {
    private long knownIn(Map<LocalDate, DayTemperature> days) {
      return from.datesUntil(to).filter(days::containsKey).count();
    }

    private long count() {
      return to.toEpochDay() - from.toEpochDay();
    }
  }

  /**
   * The source that counts for an answer: files, if they have every day that is asked for; else the
   * roof, if it has; else the one that has more of them, and files when both have as many.
   */
  public static Outdoor counting(Outdoor files, Outdoor roof, List<Days> asked) {
    long all = asked.stream().mapToLong(Days::count).sum();
    long inFiles = files.known(asked);
    return inFiles < all && roof.known(asked) > inFiles ? roof : files;
  }

  private long known(List<Days> asked) {
    return asked.stream().mapToLong(days -> days.knownIn(this.days)).sum();
  }
}
