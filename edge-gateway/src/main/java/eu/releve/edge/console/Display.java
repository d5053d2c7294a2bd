package eu.releve.edge.console;

import eu.releve.measure.Quantity;
import eu.releve.measure.Step;
import eu.releve.measure.Unit;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.text.NumberFormat;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.Locale;
import java.util.Map;

/** Values, ages and sizes as people of a language read them. */
final class Display {
  private static final long SECOND = 1_000;
  private static final long MINUTE = 60 * SECOND;
  private static final long HOUR = 60 * MINUTE;
  private static final long DAY = 24 * HOUR;
  private static final long KILO = 1_000;
  private static final String NO_BREAK_SPACE = "\u00a0";

  /** Profiles state some registers in smaller units than any display has. */
  private static final Map<Unit, Unit> SHOWN =
      Map.of(
          Unit.WH, Unit.KWH,
          Unit.VARH, Unit.KVARH,
          Unit.VAH, Unit.KVAH,
          Unit.J, Unit.MJ,
          Unit.KJ, Unit.MJ,
          Unit.J_PER_H, Unit.W,
          Unit.ML, Unit.M3,
          Unit.L, Unit.M3,
          Unit.PA, Unit.BAR);

  private Display() {}

  /** A value in the unit that meters show: kWh, m3, degC; exact, without needless zeros. */
  static String value(long steps, Step step, Locale locale) {
    return switch (step) {
      case WATT_HOUR -> scaled(steps, 3, "kWh", locale);
      case VAR_HOUR -> scaled(steps, 3, "kvarh", locale);
      case VOLT_AMPERE_HOUR -> scaled(steps, 3, "kVAh", locale);
      case JOULE -> scaled(steps, 6, "MJ", locale);
      case MILLIWATT -> scaled(steps, 3, "W", locale);
      case MILLIVAR -> scaled(steps, 3, "var", locale);
      case MILLIVOLT_AMPERE -> scaled(steps, 3, "VA", locale);
      case MILLIVOLT -> scaled(steps, 3, "V", locale);
      case MILLIAMPERE -> scaled(steps, 3, "A", locale);
      case MILLIHERTZ -> scaled(steps, 3, "Hz", locale);
      case MILLILITRE -> scaled(steps, 6, "m³", locale);
      case MILLILITRE_PER_HOUR -> scaled(steps, 3, "L/h", locale);
      case MILLIDEGREE_CELSIUS -> scaled(steps, 3, "°C", locale);
      case MILLIKELVIN -> scaled(steps, 3, "K", locale);
      case PASCAL -> scaled(steps, 5, "bar", locale);
      case THOUSANDTH -> scaled(steps, 3, "", locale);
      case SECOND -> scaled(steps, 0, "s", locale);
      case LOCAL_SECOND ->
          LocalDateTime.ofEpochSecond(steps, 0, ZoneOffset.UTC)
              .format(DateTimeFormatter.ofLocalizedDateTime(FormatStyle.SHORT).localizedBy(locale));
      case ONE -> scaled(steps, 0, "", locale);
    };
  }

  /** The same in the unit in which the meter states it: what stands on its display. */
  static String value(long steps, Quantity quantity, Unit stated, Locale locale) {
    if (quantity.step() == Step.LOCAL_SECOND) {
      return value(steps, quantity.step(), locale);
    }
    Unit unit = SHOWN.getOrDefault(stated, stated);
    BigDecimal one = unit.stepsOf(quantity);
    // The whole part's digits of one unit: a step never shows as more decimals than it is worth.
    int digits = one.precision() - one.scale() - 1;
    NumberFormat format = NumberFormat.getNumberInstance(locale);
    format.setMaximumFractionDigits(digits);
    String value =
        format.format(BigDecimal.valueOf(steps).divide(one, digits, RoundingMode.HALF_EVEN));
    String symbol = symbol(unit);
    return symbol.isEmpty() ? value : value + NO_BREAK_SPACE + symbol;
  }

  /** What a symbol of profiles looks like to people. */
  private static String symbol(Unit unit) {
    return unit == Unit.RATIO ? "" : unit.symbol().replace("m3", "m³").replaceFirst("^degC$", "°C");
  }

  private static String scaled(long steps, int digits, String unit, Locale locale) {
    NumberFormat format = NumberFormat.getNumberInstance(locale);
    format.setMaximumFractionDigits(digits);
    String value = format.format(BigDecimal.valueOf(steps, digits));
    return unit.isEmpty() ? value : value + NO_BREAK_SPACE + unit;
  }

  /** How long ago something was, in its largest whole unit. */
  static String age(long millis, String dayUnit) {
    if (millis < MINUTE) {
      return Math.max(0, millis) / SECOND + NO_BREAK_SPACE + "s";
    }
    if (millis < HOUR) {
      return millis / MINUTE + NO_BREAK_SPACE + "min";
    }
    return millis < 2 * DAY
        ? millis / HOUR + NO_BREAK_SPACE + "h"
        : millis / DAY + NO_BREAK_SPACE + dayUnit;
  }

  /**
   * A number of bytes, to a tenth of a kilobyte or megabyte; the letter for bytes is the
   * language's.
   */
  static String size(long bytes, Locale locale) {
    String unit = locale.getLanguage().equals("fr") ? "o" : "B";
    if (bytes < KILO) {
      return bytes + NO_BREAK_SPACE + unit;
    }
    boolean isLarge = bytes >= KILO * KILO;
    double value = bytes / (double) (isLarge ? KILO * KILO : KILO);
    return String.format(locale, "%.1f", value) + NO_BREAK_SPACE + (isLarge ? "M" : "k") + unit;
  }
}
