package eu.releve.edge.console;

import eu.releve.measure.Step;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Locale;

/** Values, ages and sizes as people read them. */
final class Display {
  private static final long SECOND = 1_000;
  private static final long MINUTE = 60 * SECOND;
  private static final long HOUR = 60 * MINUTE;
  private static final long DAY = 24 * HOUR;
  private static final long KILO = 1_000;

  private Display() {}

  /** A value in the unit that meters show: kWh, m3, degC; exact, without needless zeros. */
  static String value(long steps, Step step) {
    return switch (step) {
      case WATT_HOUR -> scaled(steps, 3, "kWh");
      case VAR_HOUR -> scaled(steps, 3, "kvarh");
      case VOLT_AMPERE_HOUR -> scaled(steps, 3, "kVAh");
      case JOULE -> scaled(steps, 6, "MJ");
      case MILLIWATT -> scaled(steps, 3, "W");
      case MILLIVAR -> scaled(steps, 3, "var");
      case MILLIVOLT_AMPERE -> scaled(steps, 3, "VA");
      case MILLIVOLT -> scaled(steps, 3, "V");
      case MILLIAMPERE -> scaled(steps, 3, "A");
      case MILLIHERTZ -> scaled(steps, 3, "Hz");
      case MILLILITRE -> scaled(steps, 6, "m³");
      case MILLILITRE_PER_HOUR -> scaled(steps, 3, "L/h");
      case MILLIDEGREE_CELSIUS -> scaled(steps, 3, "°C");
      case MILLIKELVIN -> scaled(steps, 3, "K");
      case PASCAL -> scaled(steps, 5, "bar");
      case THOUSANDTH -> scaled(steps, 3, "");
      case SECOND -> scaled(steps, 0, "s");
      case LOCAL_SECOND -> LocalDateTime.ofEpochSecond(steps, 0, ZoneOffset.UTC).toString();
      case ONE -> scaled(steps, 0, "");
    };
  }

  private static String scaled(long steps, int digits, String unit) {
    BigDecimal value = BigDecimal.valueOf(steps, digits).stripTrailingZeros();
    return (value.toPlainString() + " " + unit).strip();
  }

  /** How long ago something was, in its largest whole unit. */
  static String age(long millis) {
    if (millis < MINUTE) {
      return Math.max(0, millis) / SECOND + " s";
    }
    if (millis < HOUR) {
      return millis / MINUTE + " min";
    }
    return millis < 2 * DAY ? millis / HOUR + " h" : millis / DAY + " d";
  }

  /** A number of bytes, to the kilobyte. */
  static String size(long bytes) {
    return bytes < KILO
        ? bytes + " B"
        : String.format(Locale.ROOT, "%.1f kB", bytes / (double) KILO);
  }

  /** An instant of the wall clock, to the second, UTC. */
  static String instant(long wallMillis) {
    return Instant.ofEpochSecond(wallMillis / SECOND).toString();
  }
}
