package eu.releve.cloud.process;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * An entry of a reference table with its validity.
 *
 * <p>Entries are never changed: a new figure is a new entry with a new version.
 */
public interface Dated {
  /** The first day on which it holds. */
  LocalDate from();

  /** The day after the last on which it holds, nothing while it holds. */
  Optional<LocalDate> to();

  /** Whether it holds on that day. */
  default boolean holdsOn(LocalDate day) {
    return !day.isBefore(from()) && to().map(day::isBefore).orElse(true);
  }

  /** The entry that holds on that day: the last one of those that do. */
  static <T extends Dated> Optional<T> on(LocalDate day, List<T> entries) {
    return entries.stream().filter(entry -> entry.holdsOn(day)).reduce((first, last) -> last);
  }
}
