package eu.releve.edge.link;

/** What became of one request to one meter. */
public sealed interface Reply {
  /**
   * The meter answered in a frame of the right form.
   *
   * @param bytes register contents, or a whole M-Bus frame; not to be changed.
   * @param bootMillis when the answer arrived, in milliseconds of the boot clock.
   */
  record Answered(byte[] bytes, long bootMillis) implements Reply {}

  /**
   * Nothing came back in time; the line has been dropped or drained, so a late answer is never
   * used.
   *
   * @param waitedMillis how long was waited.
   */
  record Silent(long waitedMillis) implements Reply {}

  /**
   * The meter answered that it will not.
   *
   * @param exceptionCode as the meter gave it.
   * @param reason the same by its name, where it has one.
   */
  record Refused(int exceptionCode, String reason) implements Reply {
    /** By its number alone. */
    public Refused(int exceptionCode) {
      this(exceptionCode, "exception " + exceptionCode);
    }
  }

  /**
   * Something came back that is no answer to the request; the line has been dropped or drained.
   *
   * @param defect what kind of nonsense.
   * @param reason what was wrong with it.
   */
  record Nonsense(Defect defect, String reason) implements Reply {
    /** Of no particular kind. */
    public Nonsense(String reason) {
      this(Defect.OTHER, reason);
    }
  }

  /**
   * Several meters answered at once, again and again.
   *
   * @param reason what was wrong with the last answer.
   */
  record Collided(String reason) implements Reply {}

  /**
   * The connection broke after the request was sent.
   *
   * @param reason how it broke.
   */
  record Cut(String reason) implements Reply {}

  /**
   * The bus could not be reached: the request was never sent.
   *
   * @param reason why.
   */
  record Unreachable(String reason) implements Reply {}
}
