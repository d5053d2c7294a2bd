package eu.releve.edge.serial;

/** What came back after a request. */
public sealed interface Heard {
  /**
   * Not one character, sound or damaged.
   *
   * @param waitedMillis how long was waited for it.
   */
  record Silence(long waitedMillis) implements Heard {}

  /**
   * A whole frame and nothing else.
   *
   * @param bytes not to be changed.
   */
  record Frame(byte[] bytes) implements Heard {}

  /**
   * Something that is no frame, whole until the line was quiet again.
   *
   * @param why what kind of nothing it is.
   * @param reason wanted and found, for people.
   * @param bytes what was received, the echo left out; at most 1,024; empty when every character
   *     was damaged. Not to be changed.
   * @param damaged how many characters the driver called damaged, passed on or not.
   */
  record Garbled(Why why, String reason, byte[] bytes, long damaged) implements Heard {}

  /** Why bytes are no frame. */
  enum Why {
    /** They begin a frame that breaks off. */
    CUT,
    /** They cannot be a frame. */
    BROKEN,
    /** A frame with something after it. */
    SURPLUS,
    /** Characters that the driver called damaged and left out. */
    DAMAGED
  }
}
