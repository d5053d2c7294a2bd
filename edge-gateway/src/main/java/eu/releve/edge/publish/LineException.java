package eu.releve.edge.publish;

/** The connection could not be made, was lost, or the server refused: another attempt follows. */
final class LineException extends Exception {
  private static final long serialVersionUID = 1L;

  LineException(String message) {
    super(message);
  }

  LineException(String message, Throwable cause) {
    super(message, cause);
  }
}
