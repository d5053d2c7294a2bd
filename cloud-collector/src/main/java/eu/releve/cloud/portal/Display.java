package eu.releve.cloud.portal;

import eu.releve.measure.Quantity;
import eu.releve.measure.Step;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.text.NumberFormat;
import java.time.Duration;
import java.util.Locale;

/** Values as people read them: in the usual unit, with as many digits as they can use. */
final class Display {
  private Display() {}

  /** In which unit a step is shown, how many steps that unit is, and with how many decimals. */
  private record Shown(String unit, BigDecimal steps, int decimals) {
    static Shown of(String unit, long steps, int decimals) {
      return new Shown(unit, BigDecimal.valueOf(steps), decimals);
    }
  }

  private static Shown shown(Step step) {
    return switch (step) {
      case WATT_HOUR -> Shown.of("kWh", 1_000, 1);
      case VAR_HOUR -> Shown.of("kvarh", 1_000, 1);
      case VOLT_AMPERE_HOUR -> Shown.of("kVAh", 1_000, 1);
      case JOULE -> Shown.of("kWh", 3_600_000, 1);
      case MILLIWATT -> Shown.of("kW", 1_000_000, 2);
      case MILLIVAR -> Shown.of("kvar", 1_000_000, 2);
      case MILLIVOLT_AMPERE -> Shown.of("kVA", 1_000_000, 2);
      case MILLIVOLT -> Shown.of("V", 1_000, 1);
      case MILLIAMPERE -> Shown.of("A", 1_000, 2);
      case MILLIHERTZ -> Shown.of("Hz", 1_000, 2);
      case MILLILITRE -> Shown.of("m³", 1_000_000, 3);
      case MILLILITRE_PER_HOUR -> Shown.of("L/h", 1_000, 0);
      case MILLIDEGREE_CELSIUS -> Shown.of("°C", 1_000, 1);
      case MILLIKELVIN -> Shown.of("K", 1_000, 1);
      case PASCAL -> Shown.of("bar", 100_000, 2);
      case THOUSANDTH -> Shown.of("", 1_000, 2);
      case SECOND -> Shown.of("h", 3_600, 0);
      case LOCAL_SECOND, ONE -> Shown.of("", 1, 0);
    };
  }

  /** A value with its unit, as the locale writes it. */
  static String value(Quantity quantity, BigDecimal steps, Locale locale) {
    Shown shown = shown(quantity.step());
    BigDecimal value = steps.divide(shown.steps(), shown.decimals(), RoundingMode.HALF_EVEN);
    NumberFormat format = NumberFormat.getNumberInstance(locale);
    format.setMinimumFractionDigits(shown.decimals());
    format.setMaximumFractionDigits(shown.decimals());
    return shown.unit().isEmpty()
        ? format.format(value)
        : format.format(value) + "\u00a0" + shown.unit();
  }

  /** How long ago something was. */
  static String age(Duration age, Messages messages) {
    if (age.toSeconds() < 90) {
      return messages.text("age.seconds", Math.max(0, age.toSeconds()));
    }
    if (age.toMinutes() < 90) {
      return messages.text("age.minutes", age.toMinutes());
    }
    return age.toHours() < 48
        ? messages.text("age.hours", age.toHours())
        : messages.text("age.days", age.toDays());
  }
}
