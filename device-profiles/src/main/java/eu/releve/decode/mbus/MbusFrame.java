package eu.releve.decode.mbus;

import static eu.releve.measure.Require.require;

import java.util.Arrays;
import java.util.OptionalInt;

/** A link-layer frame of EN 13757-2, or why bytes are none. */
public sealed interface MbusFrame {
  /** The single byte of an acknowledgement. */
  int ACKNOWLEDGEMENT = 0xE5;

  /** The longest frame: 255 bytes of control, address, control information and data. */
  int BYTES_MAX = 261;

  /** {@code E5}: understood, and nothing more to say. */
  record Acknowledgement() implements MbusFrame {}

  /**
   * A frame without data.
   *
   * @param control 0 to 255.
   * @param address 0 to 255; 253 is "selected by secondary address", 254 and 255 everybody.
   */
  record ShortFrame(int control, int address) implements MbusFrame {
    public ShortFrame {
      require(0 <= control && control <= 255, "control %d is not in 0..255", control);
      require(0 <= address && address <= 255, "address %d is not in 0..255", address);
    }

    /** SND_NKE: the link starts afresh. */
    public static ShortFrame reset(int address) {
      return new ShortFrame(0x40, address);
    }

    /**
     * REQ_UD2: asks for the meter's data.
     *
     * @param frameCountBit toggled by the master after each answer that it took.
     */
    public static ShortFrame requestData(int address, boolean frameCountBit) {
      return new ShortFrame(frameCountBit ? 0x7B : 0x5B, address);
    }

    /** The frame as it is sent. */
    public byte[] bytes() {
      return new byte[] {0x10, (byte) control, (byte) address, (byte) (control + address), 0x16};
    }
  }

  /**
   * A frame with control information and, unless it is a control frame, data.
   *
   * @param control 0 to 255.
   * @param address 0 to 255.
   * @param information how the data are to be read: the CI field.
   * @param data after the CI field; empty in a control frame.
   */
  record LongFrame(int control, int address, int information, byte[] data) implements MbusFrame {
    public LongFrame {
      require(0 <= control && control <= 255, "control %d is not in 0..255", control);
      require(0 <= address && address <= 255, "address %d is not in 0..255", address);
      require(0 <= information && information <= 255, "CI %d is not in 0..255", information);
      require(data.length <= 252, "%d bytes of data are more than 252", data.length);
      data = data.clone();
    }

    @Override
    public byte[] data() {
      return data.clone();
    }

    /** The data themselves, which nobody in this package changes. */
    byte[] own() {
      return data;
    }

    /** Whether it is a control frame: three bytes and no data. */
    public boolean isControl() {
      return data.length == 0;
    }
  }

  /**
   * No frame.
   *
   * @param fault which rule is broken.
   * @param detail wanted and found, for people.
   */
  record Broken(Fault fault, String detail) implements MbusFrame {}

  /** The rules of a frame. */
  enum Fault {
    EMPTY,
    START,
    CUT,
    SURPLUS,
    LENGTH,
    STOP,
    CHECKSUM
  }

  /**
   * How long the frame that begins with these bytes is.
   *
   * @param start what has been received so far.
   * @param length how many bytes of it.
   * @return the frame's whole length; nothing while it cannot be told; 0 when no frame begins so.
   */
  static OptionalInt lengthOf(byte[] start, int length) {
    if (length == 0) {
      return OptionalInt.empty();
    }
    return switch (start[0] & 0xFF) {
      case ACKNOWLEDGEMENT -> OptionalInt.of(1);
      case 0x10 -> OptionalInt.of(5);
      case 0x68 -> length < 2 ? OptionalInt.empty() : OptionalInt.of((start[1] & 0xFF) + 6);
      default -> OptionalInt.of(0);
    };
  }

  /** The frame that exactly these bytes are. */
  static MbusFrame parse(byte[] bytes) {
    if (bytes.length == 0) {
      return new Broken(Fault.EMPTY, "no byte");
    }
    return switch (bytes[0] & 0xFF) {
      case ACKNOWLEDGEMENT ->
          bytes.length == 1
              ? new Acknowledgement()
              : new Broken(Fault.SURPLUS, "wanted 1 byte, found " + bytes.length);
      case 0x10 -> shortFrame(bytes);
      case 0x68 -> longFrame(bytes);
      default ->
          new Broken(Fault.START, "wanted E5, 10 or 68, found %02X".formatted(bytes[0] & 0xFF));
    };
  }

  private static MbusFrame shortFrame(byte[] bytes) {
    if (bytes.length != 5) {
      return wrongLength(5, bytes.length);
    }
    if (bytes[4] != 0x16) {
      return new Broken(Fault.STOP, "wanted 16, found %02X".formatted(bytes[4] & 0xFF));
    }
    if ((byte) (bytes[1] + bytes[2]) != bytes[3]) {
      return wrongChecksum(bytes[1] + bytes[2], bytes[3]);
    }
    return new ShortFrame(bytes[1] & 0xFF, bytes[2] & 0xFF);
  }

  private static MbusFrame longFrame(byte[] bytes) {
    if (bytes.length < 4) {
      return new Broken(Fault.CUT, "wanted 4 bytes of start, found " + bytes.length);
    }
    if (bytes[1] != bytes[2] || bytes[3] != 0x68) {
      return new Broken(
          Fault.LENGTH,
          "wanted 68 L L 68, found 68 %02X %02X %02X"
              .formatted(bytes[1] & 0xFF, bytes[2] & 0xFF, bytes[3] & 0xFF));
    }
    int length = bytes[1] & 0xFF;
    if (length < 3) {
      return new Broken(Fault.LENGTH, "wanted L of at least 3, found " + length);
    }
    if (bytes.length != length + 6) {
      return wrongLength(length + 6, bytes.length);
    }
    if (bytes[length + 5] != 0x16) {
      return new Broken(Fault.STOP, "wanted 16, found %02X".formatted(bytes[length + 5] & 0xFF));
    }
    int sum = 0;
    for (int i = 4; i < length + 4; i++) {
      sum += bytes[i];
    }
    if ((byte) sum != bytes[length + 4]) {
      return wrongChecksum(sum, bytes[length + 4]);
    }
    return new LongFrame(
        bytes[4] & 0xFF,
        bytes[5] & 0xFF,
        bytes[6] & 0xFF,
        Arrays.copyOfRange(bytes, 7, length + 4));
  }

  private static Broken wrongLength(int wanted, int found) {
    return new Broken(
        found < wanted ? Fault.CUT : Fault.SURPLUS,
        "wanted %d bytes, found %d".formatted(wanted, found));
  }

  private static Broken wrongChecksum(int computed, byte found) {
    return new Broken(
        Fault.CHECKSUM, "computed %02X, found %02X".formatted(computed & 0xFF, found & 0xFF));
  }
}
