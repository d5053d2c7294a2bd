package eu.releve.cloud.api;

import eu.releve.provisioning.language.Messages;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/** Why a request is not answered, as RFC 9457 tells it. */
final class Problem extends Exception {
  private static final long serialVersionUID = 1L;

  private static final Map<Locale, Messages> WORDS =
      Messages.LOCALES.stream()
          .collect(
              Collectors.toUnmodifiableMap(
                  locale -> locale, locale -> Messages.load(Problem.class, locale)));

  private final int status;
  private final String title;
  private final transient Optional<Told> told;

  /** What is said in the words of the reader. */
  private record Told(String key, List<Object> arguments) {
    String in(Locale language) {
      return Objects.requireNonNull(WORDS.get(language)).text(key, arguments.toArray());
    }
  }

  Problem(int status, String title, String detail) {
    super(detail);
    this.status = status;
    this.title = title;
    this.told = Optional.empty();
  }

  private Problem(int status, String title, Told told) {
    super(told.in(Locale.ENGLISH));
    this.status = status;
    this.title = title;
    this.told = Optional.of(told);
  }

  /**
   * One whose detail is in the reader's language.
   *
   * @param title by which programs know it: in English.
   * @param key of the words in {@code messages_LANGUAGE.properties}.
   */
  static Problem told(int status, String title, String key, Object... arguments) {
    return new Problem(status, title, new Told(key, List.of(arguments)));
  }

  static Problem badRequest(String detail) {
    return new Problem(400, "Bad request", detail);
  }

  /** The same in the reader's language: what is where, wanted and found. */
  static Problem wanted(String key, Object... arguments) {
    return told(400, "Bad request", "wanted." + key, arguments);
  }

  static Problem unauthorised() {
    return told(401, "Not logged in", "refusal.not-logged-in");
  }

  static Problem forbidden(String detail) {
    return new Problem(403, "Not allowed", detail);
  }

  /** Something is only for operators: the key of what it is. */
  static Problem forOperators(String key) {
    return told(403, "Not allowed", "operators." + key);
  }

  /** There is none, or not for who asks: in the reader's language. */
  static Problem noSuch(String key, Object... arguments) {
    return told(404, "Not found", "no-such." + key, arguments);
  }

  static Problem notFound(String what) {
    return new Problem(404, "Not found", "there is no such " + what + ", or not for you");
  }

  int status() {
    return status;
  }

  String title() {
    return title;
  }

  /** The detail in a language of {@link Messages#LOCALES}, where there are words; else English. */
  String detail(Locale language) {
    return told.map(its -> its.in(language)).orElse(String.valueOf(getMessage()));
  }
}
