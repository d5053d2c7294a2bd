package eu.releve.provisioning.draft;

import java.text.Normalizer;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** Makes identifiers of what people write, each once. */
final class Naming {
  private static final int LENGTH_MAX = 32;

  private final Set<String> given = new HashSet<>();

  /** {@code Apt. 3B} is {@code apt-3b}; what has no letter or digit is {@code lot}. */
  static String slug(String text, String otherwise) {
    String words = plain(text).replace(' ', '-');
    String cut = words.substring(0, Math.min(LENGTH_MAX, words.length())).replaceFirst("-+$", "");
    if (cut.isEmpty()) {
      return otherwise;
    }
    return cut.length() < 2 ? otherwise + "-" + cut : cut;
  }

  /** Small letters and digits, accents off, everything else a blank, no two in a row. */
  static String plain(String text) {
    String letters =
        text.replace("ß", "ss")
            .replace("œ", "oe")
            .replace("Œ", "oe")
            .replace("æ", "ae")
            .replace('°', ' ')
            .replace('º', ' ');
    return Normalizer.normalize(letters, Normalizer.Form.NFD)
        .replaceAll("\\p{M}", "")
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^a-z0-9]+", " ")
        .strip();
  }

  /** The identifier, or with a number behind it where it was given before. */
  String once(String identifier) {
    String name = identifier;
    for (int i = 2; !given.add(name); i++) {
      String end = "-" + i;
      int kept = Math.min(identifier.length(), LENGTH_MAX - end.length());
      name = identifier.substring(0, kept).replaceFirst("-+$", "") + end;
    }
    return name;
  }
}
