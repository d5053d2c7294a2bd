package eu.releve.wire;

/** Bytes that are no batch, or a body that is not what its envelope says: names what and where. */
public class MalformedBatchException extends Exception {
  private static final long serialVersionUID = 1L;

  public MalformedBatchException(String message) {
    super(message);
  }

  public MalformedBatchException(String message, Throwable cause) {
    super(message, cause);
  }
}
