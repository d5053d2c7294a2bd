package eu.releve.cloud.derive;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.Optional;

/**
 * Over how long a register of intervals tells what was used: each of its readings is the amount of
 * one such length, which ends at the reading's instant.
 */
public enum IntervalLength {
  TEN_MINUTES("10m", Duration.ofMinutes(10)),
  QUARTER_HOUR("15m", Duration.ofMinutes(15)),
  HALF_HOUR("30m", Duration.ofMinutes(30)),
  HOUR("1h", Duration.ofHours(1)),
  /** A day of the building's calendar: 23, 24 or 25 hours. */
  DAY("1d", Duration.ofDays(1));

  /** No interval is longer: a day on which clocks are put back. */
  static final Duration LONGEST = Duration.ofHours(25);

  private final String label;
  private final Duration nominal;

  IntervalLength(String label, Duration nominal) {
    this.label = label;
    this.nominal = nominal;
  }

  /** As the store and the API write it: {@code 15m}. */
  public String label() {
    return label;
  }

  /** On a clock that nobody puts forward or back. */
  public Duration nominal() {
    return nominal;
  }

  /** The length of that label, or nothing. */
  public static Optional<IntervalLength> of(String label) {
    return Arrays.stream(values()).filter(length -> length.label.equals(label)).findFirst();
  }

  /** The length that lies between two readings of a wall clock, or nothing. */
  public static Optional<IntervalLength> of(Duration nominal) {
    return Arrays.stream(values()).filter(length -> length.nominal.equals(nominal)).findFirst();
  }

  /** Where the interval ends that begins then. */
  public Instant end(Instant start, ZoneId zone) {
    return this == DAY
        ? start.atZone(zone).toLocalDate().plusDays(1).atStartOfDay(zone).toInstant()
        : start.plus(nominal);
  }

  /** Where the interval begins that ends then. */
  public Instant start(Instant end, ZoneId zone) {
    return this == DAY
        ? end.minusMillis(1).atZone(zone).toLocalDate().atStartOfDay(zone).toInstant()
        : end.minus(nominal);
  }

  /** Whether intervals of that length begin there: at midnight, or as a clock shows them. */
  public boolean begins(Instant start, ZoneId zone) {
    if (this != DAY) {
      return Math.floorMod(start.toEpochMilli(), nominal.toMillis()) == 0;
    }
    ZonedDateTime local = start.atZone(zone);
    LocalDate day = local.toLocalDate();
    return local.toLocalTime().equals(LocalTime.MIDNIGHT)
        || day.atStartOfDay(zone).toInstant().equals(start);
  }
}
