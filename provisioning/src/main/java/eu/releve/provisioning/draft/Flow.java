package eu.releve.provisioning.draft;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Writes one YAML mapping in a line: {@code { id: w3b, unit: 7 }}. */
final class Flow {
  /** What some reader of YAML takes for a truth or for nothing. */
  private static final Set<String> WORDS =
      Set.of("null", "true", "false", "yes", "no", "on", "off", "nan", "inf");

  private static final Pattern NUMBER = Pattern.compile("[0-9][0-9-]*(e-?[0-9]+)?|0[xob][0-9a-f]+");

  private final StringBuilder members = new StringBuilder();

  /** What has only one form: a number, a date, a word. */
  Flow plain(String key, Object value) {
    members.append(members.isEmpty() ? "" : ", ").append(key).append(": ").append(value);
    return this;
  }

  /** What somebody has chosen: always in quotes, so that nothing in it counts as YAML. */
  Flow text(String key, String value) {
    return plain(key, quoted(value));
  }

  /** An identifier. */
  Flow name(String key, String value) {
    return plain(key, name(value));
  }

  /** Without quotes unless some reader of YAML takes it for something else, such as a number. */
  static String name(String value) {
    boolean other =
        NUMBER.matcher(value).matches()
            || WORDS.contains(value.toLowerCase(Locale.ROOT))
            || !value.matches("[a-z0-9-]+");
    return other ? quoted(value) : value;
  }

  /** In double quotes, with escapes for what is not printed. */
  static String quoted(String text) {
    StringBuilder out = new StringBuilder("\"");
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\t' -> out.append("\\t");
                default -> {
                  if (isPlain(c)) {
                    out.appendCodePoint(c);
                  } else {
                    out.append(String.format(Locale.ROOT, "\\u%04X", c));
                  }
                }
              }
            });
    return out.append('"').toString();
  }

  /** What YAML 1.2 counts as printable, but for separators of lines and the byte order mark. */
  private static boolean isPlain(int c) {
    boolean ascii = 0x20 <= c && c <= 0x7E;
    boolean letter = 0xA0 <= c && c <= 0xD7FF && c != 0x2028 && c != 0x2029;
    boolean other = 0xE000 <= c && c <= 0xFFFD && c != 0xFEFF;
    return ascii || letter || other || c > 0xFFFF;
  }

  @Override
  public String toString() {
    return "{ " + members + " }";
  }
}
