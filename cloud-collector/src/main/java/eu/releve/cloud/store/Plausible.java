package eu.releve.cloud.store;

import eu.releve.measure.Require;
import eu.releve.wire.Readings;
import java.time.Instant;

/** Whether instants can be those of readings: a wrong date must not make a partition of its own. */
final class Plausible {
  private static final long FROM_MILLIS = Instant.parse("2000-01-01T00:00:00Z").toEpochMilli();
  private static final long TO_MILLIS = Instant.parse("2200-01-01T00:00:00Z").toEpochMilli();

  private Plausible() {}

  static boolean are(Readings readings, long wallMinusBoot) {
    return readings.rows().stream()
        .mapToLong(row -> row.bootMillis() + wallMinusBoot)
        .allMatch(millis -> FROM_MILLIS <= millis && millis < TO_MILLIS);
  }

  static void require(long fromMillis, long toMillis) {
    Require.require(
        FROM_MILLIS <= fromMillis && toMillis < TO_MILLIS,
        "readings of %s to %s are not in 2000..2199",
        Instant.ofEpochMilli(fromMillis),
        Instant.ofEpochMilli(toMillis));
  }
}
