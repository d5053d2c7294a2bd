package eu.releve.cloud.store;

import static eu.releve.measure.Require.require;

import eu.releve.wire.Facts;
import eu.releve.wire.Header;
import eu.releve.wire.Readings;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Whether instants can be those of readings: a wrong date must neither make a partition of its own
 * nor a gap of a hundred years that is then derived.
 *
 * <p>A clock that says more than a day later than the collector's own is not believed, however
 * synchronised it claims to be: its batch is kept undated, like one of a gateway that knows no
 * time.
 */
final class Plausible {
  /** How far a reading may lie ahead of the collector's clock. */
  static final Duration AHEAD_MAX = Duration.ofDays(1);

  private static final long FROM_MILLIS = Instant.parse("2000-01-01T00:00:00Z").toEpochMilli();

  private final InstantSource clock;

  Plausible(InstantSource clock) {
    this.clock = clock;
  }

  private long endMillis() {
    return clock.instant().plus(AHEAD_MAX).toEpochMilli();
  }

  /** Whether the wall clock of a batch may be right. */
  boolean isWallClock(Header header) {
    return is(header.wallMillis());
  }

  /** Whether a time fact may be right; of the boot it came in, the boot clock tells more. */
  boolean is(Facts.Time time, Header header) {
    long elapsed = time.bootId().equals(header.bootId()) ? header.bootMillis() : 0;
    return is(time.wallMinusBoot() + elapsed);
  }

  private boolean is(long millis) {
    return FROM_MILLIS <= millis && millis <= endMillis();
  }

  boolean are(Readings readings, long wallMinusBoot) {
    long end = endMillis();
    return readings.rows().stream()
        .mapToLong(row -> row.bootMillis() + wallMinusBoot)
        .allMatch(millis -> FROM_MILLIS <= millis && millis <= end);
  }

  /** Refuses readings that a believed clock dates to where none can be. */
  void demand(Readings readings, long wallMinusBoot) {
    require(are(readings, wallMinusBoot), "%s", reason());
  }

  /** Why readings of another time are refused. */
  String reason() {
    return "its readings are not of 2000-01-01 to " + Instant.ofEpochMilli(endMillis());
  }
}
