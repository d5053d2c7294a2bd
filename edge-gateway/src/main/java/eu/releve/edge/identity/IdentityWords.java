package eu.releve.edge.identity;

import eu.releve.provisioning.language.Messages;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What is said of enrolment, in one language. */
public final class IdentityWords {
  private static final Map<Locale, IdentityWords> ALL =
      Messages.LOCALES.stream()
          .collect(Collectors.toUnmodifiableMap(Function.identity(), IdentityWords::new));

  private final Messages messages;

  private IdentityWords(Locale locale) {
    this.messages = Messages.load(IdentityWords.class, locale);
  }

  /** Those of a language. */
  public static IdentityWords in(Locale locale) {
    return ALL.getOrDefault(locale, new IdentityWords(Messages.LOCALES.getFirst()));
  }

  /** Those of a language of two letters. */
  public static IdentityWords in(String language) {
    return in(Messages.wanted(language));
  }

  /** What an obstacle means for whoever stands before the box, and what to do. */
  public String of(Obstacle.Kind kind) {
    return messages.text("obstacle." + kind);
  }

  /** Any other words. */
  public String text(String key, Object... arguments) {
    return messages.text(key, arguments);
  }

  /** An instant as a day and a time of the machine's place. */
  public String day(Instant instant) {
    Locale locale = messages.locale();
    return DateTimeFormatter.ofLocalizedDateTime(FormatStyle.LONG, FormatStyle.SHORT)
        .withLocale(locale.equals(Locale.ENGLISH) ? Locale.UK : locale)
        .withZone(ZoneId.systemDefault())
        .format(instant);
  }
}
