package eu.releve.decode.p1;

/** What came at a port: a telegram, or why it is none. */
public sealed interface P1Answer permits P1Telegram, P1Answer.Refused {
  /**
   * Nothing of it is used.
   *
   * @param why the name of the rule that is broken.
   * @param detail for people; never holds a key.
   */
  record Refused(P1Refusal why, String detail) implements P1Answer {
    /** Name and detail. */
    public String reason() {
      return why + ": " + detail;
    }
  }
}
