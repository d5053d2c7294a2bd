package eu.releve.cloud.portal;

/** The frame of every page. */
final class Html {
  private Html() {}

  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }

  /** A page; title and body are HTML already. */
  static String page(Messages messages, String title, String body) {
    return """
        <!doctype html>
        <html lang="%s">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>%s – Relevé</title>
        <link rel="stylesheet" href="/files/portal.css">
        <link rel="icon" href="data:,">
        </head>
        <body>
        <header><a class="brand" href="/">Relevé</a></header>
        <main>
        %s
        </main>
        </body>
        </html>
        """
        .formatted(messages.locale().getLanguage(), title, body);
  }
}
