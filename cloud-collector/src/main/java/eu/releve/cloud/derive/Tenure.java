package eu.releve.cloud.derive;

import java.util.Optional;

/**
 * From when to when a register's readings count, and what its display said at either end: before
 * and after, another meter was at the point, and what was read under this one's name is that one's.
 *
 * @param fromMillis when its meter was installed, since 1970; the beginning of all readings where
 *     nobody noted it.
 * @param toMillis when its meter was removed; the end of all readings where nobody noted it.
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
  private static final long BEGINNING = -60_000_000_000_000L;

  private static final long END = 200_000_000_000_000L;

  /** Of a meter that was never exchanged. */
  static final Tenure WHOLE = new Tenure(BEGINNING, END, Optional.empty(), Optional.empty(), false);

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
}
