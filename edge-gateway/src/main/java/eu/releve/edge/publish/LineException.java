package eu.releve.edge.publish;

/** The connection could not be made, was lost, or the server refused: another attempt follows. */
final class LineException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Trouble trouble;

  LineException(Trouble trouble, String message) {
    super(message);
    this.trouble = trouble;
  }

  LineException(Trouble trouble, String message, Throwable cause) {
    super(message, cause);
    this.trouble = trouble;
  }

  Trouble trouble() {
    return trouble;
  }
}
