package eu.releve.cloud.imports;

/** The bytes are no file of a kind that is known; the message says what was wanted and found. */
public final class UnreadableFileException extends Exception {
  private static final long serialVersionUID = 1L;

  UnreadableFileException(String message) {
    super(message);
  }
}
