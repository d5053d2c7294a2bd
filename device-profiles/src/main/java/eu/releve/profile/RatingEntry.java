package eu.releve.profile;

import eu.releve.document.DocumentException;
import eu.releve.document.Mapping;
import java.util.Optional;

/** Reads {@code rating}, of a profile or of one meter of a plan. */
public final class RatingEntry {
  private RatingEntry() {}

  /**
   * What stands there.
   *
   * @param owner whose entry it is.
   * @throws DocumentException when it is no rating.
   */
  public static Optional<Rating> read(Mapping owner) throws DocumentException {
    Optional<Mapping> entry = owner.optionalMapping("rating");
    if (entry.isEmpty()) {
      return Optional.empty();
    }
    int phases = entry.get().integer("phases", 1, 3);
    int current = entry.get().integer("current", 1, 6_000);
    int voltage = entry.get().optionalInteger("voltage", 50, 1_000).orElse(230);
    entry.get().end();
    return Optional.of(entry.get().make("phases", () -> new Rating(phases, current, voltage)));
  }
}
