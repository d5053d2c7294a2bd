package eu.releve.edge.simulate;

import static eu.releve.measure.Require.require;

import java.time.LocalDate;
import java.util.Optional;

/**
 * Water that runs out day and night.
 *
 * @param litresPerHour 0 to 10,000.
 * @param since its first day; nothing when it was always there.
 */
public record Leak(long litresPerHour, Optional<LocalDate> since) {
  public Leak {
    require(
        0 <= litresPerHour && litresPerHour <= 10_000,
        "a leak of %d litres an hour is not in 0..10000",
        litresPerHour);
  }

  /** A leak that was always there. */
  public static Leak always(long litresPerHour) {
    return new Leak(litresPerHour, Optional.empty());
  }

  boolean runsOn(LocalDate day) {
    return since.map(first -> !day.isBefore(first)).orElse(true);
  }
}
