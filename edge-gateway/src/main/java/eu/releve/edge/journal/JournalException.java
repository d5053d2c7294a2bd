package eu.releve.edge.journal;

/** The journal could not do what was asked: the disk refused, or the folder is in use. */
public final class JournalException extends Exception {
  private static final long serialVersionUID = 1L;

  public JournalException(String message) {
    super(message);
  }

  public JournalException(String message, Throwable cause) {
    super(message, cause);
  }
}
