package eu.releve.decode.mbus;

import java.util.Optional;

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

  /**
   * Why the answer has nothing that can be read; nothing where it has.
   *
   * <p>A telegram of the maker's own data alone is no broken one: others may follow it, and a
   * profile may know its layout.
   */
  default Optional<Refusal> refusal() {
    return switch (this) {
      case Refused refused -> Optional.of(refused.why());
      case Telegram telegram ->
          telegram.records().isEmpty() && telegram.manufacturerData().length > 0
              ? Optional.of(Refusal.ONLY_MANUFACTURER_DATA)
              : Optional.empty();
    };
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
