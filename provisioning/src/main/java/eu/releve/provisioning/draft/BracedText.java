package eu.releve.provisioning.draft;

import java.util.ArrayList;
import java.util.List;

/**
 * A mapping in braces, cut at the commas between its members.
 *
 * @param members as they are written, with the blanks and comments around them.
 * @param end where its closing brace stands.
 */
record BracedText(List<String> members, int end) {
  BracedText {
    members = List.copyOf(members);
  }

  /**
   * The one that opens at a place of a text that a loader has taken.
   *
   * @param open where its brace stands.
   */
  static BracedText of(String text, int open) {
    List<String> members = new ArrayList<>();
    int depth = 0;
    int begin = open + 1;
    for (int i = open; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '{', '[' -> depth++;
        case '}', ']' -> depth--;
        case '"', '\'' -> i = isValue(text, i) ? closing(text, i) : i;
        case '#' -> i = Character.isWhitespace(text.charAt(i - 1)) ? lineEnd(text, i) : i;
        default -> {}
      }
      if (depth == 0 || (depth == 1 && c == ',')) {
        members.add(text.substring(begin, i));
        begin = i + 1;
      }
      if (depth == 0) {
        if (members.getLast().isBlank()) {
          members.removeLast();
        }
        return new BracedText(members, i);
      }
    }
    throw new IllegalArgumentException("a brace that nothing closes");
  }

  /** Quotes open a text only at its beginning: {@code it's} has none. */
  private static boolean isValue(String text, int at) {
    int before = at - 1;
    while (before > 0 && Character.isWhitespace(text.charAt(before))) {
      before--;
    }
    return "{[,:".indexOf(text.charAt(before)) >= 0;
  }

  private static int closing(String text, int open) {
    char quote = text.charAt(open);
    for (int i = open + 1; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\' && quote == '"') {
        i++;
      } else if (c == quote) {
        boolean doubled = quote == '\'' && i + 1 < text.length() && text.charAt(i + 1) == '\'';
        if (!doubled) {
          return i;
        }
        i++;
      }
    }
    throw new IllegalArgumentException("a quote that nothing closes");
  }

  private static int lineEnd(String text, int from) {
    int end = text.indexOf('\n', from);
    return end < 0 ? text.length() - 1 : end;
  }
}
