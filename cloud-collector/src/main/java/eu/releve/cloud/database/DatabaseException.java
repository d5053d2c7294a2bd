package eu.releve.cloud.database;

/** The database cannot be started, reached or brought up to date; says what to do about it. */
public final class DatabaseException extends Exception {
  private static final long serialVersionUID = 1L;

  DatabaseException(String message) {
    super(message);
  }

  DatabaseException(String message, Throwable cause) {
    super(message + ": " + cause.getMessage(), cause);
  }
}
