package eu.releve.edge.link;

import static eu.releve.measure.Require.require;

import eu.releve.decode.mbus.MbusFrame;
import eu.releve.edge.serial.Framing;
import java.util.Arrays;

/**
 * Where an answer on wired M-Bus ends, and how a request looks (EN 60870-5-2, format class FT 1.2).
 */
public final class MbusFraming implements Framing {
  /** Frames as slaves send them: an acknowledgement or a long frame. */
  public static final MbusFraming SLAVES = new MbusFraming(true);

  /** Long frames alone; an acknowledgement is another meter's, late. */
  public static final MbusFraming TELEGRAMS = new MbusFraming(false);

  /** The address of whatever was selected. */
  public static final int SELECTED = 253;

  private static final int LONG_START = 0x68;
  private static final int STOP = 0x16;
  private static final int LENGTH_MIN = 3;

  private final boolean acknowledgements;

  private MbusFraming(boolean acknowledgements) {
    this.acknowledgements = acknowledgements;
  }

  @Override
  public Shape shape(byte[] held, int count) {
    if (count == 0) {
      return new Shape.Wanting(1);
    }
    return switch (held[0] & 0xFF) {
      case MbusFrame.ACKNOWLEDGEMENT ->
          acknowledgements
              ? new Shape.Whole()
              : new Shape.Broken("an acknowledgement where a telegram is wanted");
      case LONG_START -> count < 4 ? new Shape.Wanting(4 - count) : longShape(held, count);
      default -> new Shape.Broken("start byte 0x%02X".formatted(held[0] & 0xFF));
    };
  }

  private static Shape longShape(byte[] held, int count) {
    int length = held[1] & 0xFF;
    if (length != (held[2] & 0xFF) || (held[3] & 0xFF) != LONG_START || length < LENGTH_MIN) {
      return new Shape.Broken(
          "header %02X %02X %02X %02X".formatted(held[0], held[1], held[2], held[3]));
    }
    int total = length + 6;
    if (count < total) {
      return new Shape.Wanting(total - count);
    }
    return switch (MbusFrame.parse(Arrays.copyOf(held, total))) {
      case MbusFrame.LongFrame frame -> new Shape.Whole();
      case MbusFrame.Broken broken -> new Shape.Broken(broken.fault() + ": " + broken.detail());
      case MbusFrame.ShortFrame other -> new Shape.Broken("a short frame");
      case MbusFrame.Acknowledgement other -> new Shape.Broken("an acknowledgement");
    };
  }

  /**
   * A long frame as it is sent.
   *
   * @param data up to 252 bytes.
   */
  public static byte[] longFrame(int control, int address, int information, byte[] data) {
    require(data.length <= 252, "%d bytes of data are more than 252", data.length);
    int length = data.length + LENGTH_MIN;
    byte[] frame = new byte[length + 6];
    frame[0] = LONG_START;
    frame[1] = (byte) length;
    frame[2] = (byte) length;
    frame[3] = LONG_START;
    frame[4] = (byte) control;
    frame[5] = (byte) address;
    frame[6] = (byte) information;
    System.arraycopy(data, 0, frame, 7, data.length);
    int sum = 0;
    for (int i = 4; i < length + 4; i++) {
      sum += frame[i];
    }
    frame[length + 4] = (byte) sum;
    frame[length + 5] = STOP;
    return frame;
  }
}
