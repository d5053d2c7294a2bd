package eu.releve.cloud.derive;

import java.sql.SQLException;
import java.util.Optional;

/** What the course of a gap whose total is known is taken to have been like. */
@FunctionalInterface
interface Likeness {
  /**
   * The course of a gap; nothing where nobody knows what it was like, or all of that used nothing.
   *
   * @param gap between two readings.
   */
  Optional<Shape> of(Stretch gap) throws SQLException;

  /** That, and where it knows nothing, another. */
  default Likeness or(Likeness other) {
    return gap -> {
      Optional<Shape> own = of(gap);
      return own.isPresent() ? own : other.of(gap);
    };
  }
}
