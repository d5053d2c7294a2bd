package eu.releve.cloud.derive;

import static eu.releve.measure.Require.require;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * From when to when a register's readings count, and what its display said at either end: before
 * and after, another meter was at the point, and what was read under this one's name is that one's.
 *
 * <p>A meter whose transformers or pulse weight are changed is another one from then on: both its
 * indexes are noted, each times its own ratio, and what was counted before stays as it was.
 *
 * @param fromMillis when its meter was installed, since 1970; the beginning of all readings where
 *     nobody noted it.
 * @param toMillis when its meter was removed, after that; the end of all readings where nobody
 *     noted it.
 * @param opening in steps, at the beginning.
 * @param closing in steps, at the end.
 * @param unread whether nobody could read it at the end: its last reading stands in.
 */
record Tenure(
    long fromMillis,
    long toMillis,
    Optional<Long> opening,
    Optional<Long> closing,
    boolean unread) {
  /** Within what a database can date. */
  static final long BEGINNING = -60_000_000_000_000L;

  static final long END = 200_000_000_000_000L;

  /** Of a meter that was never exchanged. */
  static final Tenure WHOLE = new Tenure(BEGINNING, END, Optional.empty(), Optional.empty(), false);

  Tenure {
    require(fromMillis < toMillis, "removed at %d, which is not after %d", toMillis, fromMillis);
  }

  /**
   * The readings that count.
   *
   * @param readings by rising instant, with what the displays said.
   * @param doubted the instants of what stands in for an index that nobody could read.
   * @param edited the instants at which somebody typed over what was read, or left it out.
   */
  record Counted(List<Index> readings, Set<Long> doubted, Set<Long> edited) {
    Counted {
      readings = List.copyOf(readings);
      doubted = Set.copyOf(doubted);
      edited = Set.copyOf(edited);
    }

    Counted editedAt(Set<Long> instants) {
      return new Counted(readings, doubted, instants);
    }
  }

  /** With ends that may be absent. */
  static Tenure of(
      Optional<Long> from,
      Optional<Long> to,
      Optional<Long> opening,
      Optional<Long> closing,
      boolean unread) {
    return new Tenure(from.orElse(BEGINNING), to.orElse(END), opening, closing, unread);
  }

  boolean hasBegin() {
    return fromMillis != BEGINNING;
  }

  boolean hasEnd() {
    return toMillis != END;
  }

  /** Whether somebody read the display at that instant: when the meter came or went. */
  boolean wasReadAt(long millis) {
    return (millis == fromMillis && opening.isPresent())
        || (millis == toMillis && closing.isPresent() && !unread);
  }

  /** Of all readings of a register those that count, with what the displays said. */
  Counted of(List<Index> readings) {
    return of(readings, true, true);
  }

  /**
   * Of some readings of a register those that count. What the display said counts more than what
   * was read in the same millisecond.
   *
   * @param readings by rising instant, no instant twice.
   * @param atBegin whether none is missing between them and the beginning.
   * @param atEnd whether none is missing between them and the end.
   */
  Counted of(List<Index> readings, boolean atBegin, boolean atEnd) {
    List<Index> counted = new ArrayList<>(readings);
    counted.removeIf(reading -> reading.millis() < fromMillis || reading.millis() > toMillis);
    if (atBegin) {
      opening.ifPresent(
          value -> {
            counted.removeIf(reading -> reading.millis() == fromMillis);
            counted.addFirst(new Index(fromMillis, value));
          });
    }
    if (!atEnd) {
      return new Counted(counted, Set.of(), Set.of());
    }
    boolean standsIn = unread && !counted.isEmpty() && counted.getLast().millis() < toMillis;
    Optional<Long> last = standsIn ? Optional.of(counted.getLast().value()) : closing;
    last.ifPresent(
        value -> {
          counted.removeIf(reading -> reading.millis() == toMillis);
          counted.addLast(new Index(toMillis, value));
        });
    return new Counted(counted, standsIn ? Set.of(toMillis) : Set.of(), Set.of());
  }
}
