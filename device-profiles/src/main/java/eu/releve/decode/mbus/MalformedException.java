package eu.releve.decode.mbus;

/** The data of a telegram break off or break a rule; never leaves the package. */
final class MalformedException extends Exception {
  private final String detail;

  MalformedException(int offset, String detail) {
    super(detail, null, false, false);
    this.detail = "at byte " + offset + ": " + detail;
  }

  /** Where and what. */
  String detail() {
    return detail;
  }
}
