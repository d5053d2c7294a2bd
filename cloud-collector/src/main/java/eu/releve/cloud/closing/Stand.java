package eu.releve.cloud.closing;

import static eu.releve.measure.Require.require;

import eu.releve.cloud.derive.DisplayIndex;
import eu.releve.cloud.derive.DisplayIndex.How;
import eu.releve.cloud.derive.Index;
import java.time.Instant;
import java.util.Optional;

/**
 * An index as a list shows it.
 *
 * @param at the midnight, or when the meter came or went.
 * @param steps absent where no readings enclose that instant.
 * @param how it was come by.
 * @param before when the reading before it was made, or at it; absent before the first.
 * @param after when the one after it was.
 * @param known where it is missing, what the reading shows that is nearest.
 */
public record Stand(
    Instant at,
    Optional<Long> steps,
    How how,
    Optional<Instant> before,
    Optional<Instant> after,
    Optional<Long> known) {
  public Stand {
    require(steps.isEmpty() || known.isEmpty(), "%s and %s: wanted one", steps, known);
  }

  static Stand of(DisplayIndex index) {
    Optional<Index> nearest = index.before().or(index::after);
    return new Stand(
        Instant.ofEpochMilli(index.millis()),
        index.value(),
        index.how(),
        index.before().map(Index::millis).map(Instant::ofEpochMilli),
        index.after().map(Index::millis).map(Instant::ofEpochMilli),
        index.value().isPresent() ? Optional.empty() : nearest.map(Index::value));
  }

  /** Of a register that has none. */
  static Stand none(long millis) {
    return new Stand(
        Instant.ofEpochMilli(millis),
        Optional.empty(),
        How.MISSING,
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }
}
