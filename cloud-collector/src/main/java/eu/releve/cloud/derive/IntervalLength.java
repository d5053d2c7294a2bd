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
  DAY("1d", Duration.ofDays(1)),
  /**
   * A day of the gas market: from 06:00 to 06:00 at the building. The clocks change in the one that
   * began the day before.
   */
  GAS_DAY("gas-day", Duration.ofDays(1));

  private static final LocalTime GAS_DAY_BEGINS = LocalTime.of(6, 0);

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

  /** Whether it is a day, of whatever calendar. */
  public boolean isDay() {
    return this == DAY || this == GAS_DAY;
  }

  /** Where the day begins that bears a date. */
  public Instant of(LocalDate date, ZoneId zone) {
    return switch (this) {
      case GAS_DAY -> date.atTime(GAS_DAY_BEGINS).atZone(zone).toInstant();
      case TEN_MINUTES, QUARTER_HOUR, HALF_HOUR, HOUR, DAY -> date.atStartOfDay(zone).toInstant();
    };
  }

  /** The date of the day that an instant is in. */
  private LocalDate date(Instant instant, ZoneId zone) {
    ZonedDateTime local = instant.atZone(zone);
    boolean before = this == GAS_DAY && local.toLocalTime().isBefore(GAS_DAY_BEGINS);
    return before ? local.toLocalDate().minusDays(1) : local.toLocalDate();
  }

  /** Where the interval ends that begins then. */
  public Instant end(Instant start, ZoneId zone) {
    return isDay() ? of(date(start, zone).plusDays(1), zone) : start.plus(nominal);
  }

  /** Where the interval begins that ends then. */
  public Instant start(Instant end, ZoneId zone) {
    return isDay() ? of(date(end.minusMillis(1), zone), zone) : end.minus(nominal);
  }

  /** Whether intervals of that length begin there: as their day does, or as a clock shows them. */
  public boolean begins(Instant start, ZoneId zone) {
    if (!isDay()) {
      return Math.floorMod(start.toEpochMilli(), nominal.toMillis()) == 0;
    }
    // Some zones put their clocks forward, or back, at midnight.
    boolean midnight = this == DAY && start.atZone(zone).toLocalTime().equals(LocalTime.MIDNIGHT);
    return midnight || of(date(start, zone), zone).equals(start);
  }
}
