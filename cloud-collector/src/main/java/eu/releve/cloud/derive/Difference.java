package eu.releve.cloud.derive;

import java.util.List;

/**
 * What of some rows has changed, so that all others are left alone.
 *
 * @param gone those that are there and are not true any more.
 * @param come those that take their place.
 */
record Difference<T>(List<T> gone, List<T> come) {
  Difference {
    gone = List.copyOf(gone);
    come = List.copyOf(come);
  }

  /** From the first to the last row that is another one. */
  static <T> Difference<T> of(List<T> before, List<T> now) {
    int same = 0;
    while (same < now.size() && same < before.size() && now.get(same).equals(before.get(same))) {
      same++;
    }
    int end = 0;
    while (end < now.size() - same
        && end < before.size() - same
        && now.get(now.size() - 1 - end).equals(before.get(before.size() - 1 - end))) {
      end++;
    }
    return new Difference<>(
        before.subList(same, before.size() - end), now.subList(same, now.size() - end));
  }
}
