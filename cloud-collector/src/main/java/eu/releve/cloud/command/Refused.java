package eu.releve.cloud.command;

import eu.releve.provisioning.language.CommandLanguage;
import eu.releve.provisioning.language.Messages;

/** A command cannot do what it should. */
final class Refused extends Exception {
  private static final long serialVersionUID = 1L;

  /** Understood, and the answer is no. */
  static final int NO = 1;

  /** Nothing of that name, or wrong use. */
  static final int WRONG_USE = 2;

  /** Something needed is missing, and named. */
  static final int MISSING = 3;

  private final int exitCode;

  Refused(int exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  /**
   * In the language of the environment.
   *
   * @param key in {@code messages_LANGUAGE.properties}, without {@code refused.}
   */
  static Refused told(int exitCode, String key, Object... arguments) {
    Messages words = Messages.load(Refused.class, CommandLanguage.of(System.getenv()));
    return new Refused(exitCode, words.text("refused." + key, arguments));
  }

  int exitCode() {
    return exitCode;
  }
}
