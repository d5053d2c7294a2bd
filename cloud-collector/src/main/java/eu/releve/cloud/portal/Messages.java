package eu.releve.cloud.portal;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.MessageFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;

/** The portal's words in one language. */
final class Messages {
  /** The languages there are, the first for everybody else. */
  static final List<Locale> LOCALES = List.of(Locale.FRENCH, Locale.ENGLISH);

  private static final Map<Locale, Messages> LOADED = new ConcurrentHashMap<>();

  private final Locale locale;
  private final Properties words;

  private Messages(Locale locale, Properties words) {
    this.locale = locale;
    this.words = words;
  }

  /** The words for what a browser accepts. */
  static Messages accepted(String acceptLanguage) {
    Locale chosen = LOCALES.getFirst();
    try {
      Locale found =
          Locale.lookup(Locale.LanguageRange.parse(acceptLanguage.replace(" ", "")), LOCALES);
      chosen = found == null ? chosen : found;
    } catch (IllegalArgumentException unreadable) {
      // A header that is no language range means no wish.
    }
    return of(chosen);
  }

  static Messages of(Locale locale) {
    return LOADED.computeIfAbsent(locale, Messages::load);
  }

  private static Messages load(Locale locale) {
    String name = "messages_" + locale.getLanguage() + ".properties";
    try (InputStreamReader in =
        new InputStreamReader(
            Objects.requireNonNull(Messages.class.getResourceAsStream(name), name),
            StandardCharsets.UTF_8)) {
      Properties words = new Properties();
      words.load(in);
      return new Messages(locale, words);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(name, unreadable);
    }
  }

  Locale locale() {
    return locale;
  }

  /** The word of that key, its placeholders filled, escaped for a page. */
  String html(String key, Object... arguments) {
    return Html.escape(text(key, arguments));
  }

  String text(String key, Object... arguments) {
    String pattern = words.getProperty(key, key);
    return arguments.length == 0
        ? pattern
        : new MessageFormat(pattern.replace("'", "''"), locale).format(arguments);
  }
}
