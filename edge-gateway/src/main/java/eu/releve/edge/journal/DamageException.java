package eu.releve.edge.journal;

/** The file is there, but what it holds is not what was written: what is sound of it is kept. */
class DamageException extends Exception {
  private static final long serialVersionUID = 1L;

  DamageException(String what) {
    super(what);
  }

  DamageException(String what, Throwable cause) {
    super(what, cause);
  }
}
