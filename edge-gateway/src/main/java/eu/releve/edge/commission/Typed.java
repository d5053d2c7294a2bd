package eu.releve.edge.commission;

import static eu.releve.measure.Require.require;

import eu.releve.measure.Quantity;
import eu.releve.measure.Unit;
import java.math.BigDecimal;
import java.util.regex.Pattern;

/**
 * What somebody has read from a display: its decimals say how finely it shows.
 *
 * @param number not negative, with the decimals that were typed.
 * @param unit the display's.
 */
public record Typed(BigDecimal number, Unit unit) {
  /** The longest whole part. */
  public static final int DIGITS_MAX = 12;

  /** The most decimals. */
  public static final int DECIMALS_MAX = 6;

  private static final Pattern FORM = Pattern.compile("([0-9]{1,12})(?:[.,]([0-9]{1,6}))?");

  public Typed {
    require(number.signum() >= 0, "a display of %s", number);
    require(number.scale() >= 0 && number.scale() <= DECIMALS_MAX, "%s decimals", number.scale());
  }

  /**
   * Reads a number, with a point or a comma and leading zeros as the display shows them.
   *
   * @throws IllegalArgumentException saying what is wanted and what was found.
   */
  public static Typed parse(String text, Unit unit) {
    String plain = text.strip().replaceAll("[ \u00a0\u202f']", "");
    require(
        FORM.matcher(plain).matches(),
        "wanted a number with at most %d digits and %d decimals, found '%s'",
        DIGITS_MAX,
        DECIMALS_MAX,
        text.length() > 40 ? text.substring(0, 40) + "..." : text);
    return new Typed(new BigDecimal(plain.replace(',', '.')), unit);
  }

  /** In steps of the quantity; exact. */
  BigDecimal steps(Quantity quantity) {
    return number.multiply(unit.stepsOf(quantity));
  }

  /** What its last digit is worth, in steps of the quantity; exact. */
  BigDecimal digit(Quantity quantity) {
    return unit.stepsOf(quantity).scaleByPowerOfTen(-number.scale());
  }

  /** The same number, had the display another unit. */
  Typed as(Unit other) {
    return new Typed(number, other);
  }
}
