package eu.releve.cloud.api;

import eu.releve.provisioning.language.Messages;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Why a request is not answered, as RFC 9457 tells it. */
final class Problem extends Exception {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final String title;
  private final transient Optional<Told> told;

  /** What is said in the words of the reader. */
  private record Told(String key, List<Object> arguments) {
    String in(Locale language) {
      return Messages.load(Problem.class, language).text(key, arguments.toArray());
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

  static Problem unauthorised() {
    return new Problem(401, "Not logged in", "wanted a session cookie or Authorization: Bearer");
  }

  static Problem forbidden(String detail) {
    return new Problem(403, "Not allowed", detail);
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
