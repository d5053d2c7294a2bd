package eu.releve.provisioning.site;

import static eu.releve.measure.Require.require;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/**
 * The moment in which a meter was put in, or taken out, and what it showed then.
 *
 * @param at when, in whole milliseconds.
 * @param indexes of its counters, each once; at most {@value #INDEXES_MAX}.
 * @param unreadable why nobody could read it; its last reading stands in then. Nothing where it was
 *     read.
 */
public record Handover(Instant at, List<Shown> indexes, Optional<String> unreadable) {
  /** More counters nobody reads off one display. */
  public static final int INDEXES_MAX = 50;

  public Handover {
    indexes = List.copyOf(indexes);
    require(at.equals(at.truncatedTo(ChronoUnit.MILLIS)), "%s has parts of a millisecond", at);
    require(
        indexes.isEmpty() == unreadable.isPresent(),
        "indexes and why there are none exclude each other, and one is there");
    require(indexes.size() <= INDEXES_MAX, "%d indexes are more than 50", indexes.size());
    require(
        indexes.stream().map(Shown::register).distinct().count() == indexes.size(),
        "each counter has one index");
    unreadable.ifPresent(
        why ->
            require(
                !why.isBlank() && why.length() <= Particulars.CHARACTERS_MAX,
                "a text of %d characters is not 1 to 200",
                why.length()));
  }
}
