package eu.releve.edge;

import eu.releve.document.DocumentException;

/** The gateway cannot start; the message is for whoever started it. */
public final class StartException extends Exception {
  private static final long serialVersionUID = 1L;

  private final int exitCode;

  private StartException(int exitCode, String message, Throwable cause) {
    super(message, cause);
    this.exitCode = exitCode;
  }

  /** A document that is refused: exit code 2. */
  static StartException wrong(DocumentException refused) {
    return wrong(String.valueOf(refused.getMessage()), refused);
  }

  /** Something written wrongly: exit code 2. */
  static StartException wrong(String message, Throwable cause) {
    return new StartException(Gateway.WRONG_USE, message, cause);
  }

  /** Something needed that is not there: exit code 3. */
  static StartException missing(String message, Throwable cause) {
    return new StartException(Gateway.MISSING, message, cause);
  }

  int exitCode() {
    return exitCode;
  }
}
