package eu.releve.edge.radio;

import eu.releve.decode.wmbus.Checksums;
import eu.releve.decode.wmbus.WirelessFrame;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The messages of Amber's AMB8465 with command output switched on (manual 2.7): {@code FF},
 * command, length, payload, and a checksum that makes the exclusive or of all bytes zero. A
 * received telegram (command 03) comes without its length byte and without its own checksums,
 * followed by the signal strength, which the length counts.
 */
public final class Amb8465Frames extends FrameStream {
  private static final int START = 0xFF;
  private static final int HEAD = 3;
  private static final int TELEGRAM_RECEIVED = 0x03;
  private static final int RSSI_OFFSET_DBM = -74;

  @Override
  Shape shape(byte[] bytes) {
    if ((bytes[0] & 0xFF) != START) {
      return new Shape.None();
    }
    if (bytes.length < HEAD) {
      return new Shape.Wanting();
    }
    int command = bytes[1] & 0xFF;
    // Answers have the highest bit; a telegram is the only message without it.
    if (command != TELEGRAM_RECEIVED && (command & 0x80) == 0) {
      return new Shape.None();
    }
    int payload = bytes[2] & 0xFF;
    int length = HEAD + payload + 1;
    if (bytes.length < length) {
      return new Shape.Wanting();
    }
    int sum = 0;
    for (int i = 0; i < length; i++) {
      sum ^= bytes[i];
    }
    if ((sum & 0xFF) != 0) {
      return new Shape.None();
    }
    if (command != TELEGRAM_RECEIVED || payload == 0) {
      return new Shape.Message(length, Optional.empty());
    }
    byte[] telegram = Arrays.copyOfRange(bytes, HEAD - 1, HEAD + payload - 1);
    telegram[0] = (byte) (payload - 1);
    // Two's complement, in halves of a decibel above -74 dBm.
    int rssi = bytes[HEAD + payload - 1] / 2 + RSSI_OFFSET_DBM;
    return new Shape.Message(
        length,
        Optional.of(
            new Received(WirelessFrame.parse(telegram, Checksums.STRIPPED), OptionalInt.of(rssi))));
  }
}
