package eu.releve.edge.console;

/** Text that is safe in a page: names come from plans, reasons from whatever is on the bus. */
final class Html {
  private Html() {}

  static String escaped(String text) {
    StringBuilder safe = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char letter = text.charAt(i);
      switch (letter) {
        case '&' -> safe.append("&amp;");
        case '<' -> safe.append("&lt;");
        case '>' -> safe.append("&gt;");
        case '"' -> safe.append("&quot;");
        case '\'' -> safe.append("&#39;");
        default -> safe.append(letter);
      }
    }
    return safe.toString();
  }
}
