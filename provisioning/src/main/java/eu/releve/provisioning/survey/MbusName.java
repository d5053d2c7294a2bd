package eu.releve.provisioning.survey;

import eu.releve.provisioning.site.Address;
import java.util.Optional;

/**
 * What the second half of a secondary address says: manufacturer, version and medium as they are
 * sent (EN 13757-3); FF in any of them is "any".
 *
 * @param manufacturer three letters, where they are said.
 * @param version 0 to 254, where it is said.
 * @param medium 0 to 254, where it is said.
 */
record MbusName(
    Optional<String> manufacturer, Optional<Integer> version, Optional<Integer> medium) {
  private static final int ANY = 0xFF;

  /** Of an address of sixteen digits; nothing of one of eight. */
  static Optional<MbusName> of(Address.Secondary address) {
    String digits = address.identification();
    if (digits.length() < 16) {
      return Optional.empty();
    }
    String maker = digits.substring(8, 12);
    return Optional.of(
        new MbusName(
            maker.equals("FFFF") ? Optional.empty() : letters(maker),
            part(digits.substring(12, 14)),
            part(digits.substring(14, 16))));
  }

  private static Optional<Integer> part(String digits) {
    int value = Integer.parseInt(digits, 16);
    return value == ANY ? Optional.empty() : Optional.of(value);
  }

  /** Two bytes, the lower first; three letters of five bits, A is 1. */
  private static Optional<String> letters(String digits) {
    int code =
        Integer.parseInt(digits.substring(0, 2), 16)
            | Integer.parseInt(digits.substring(2, 4), 16) << 8;
    StringBuilder name = new StringBuilder();
    for (int shift = 10; shift >= 0; shift -= 5) {
      name.append((char) ('@' + (code >> shift & 0x1F)));
    }
    String text = name.toString();
    return text.matches("[A-Z]{3}") ? Optional.of(text) : Optional.empty();
  }
}
