package eu.releve.decode.p1;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/** Numbers of equipment, which most meters write as hexadecimal digits of their characters. */
final class P1Text {
  private static final Pattern HEX = Pattern.compile("(?:[0-9A-Fa-f]{2}){4,32}");
  private static final Pattern PRINTED = Pattern.compile("[0-9A-Za-z]{4,64}");

  private P1Text() {}

  /** As the plate has it; nothing for an empty one. */
  static Optional<String> printed(String text) {
    if (HEX.matcher(text).matches()) {
      String plain = new String(HexFormat.of().parseHex(text), StandardCharsets.ISO_8859_1);
      if (PRINTED.matcher(plain).matches()) {
        return Optional.of(plain);
      }
    }
    return PRINTED.matcher(text).matches() ? Optional.of(text) : Optional.empty();
  }
}
