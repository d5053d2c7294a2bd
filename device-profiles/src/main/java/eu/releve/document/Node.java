package eu.releve.document;

import java.util.List;

/** What can stand in a document. */
sealed interface Node permits Node.Scalar, Node.Sequence, Mapping {
  /** Longer values are cut in messages. */
  int FOUND_CHARACTERS_MAX = 60;

  Place place();

  /** How it is named in a message. */
  String found();

  /**
   * Text, number, date: what it is, the reader that asks for it decides.
   *
   * @param plain written without quotes.
   */
  record Scalar(Place place, String text, boolean plain) implements Node {
    /** Whether the value is YAML's null, or not there at all. */
    boolean isNothing() {
      return plain && (text.isEmpty() || text.equals("~") || text.equalsIgnoreCase("null"));
    }

    @Override
    public String found() {
      return isNothing() ? "nothing" : quoted(text, plain ? '\'' : '"');
    }
  }

  /** A list. */
  record Sequence(Place place, List<Node> items) implements Node {
    @Override
    public String found() {
      return "a list";
    }
  }

  private static String quoted(String text, char quote) {
    StringBuilder shown = new StringBuilder().append(quote);
    text.codePoints()
        .limit(FOUND_CHARACTERS_MAX)
        .forEach(c -> shown.appendCodePoint(Character.isISOControl(c) ? '?' : c));
    if (text.codePointCount(0, text.length()) > FOUND_CHARACTERS_MAX) {
      shown.append("...");
    }
    return shown.append(quote).toString();
  }
}
