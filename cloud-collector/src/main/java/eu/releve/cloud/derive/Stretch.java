package eu.releve.cloud.derive;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A stretch of time.
 *
 * @param fromMillis since 1970.
 * @param toMillis since 1970, not before.
 */
public record Stretch(long fromMillis, long toMillis) {
  Stretch with(Stretch other) {
    return new Stretch(Math.min(fromMillis, other.fromMillis), Math.max(toMillis, other.toMillis));
  }

  /** The same stretches, those joined that lie no further apart. */
  static List<Stretch> joined(List<Stretch> stretches, long apartMillis) {
    List<Stretch> joined = new ArrayList<>();
    for (Stretch one :
        stretches.stream().sorted(Comparator.comparingLong(Stretch::fromMillis)).toList()) {
      Stretch last = joined.isEmpty() ? null : joined.getLast();
      if (last != null && one.fromMillis - last.toMillis <= apartMillis) {
        joined.set(joined.size() - 1, last.with(one));
      } else {
        joined.add(one);
      }
    }
    return joined;
  }
}
