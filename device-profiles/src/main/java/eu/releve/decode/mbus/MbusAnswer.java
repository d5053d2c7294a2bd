package eu.releve.decode.mbus;

import java.util.List;

/** What a meter's frame says: a telegram, or why there is none. */
public sealed interface MbusAnswer permits Telegram, MbusAnswer.Refused {
  /**
   * Nothing of the answer is used: where one record is not understood, the next may begin anywhere.
   *
   * @param reason for people, with the place.
   */
  record Refused(String reason) implements MbusAnswer {}

  /** What the bytes of one whole frame say. */
  static MbusAnswer of(byte[] bytes) {
    return switch (MbusFrame.parse(bytes)) {
      case MbusFrame.LongFrame frame -> of(frame);
      case MbusFrame.Broken broken -> new Refused(broken.fault() + ": " + broken.detail());
      case MbusFrame.ShortFrame other -> new Refused("a short frame, without data");
      case MbusFrame.Acknowledgement other -> new Refused("an acknowledgement, without data");
    };
  }

  /** What a frame's data say. */
  static MbusAnswer of(MbusFrame.LongFrame frame) {
    byte[] data = frame.data();
    try {
      return switch (frame.information()) {
        case 0x72, 0x76 -> telegram(frame, data, HeaderKind.LONG);
        case 0x7A, 0x7E -> telegram(frame, data, HeaderKind.SHORT);
        case 0x78 -> telegram(frame, data, HeaderKind.NONE);
        default -> new Refused("control information %02X".formatted(frame.information()));
      };
    } catch (MalformedException malformed) {
      return new Refused(malformed.detail());
    }
  }

  private static Telegram telegram(MbusFrame.LongFrame frame, byte[] data, HeaderKind kind)
      throws MalformedException {
    Bytes bytes = new Bytes(data, (frame.information() & 0x04) != 0);
    Header header = Header.read(bytes, kind);
    header.refuseEncrypted(bytes);
    Records records = Records.read(bytes);
    return new Telegram(
        frame.address(),
        header,
        List.copyOf(records.read()),
        records.moreFollow(),
        records.manufacturerData());
  }
}
