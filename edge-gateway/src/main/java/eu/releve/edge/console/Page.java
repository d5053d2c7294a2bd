package eu.releve.edge.console;

import static eu.releve.edge.console.Html.escaped;

/** What all pages of the console have around them; made whole on the server. */
final class Page {
  private Page() {}

  /**
   * A page around its main part, which it fetches anew every two seconds.
   *
   * @param main is markup already.
   * @param path of this page, for the links to other languages.
   */
  static String of(Status status, Words words, String path, String main) {
    Status.Identity identity = status.identity();
    String out = status.access().isGuarded() ? leave(words) : "";
    return head(identity.gateway(), words, "console.js", "<meta http-equiv=refresh content=5>")
        + header(identity.gateway(), site(identity, words), words, path, out)
        + main
        + "</main>\n<footer>"
        + escaped(words.text("foot"))
        + " <a href=\"/status.json\">JSON</a> <a href=\"/commissioning\">"
        + escaped(words.text("commissioning"))
        + "</a></footer>\n</body></html>\n";
  }

  /** Nothing before the first plan says which building it is. */
  private static String site(Status.Identity identity, Words words) {
    return identity.site().isEmpty() ? "" : words.text("site", identity.site());
  }

  /**
   * A page that stays as it is while somebody types in it; it tells nothing but the gateway's name.
   */
  static String still(String gateway, Words words, String path, String main) {
    return head(gateway, words, "login.js", "")
        + header(gateway, "", words, path, "")
        + main
        + "</main>\n<footer>"
        + escaped(words.text("foot"))
        + "</footer>\n</body></html>\n";
  }

  /** A page with forms for somebody who is inside; it stays as it is while he types. */
  static String form(String gateway, Words words, String path, String main) {
    return head(gateway, words, "commission.js", "")
        + header(gateway, "", words, path, "")
        + main
        + "</main>\n<footer>"
        + escaped(words.text("foot"))
        + "</footer>\n</body></html>\n";
  }

  private static String head(String gateway, Words words, String script, String unscripted) {
    return """
    <!DOCTYPE html>
    <html lang="%s">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>%s</title>
    <link rel="icon" href="data:,">
    <link rel="stylesheet" href="/console.css">
    <noscript>%s</noscript>
    <script src="/%s" defer></script>
    </head>
    <body>
    <p id="stale" role="alert" hidden>%s</p>
    """
        .formatted(
            words.language(),
            escaped(words.text("title", gateway)),
            unscripted,
            script,
            escaped(words.text("stale")));
  }

  private static String header(String gateway, String site, Words words, String path, String more) {
    return "<header><div><h1>"
        + escaped(words.text("title", gateway))
        + "</h1><p>"
        + escaped(site)
        + "</p></div><nav>"
        + language("fr", "Français", words, path)
        + language("en", "English", words, path)
        + more
        + "</nav></header>\n<main>\n";
  }

  private static String leave(Words words) {
    return "<form method=post action=\"%s\"><button class=link>%s</button></form>"
        .formatted(Entrance.LEAVE, escaped(words.text("leave")));
  }

  private static String language(String language, String name, Words words, String path) {
    return language.equals(words.language())
        ? "<b lang=%s>%s</b>".formatted(language, name)
        : "<a lang=%s href=\"%s?lang=%s\">%s</a>"
            .formatted(language, escaped(path), language, name);
  }
}
