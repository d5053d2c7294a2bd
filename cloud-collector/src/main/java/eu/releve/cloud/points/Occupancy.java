package eu.releve.cloud.points;

import static eu.releve.measure.Require.require;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;

/**
 * Who uses a lot, from a local day to another.
 *
 * @param id its number.
 * @param occupant as the syndic's books name them, as little as is needed; nothing once it was
 *     erased.
 * @param from the first day.
 * @param to the first day after it; nothing while nobody said an end. The first day itself when it
 *     was taken back.
 * @param author who said so.
 * @param at when.
 */
public record Occupancy(
    int id,
    Optional<String> occupant,
    LocalDate from,
    Optional<LocalDate> to,
    String author,
    Instant at) {
  public Occupancy {
    require(to.isEmpty() || !to.get().isBefore(from), "to: wanted %s or later, found %s", from, to);
  }

  /** Whether somebody used the lot on a day of it. */
  public boolean isTaken() {
    return to.isEmpty() || to.get().isAfter(from);
  }

  /** Whether it has a day in common with days from one to another. */
  public boolean overlaps(LocalDate otherFrom, Optional<LocalDate> otherTo) {
    boolean other = otherTo.isEmpty() || otherTo.get().isAfter(otherFrom);
    return isTaken()
        && other
        && otherTo.map(from::isBefore).orElse(true)
        && to.map(otherFrom::isBefore).orElse(true);
  }

  /** Its name and its days, for a refusal. */
  public String named() {
    return "%d of %s, %s to %s"
        .formatted(
            id,
            occupant.map(name -> "'" + name + "'").orElse("nobody named"),
            from,
            to.map(LocalDate::toString).orElse("no end"));
  }
}
