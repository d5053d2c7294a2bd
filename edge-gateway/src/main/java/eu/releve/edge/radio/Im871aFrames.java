package eu.releve.edge.radio;

import eu.releve.decode.wmbus.Checksums;
import eu.releve.decode.wmbus.WirelessFrame;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The messages of IMST's iM871A (WMBus HCI specification 1.6): {@code A5}, flags and endpoint,
 * message, length, payload, then as the flags say a time of four bytes, a signal strength of one,
 * and a checksum of two (CRC-CCITT, low byte first). A received telegram comes without its length
 * byte and without its own checksums. A message without a checksum is believed only if it is a
 * telegram: what else seems to be one may be garbage, and would take a telegram behind it along.
 */
public final class Im871aFrames extends FrameStream {
  private static final int START = 0xA5;
  private static final int HEAD = 4;
  private static final int RESERVED = 0x10;
  private static final int HAS_TIME = 0x20;
  private static final int HAS_RSSI = 0x40;
  private static final int HAS_CHECKSUM = 0x80;
  private static final int ENDPOINTS_MAX = 4;
  private static final int MESSAGES_MAX = 0x27;
  private static final int RADIO_LINK = 2;
  private static final int TELEGRAM_RECEIVED = 3;
  private static final int POLYNOMIAL = 0x8408;

  @Override
  Shape shape(byte[] bytes) {
    if ((bytes[0] & 0xFF) != START) {
      return new Shape.None();
    }
    if (bytes.length < HEAD) {
      return new Shape.Wanting();
    }
    int flags = bytes[1] & 0xFF;
    int endpoint = flags & 0x0F;
    int message = bytes[2] & 0xFF;
    boolean known = 1 <= endpoint && endpoint <= ENDPOINTS_MAX;
    known &= 1 <= message && message <= MESSAGES_MAX && (flags & RESERVED) == 0;
    boolean isTelegram = endpoint == RADIO_LINK && message == TELEGRAM_RECEIVED;
    known &= isTelegram || (flags & HAS_CHECKSUM) != 0;
    if (!known) {
      return new Shape.None();
    }
    int payload = bytes[3] & 0xFF;
    int rssiAt = HEAD + payload + ((flags & HAS_TIME) != 0 ? 4 : 0);
    int checksumAt = rssiAt + ((flags & HAS_RSSI) != 0 ? 1 : 0);
    int length = checksumAt + ((flags & HAS_CHECKSUM) != 0 ? 2 : 0);
    if (bytes.length < length) {
      return new Shape.Wanting();
    }
    if ((flags & HAS_CHECKSUM) != 0 && !isRight(bytes, checksumAt)) {
      return new Shape.None();
    }
    if (!isTelegram) {
      return new Shape.Message(length, Optional.empty());
    }
    WirelessFrame.Parsed parsed = telegram(bytes, payload);
    if ((flags & HAS_CHECKSUM) == 0 && parsed instanceof WirelessFrame.Broken) {
      return new Shape.None();
    }
    OptionalInt rssi =
        (flags & HAS_RSSI) == 0 ? OptionalInt.empty() : OptionalInt.of(dbm(bytes[rssiAt] & 0xFF));
    return new Shape.Message(length, Optional.of(new Received(parsed, rssi)));
  }

  private static WirelessFrame.Parsed telegram(byte[] bytes, int payload) {
    byte[] telegram = new byte[payload + 1];
    telegram[0] = (byte) payload;
    System.arraycopy(bytes, HEAD, telegram, 1, payload);
    return WirelessFrame.parse(telegram, Checksums.STRIPPED);
  }

  /** The receiver's scale: -100 dBm are 50 counts, 150 counts are 80 dB. */
  private static int dbm(int counts) {
    return (int) Math.round(-100 + (80.0 * (counts - 50)) / 150);
  }

  private static boolean isRight(byte[] bytes, int end) {
    int sum = 0xFFFF;
    for (int i = 1; i < end; i++) {
      sum ^= bytes[i] & 0xFF;
      for (int bit = 0; bit < 8; bit++) {
        sum = (sum & 1) == 0 ? sum >> 1 : (sum >> 1) ^ POLYNOMIAL;
      }
    }
    int found = (bytes[end] & 0xFF) | (bytes[end + 1] & 0xFF) << 8;
    return (~sum & 0xFFFF) == found;
  }
}
