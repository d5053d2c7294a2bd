package eu.releve.provisioning.keys;

import static eu.releve.measure.Require.require;

import eu.releve.decode.mbus.MeterIdentity;
import eu.releve.provisioning.site.Address;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whose key it is.
 *
 * @param digits the eight of the identification as printed, or these followed by manufacturer,
 *     version and medium as they are sent; upper-case hexadecimal digits.
 */
public record KeyAddress(String digits) implements Comparable<KeyAddress> {
  /** Digits of the identification alone. */
  public static final int IDENTIFICATION = 8;

  private static final Pattern FORM = Pattern.compile("[0-9A-F]{8}([0-9A-F]{8})?");

  /** A number whose leading zeros a spreadsheet has lost. */
  private static final Pattern SHORT = Pattern.compile("[0-9]{4,7}");

  /** Identification numbers as meters have them printed (DIN 43863-5). */
  private static final Pattern PRINTED = Pattern.compile("[0-9E][A-Z]{3}[0-9A-F]{2}([0-9]{8})");

  public KeyAddress {
    require(FORM.matcher(digits).matches(), "an address of %d characters", digits.length());
  }

  /**
   * The address as makers write it: eight or sixteen digits with or without blanks, four to seven
   * digits whose leading zeros are missing, or the fourteen characters of DIN 43863-5.
   */
  public static Optional<KeyAddress> parse(String text) {
    String plain = text.replaceAll("[\\s.:_-]", "").toUpperCase(Locale.ROOT);
    Matcher printed = PRINTED.matcher(plain);
    if (printed.matches()) {
      return Optional.of(new KeyAddress(printed.group(1)));
    }
    String filled =
        SHORT.matcher(plain).matches()
            ? "0".repeat(IDENTIFICATION - plain.length()) + plain
            : plain;
    return FORM.matcher(filled).matches() ? Optional.of(new KeyAddress(filled)) : Optional.empty();
  }

  /** The sixteen digits of a meter that has spoken. */
  public static KeyAddress of(MeterIdentity meter) {
    int letters = 0;
    for (char letter : meter.manufacturer().toCharArray()) {
      letters = (letters << 5) | ((letter - '@') & 0x1F);
    }
    HexFormat hex = HexFormat.of().withUpperCase();
    return new KeyAddress(
        meter.identification()
            + hex.toHexDigits((byte) letters)
            + hex.toHexDigits((byte) (letters >> 8))
            + hex.toHexDigits((byte) meter.version())
            + hex.toHexDigits((byte) meter.medium()));
  }

  /** The identification alone. */
  public KeyAddress identification() {
    return new KeyAddress(digits.substring(0, IDENTIFICATION));
  }

  /** Whether the meter that is selected so may be this one. */
  public boolean meets(Address.Secondary meter) {
    return new Address.Secondary(digits).meets(meter);
  }

  @Override
  public int compareTo(KeyAddress other) {
    return digits.compareTo(other.digits);
  }

  @Override
  public String toString() {
    return digits;
  }
}
