package eu.releve.cloud.portal;

import eu.releve.measure.Quantity;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.text.NumberFormat;

/**
 * Values as people read them: in the usual unit, with as many digits as they can use.
 *
 * @param symbol of the unit.
 * @param steps how many steps of the quantity one unit is.
 * @param decimals how many are shown.
 */
record Display(String symbol, BigDecimal steps, int decimals) {
  private static final BigDecimal TEN = BigDecimal.TEN;
  private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

  /** How figures of that quantity are shown beside each other, when that is the largest. */
  static Display of(Quantity quantity, BigDecimal largestSteps) {
    Display unit = unit(quantity);
    BigDecimal largest = largestSteps.divide(unit.steps(), 6, RoundingMode.HALF_EVEN).abs();
    int decimals =
        largest.compareTo(BigDecimal.ONE) < 0
            ? unit.decimals()
            : largest.compareTo(TEN) < 0
                ? Math.min(2, unit.decimals())
                : largest.compareTo(HUNDRED) < 0 ? Math.min(1, unit.decimals()) : 0;
    return new Display(unit.symbol(), unit.steps(), decimals);
  }

  private static Display unit(Quantity quantity) {
    return switch (quantity.step()) {
      case WATT_HOUR -> unit("kWh", 1_000, 2);
      case JOULE -> unit("kWh", 3_600_000, 2);
      case MILLIWATT -> unit("kW", 1_000_000, 2);
      case MILLILITRE -> unit("m³", 1_000_000, 3);
      default -> throw new IllegalArgumentException("no page shows " + quantity);
    };
  }

  private static Display unit(String symbol, long steps, int decimals) {
    return new Display(symbol, BigDecimal.valueOf(steps), decimals);
  }

  private BigDecimal rounded(BigDecimal value) {
    return value.divide(steps, decimals, RoundingMode.HALF_EVEN);
  }

  /** For programs: a point, no grouping. */
  String plain(BigDecimal value) {
    return value.divide(steps, 6, RoundingMode.HALF_EVEN).stripTrailingZeros().toPlainString();
  }

  /** The number alone, as the language writes it. */
  String number(BigDecimal value, Messages words) {
    return number(rounded(value), decimals, words);
  }

  /** The number with its unit; the space between them does not break. */
  String text(BigDecimal value, Messages words) {
    return number(value, words) + words.unitSpace() + symbol;
  }

  /** What a meter's display shows: never rounded to fewer digits because it is large. */
  static String index(Quantity quantity, BigDecimal value, Messages words) {
    Display unit = unit(quantity);
    return new Display(unit.symbol(), unit.steps(), 1).text(value, words);
  }

  /** A number that is in its unit already. */
  static String number(BigDecimal value, int decimals, Messages words) {
    NumberFormat format = NumberFormat.getNumberInstance(words.format());
    format.setMinimumFractionDigits(decimals);
    format.setMaximumFractionDigits(decimals);
    format.setRoundingMode(RoundingMode.HALF_EVEN);
    return format.format(value);
  }

  /** An amount of euros and cents. */
  static String euros(BigDecimal euros, Messages words) {
    return money(euros, "EUR", 2, words);
  }

  /** An amount of money in its own currency, three letters: nothing is converted. */
  static String money(BigDecimal amount, String currency, int decimals, Messages words) {
    String number = number(amount, decimals, words);
    boolean euro = currency.equals("EUR");
    if (words.isFrench()) {
      return number + words.unitSpace() + (euro ? "€" : currency);
    }
    return euro ? "€" + number : currency + words.unitSpace() + number;
  }
}
