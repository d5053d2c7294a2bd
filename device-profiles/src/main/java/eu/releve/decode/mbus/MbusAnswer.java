package eu.releve.decode.mbus;

/** What a meter says: a telegram, or why there is none. */
public sealed interface MbusAnswer permits Telegram, MbusAnswer.Refused {
  /**
   * Nothing of the answer is used: where one record is not understood, the next may begin anywhere.
   *
   * @param why the name of the rule that is broken.
   * @param detail for people, with the place.
   */
  record Refused(Refusal why, String detail) implements MbusAnswer {
    /** Name and detail. */
    public String reason() {
      return why + ": " + detail;
    }
  }

  /** What the bytes of one whole wired frame say. */
  static MbusAnswer of(byte[] bytes) {
    return MbusDecoder.frame(bytes);
  }

  /** What a wired frame's data say. */
  static MbusAnswer of(MbusFrame.LongFrame frame) {
    return MbusDecoder.frame(frame);
  }
}
