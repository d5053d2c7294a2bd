package eu.releve.cloud.cost;

import static eu.releve.measure.Require.require;

import java.util.regex.Pattern;

/**
 * The number of a delivery point: an EAN of 18 digits in Belgium, a PRM or PCE of 14 in France, or
 * what else a supplier prints. Of an EAN the last digit checks the others; the others have none
 * that is published.
 *
 * @param value up to 40 letters, digits, dots and hyphens.
 */
public record Reference(String value) {
  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9.-]{1,40}");
  private static final Pattern EAN = Pattern.compile("\\d{18}");

  public Reference {
    require(
        FORM.matcher(value).matches(),
        "wanted up to 40 letters, digits, dots and hyphens, found '%s'",
        value);
    require(
        !EAN.matcher(value).matches() || value.charAt(17) == checkDigit(value),
        "wanted an EAN whose last digit is %s, found '%s'",
        EAN.matcher(value).matches() ? checkDigit(value) : "",
        value);
  }

  /** Weights 3, 1, 3, 1, ... from the left on the first 17 digits. */
  private static char checkDigit(String ean) {
    int sum = 0;
    for (int i = 0; i < 17; i++) {
      sum += (ean.charAt(i) - '0') * (i % 2 == 0 ? 3 : 1);
    }
    return (char) ('0' + (10 - sum % 10) % 10);
  }
}
