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
import java.util.Optional;
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

  /** The words that somebody chose; those for what the browser accepts when nothing was chosen. */
  static Messages chosen(String language, String acceptLanguage) {
    return named(language).map(Messages::of).orElseGet(() -> accepted(acceptLanguage));
  }

  /** The locale of a language there is. */
  static Optional<Locale> named(String language) {
    return LOCALES.stream().filter(locale -> locale.getLanguage().equals(language)).findFirst();
  }

  private static Messages accepted(String acceptLanguage) {
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

  /** The language. */
  Locale locale() {
    return locale;
  }

  /** The language, two letters. */
  String language() {
    return locale.getLanguage();
  }

  boolean isFrench() {
    return locale.equals(Locale.FRENCH);
  }

  /** How numbers and dates are written: English as Europeans write it, days before months. */
  Locale format() {
    return locale.equals(Locale.ENGLISH) ? Locale.UK : locale;
  }

  /** What stands between a number and its unit: narrow in French, never a place to break. */
  String unitSpace() {
    return isFrench() ? "\u202f" : "\u00a0";
  }

  /** The words of that key, their placeholders filled. */
  String text(String key, Object... arguments) {
    String pattern = words.getProperty(key, key);
    return arguments.length == 0
        ? pattern
        : new MessageFormat(pattern.replace("'", "''"), format()).format(arguments);
  }

  /** The words for a number of things: {@code KEY.one} or {@code KEY.many}. */
  String count(String key, long number, Object... more) {
    Object[] arguments = new Object[more.length + 1];
    arguments[0] = number;
    System.arraycopy(more, 0, arguments, 1, more.length);
    boolean one = number == 1 || (isFrench() && number == 0);
    return text(key + (one ? ".one" : ".many"), arguments);
  }
}
