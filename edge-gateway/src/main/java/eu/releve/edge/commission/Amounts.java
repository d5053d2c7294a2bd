package eu.releve.edge.commission;

import eu.releve.measure.Quantity;
import eu.releve.measure.Unit;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.text.NumberFormat;
import java.util.Locale;

/** Values as displays show them. */
final class Amounts {
  private static final String NO_BREAK_SPACE = "\u00a0";
  private static final int DECIMALS_MAX = 6;

  private Amounts() {}

  /** Steps in a unit, without needless zeros; a step of heat shows as far as six decimals go. */
  static String text(BigDecimal steps, Quantity quantity, Unit unit, Locale locale) {
    BigDecimal one = unit.stepsOf(quantity);
    int digits = Math.clamp(one.precision() - one.scale() - 1L, 0, DECIMALS_MAX);
    NumberFormat format = NumberFormat.getNumberInstance(locale);
    format.setMaximumFractionDigits(digits);
    return format.format(steps.divide(one, digits, RoundingMode.HALF_EVEN)) + symbol(unit);
  }

  static String text(long steps, Quantity quantity, Unit unit, Locale locale) {
    return text(BigDecimal.valueOf(steps), quantity, unit, locale);
  }

  /** A display with all the decimals that it showed. */
  static String text(Typed typed, Locale locale) {
    NumberFormat format = NumberFormat.getNumberInstance(locale);
    format.setMinimumFractionDigits(typed.number().scale());
    format.setMaximumFractionDigits(typed.number().scale());
    return format.format(typed.number()) + symbol(typed.unit());
  }

  /** After a space that does not break; empty for what has no unit. */
  static String symbol(Unit unit) {
    return unit == Unit.RATIO ? "" : NO_BREAK_SPACE + unit.symbol().replace("m3", "m³");
  }
}
