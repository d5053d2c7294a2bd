package eu.releve.edge.simulate;

import eu.releve.decode.mbus.MbusFrame;
import eu.releve.edge.link.MbusFraming;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.Optional;

/**
 * What a master asks on an M-Bus.
 *
 * @param control the C field.
 * @param address the A field.
 * @param data what follows: the CI field and its data, nothing in a short frame.
 */
record MbusRequest(int control, int address, byte[] data) {
  private static final int CI_SELECT = 0x52;

  /** Puts the link of a meter to its beginning. */
  boolean isReset() {
    return control == 0x40;
  }

  /** The CI field; -1 in a short frame. */
  int information() {
    return data.length == 0 ? -1 : data[0] & 0xFF;
  }

  /** Asks for a telegram. */
  boolean asksForData() {
    return (control & 0xCF) == 0x4B;
  }

  /** Sends something that the meter only acknowledges. */
  boolean sendsData() {
    return (control & 0xCF) == 0x43;
  }

  /** The identity of the meters that are selected by it; each nibble F stands for any. */
  Optional<byte[]> selects() {
    return sendsData() && data.length >= 9 && data[0] == CI_SELECT
        ? Optional.of(Arrays.copyOfRange(data, 1, 9))
        : Optional.empty();
  }

  /**
   * The bit that a master turns to say that it got the last telegram; nothing if it takes no part.
   */
  Optional<Boolean> frameCount() {
    return (control & 0x10) == 0 ? Optional.empty() : Optional.of((control & 0x20) != 0);
  }

  /** The request that exactly these bytes are; nothing where they are garbled. */
  static Optional<MbusRequest> of(byte[] bytes) {
    return switch (MbusFrame.parse(bytes)) {
      case MbusFrame.ShortFrame frame ->
          Optional.of(new MbusRequest(frame.control(), frame.address(), new byte[0]));
      case MbusFrame.LongFrame frame -> Optional.of(of(bytes, 4, bytes.length - 2));
      case MbusFrame.Acknowledgement other -> Optional.empty();
      case MbusFrame.Broken broken -> Optional.empty();
    };
  }

  /** The request as it was sent. */
  byte[] frame() {
    return data.length == 0
        ? new MbusFrame.ShortFrame(control, address).bytes()
        : MbusFraming.longFrame(
            control, address, information(), Arrays.copyOfRange(data, 1, data.length));
  }

  /**
   * The next request; what is garbled or breaks off is passed over.
   *
   * @return nothing at the end of the stream.
   */
  static Optional<MbusRequest> next(InputStream in) throws IOException {
    while (true) {
      try {
        int first = in.read();
        if (first < 0) {
          return Optional.empty();
        }
        Optional<MbusRequest> request =
            switch (first) {
              case 0x10 -> shortFrame(in.readNBytes(4));
              case 0x68 -> longFrame(in);
              default -> Optional.empty();
            };
        if (request.isPresent()) {
          return request;
        }
      } catch (SocketTimeoutException nothingMore) {
        // Idle, or the rest of a frame never came: what comes next is the beginning of another.
      }
    }
  }

  private static Optional<MbusRequest> shortFrame(byte[] rest) {
    boolean whole = rest.length == 4 && (byte) (rest[0] + rest[1]) == rest[2] && rest[3] == 0x16;
    return whole ? Optional.of(of(rest, 0, 2)) : Optional.empty();
  }

  private static Optional<MbusRequest> longFrame(InputStream in) throws IOException {
    byte[] start = in.readNBytes(3);
    if (start.length < 3 || start[0] != start[1] || start[2] != 0x68) {
      return Optional.empty();
    }
    int length = start[0] & 0xFF;
    byte[] rest = in.readNBytes(length + 2);
    if (length < 3 || rest.length < length + 2 || rest[length + 1] != 0x16) {
      return Optional.empty();
    }
    int sum = 0;
    for (int i = 0; i < length; i++) {
      sum += rest[i];
    }
    return (byte) sum == rest[length] ? Optional.of(of(rest, 0, length)) : Optional.empty();
  }

  private static MbusRequest of(byte[] bytes, int from, int to) {
    return new MbusRequest(
        bytes[from] & 0xFF, bytes[from + 1] & 0xFF, Arrays.copyOfRange(bytes, from + 2, to));
  }
}
