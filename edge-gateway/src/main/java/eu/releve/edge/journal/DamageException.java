package eu.releve.edge.journal;

/** The file is there, but what it holds is not what was written: it is set aside. */
final class DamageException extends Exception {
  private static final long serialVersionUID = 1L;

  DamageException(String what) {
    super(what);
  }

  DamageException(String what, Throwable cause) {
    super(what, cause);
  }
}
