package eu.releve.wire;

/** What the body of a batch holds. */
public enum BatchKind {
  READINGS(1),
  CATALOGUE(2),
  FACT(3);

  private final int code;

  BatchKind(int code) {
    this.code = code;
  }

  /** The byte in the envelope; never reused. */
  public int code() {
    return code;
  }
}
