package eu.releve.wire;

/** Whether a wall clock may date readings. */
public enum ClockTrust {
  /** Nothing is known of the clock: it counts as unsynchronised. */
  UNKNOWN(0),
  /** The boot has learned the time from a clock that was synchronised. */
  SYNCHRONISED(1);

  private final int code;

  ClockTrust(int code) {
    this.code = code;
  }

  /** The byte in the envelope; never reused. */
  public int code() {
    return code;
  }
}
