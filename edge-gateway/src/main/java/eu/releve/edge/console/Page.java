package eu.releve.edge.console;

import static eu.releve.edge.console.Html.escaped;

/** What all pages of the console have around them; made whole on the server. */
final class Page {
  private Page() {}

  /**
   * A page around its main part.
   *
   * @param main is markup already.
   * @param path of this page, for the links to other languages.
   */
  static String of(Status status, Words words, String path, String main) {
    Status.Identity identity = status.identity();
    String title = words.text("title", identity.gateway());
    return """
      <!DOCTYPE html>
      <html lang="%s">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>%s</title>
      <link rel="icon" href="data:,">
      <link rel="stylesheet" href="/console.css">
      <noscript><meta http-equiv="refresh" content="5"></noscript>
      <script src="/console.js" defer></script>
      </head>
      <body>
      <p id="stale" role="alert" hidden>%s</p>
      """
            .formatted(words.language(), escaped(title), escaped(words.text("stale")))
        + "<header><div><h1>"
        + escaped(title)
        + "</h1><p>"
        + escaped(words.text("site", identity.site()))
        + "</p></div><nav>"
        + language("fr", "Français", words, path)
        + language("en", "English", words, path)
        + "</nav></header>\n<main>\n"
        + main
        + "</main>\n<footer>"
        + escaped(words.text("foot"))
        + " <a href=\"/status.json\">JSON</a></footer>\n</body></html>\n";
  }

  private static String language(String language, String name, Words words, String path) {
    return language.equals(words.language())
        ? "<b lang=%s>%s</b>".formatted(language, name)
        : "<a lang=%s href=\"%s?lang=%s\">%s</a>"
            .formatted(language, escaped(path), language, name);
  }
}
