package eu.releve.provisioning.language;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.MessageFormat;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;

/**
 * The words of one part in one language, from {@code messages_LANGUAGE.properties} (UTF-8) beside
 * one of its classes.
 *
 * <p>A word that is missing shows its key: better than a page that fails.
 */
public final class Messages {
  /** The languages there are, the first for whoever reads none of them. */
  public static final List<Locale> LOCALES = List.of(Locale.FRENCH, Locale.ENGLISH);

  private final Locale locale;
  private final Properties words;

  private Messages(Locale locale, Properties words) {
    this.locale = locale;
    this.words = words;
  }

  /**
   * Reads the words.
   *
   * @param beside the class that has the files as resources.
   * @param locale one of {@link #LOCALES}.
   * @throws IllegalArgumentException when there is no such file.
   */
  public static Messages load(Class<?> beside, Locale locale) {
    String name = "messages_" + locale.getLanguage() + ".properties";
    Properties words = new Properties();
    try (InputStream file = beside.getResourceAsStream(name)) {
      if (file == null) {
        throw new IllegalArgumentException(beside.getName() + ": wanted " + name + ", found none");
      }
      words.load(new InputStreamReader(file, StandardCharsets.UTF_8));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(name, unreadable);
    }
    return new Messages(locale, words);
  }

  /**
   * The language of {@link #LOCALES} that a reader wants most.
   *
   * @param wish as browsers say it in {@code Accept-Language}; anything else is no wish.
   */
  public static Locale wanted(String wish) {
    try {
      Locale found = Locale.lookup(Locale.LanguageRange.parse(wish.replace(" ", "")), LOCALES);
      return found == null ? LOCALES.getFirst() : found;
    } catch (IllegalArgumentException unreadable) {
      return LOCALES.getFirst();
    }
  }

  /** Their language. */
  public Locale locale() {
    return locale;
  }

  /** All keys there are. */
  public Set<String> keys() {
    return words.stringPropertyNames();
  }

  /** The words under a key, its placeholders {@code {0}}, {@code {1}} filled. */
  public String text(String key, Object... arguments) {
    String pattern = words.getProperty(key, key).replace("'", "''");
    return new MessageFormat(pattern, locale).format(arguments);
  }
}
