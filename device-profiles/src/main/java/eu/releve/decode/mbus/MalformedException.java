package eu.releve.decode.mbus;

/** The data of a telegram break off or break a rule; never leaves the package. */
final class MalformedException extends Exception {
  private static final long serialVersionUID = 1;

  private final Refusal refusal;
  private final String detail;

  MalformedException(Refusal refusal, int offset, String detail) {
    super(detail, null, false, false);
    this.refusal = refusal;
    this.detail = "at byte " + offset + ": " + detail;
  }

  MbusAnswer.Refused refused() {
    return new MbusAnswer.Refused(refusal, detail);
  }
}
