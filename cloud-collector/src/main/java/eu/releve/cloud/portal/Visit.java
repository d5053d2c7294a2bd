package eu.releve.cloud.portal;

import io.vertx.core.http.Cookie;
import io.vertx.ext.web.RoutingContext;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/**
 * Who looks at a page, in which language, and where.
 *
 * @param path with its query, to come back to.
 * @param user who is logged in.
 * @param files where the page's own files are.
 */
record Visit(Messages words, String path, Optional<String> user, Files files) {
  /** The cookie that holds the language that somebody chose. */
  static final String LANGUAGE = "releve-language";

  static Visit of(RoutingContext context, Files files) {
    Cookie chosen = context.request().getCookie(LANGUAGE);
    String accepted = context.request().getHeader("Accept-Language");
    return new Visit(
        Messages.chosen(
            chosen == null ? "" : chosen.getValue(), accepted == null ? "fr" : accepted),
        context.request().uri(),
        Optional.empty(),
        files);
  }

  Visit by(String name) {
    return new Visit(words, path, Optional.of(name), files);
  }

  String text(String key, Object... arguments) {
    return words.text(key, arguments);
  }

  /** The other language, in its own name. */
  Locale other() {
    return words.isFrench() ? Locale.ENGLISH : Locale.FRENCH;
  }

  /** Where the language is changed, coming back here. */
  String otherLink() {
    return "/language?to=%s&back=%s".formatted(other().getLanguage(), encoded(path));
  }

  /** Where to log in, coming back here. */
  String loginLink(boolean expired) {
    String back = path.equals("/") ? "" : "&back=" + encoded(path);
    String query = (expired ? "&expired=1" : "") + back;
    return query.isEmpty() ? "/login" : "/login?" + query.substring(1);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /** A place of this portal to go back to; the first page when it is none. */
  static String safe(String back) {
    return back.matches("/|/[A-Za-z0-9][A-Za-z0-9/?&=._-]{0,200}") ? back : "/";
  }
}
