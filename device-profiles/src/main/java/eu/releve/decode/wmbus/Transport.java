package eu.releve.decode.wmbus;

import java.util.Arrays;
import java.util.Optional;

/**
 * The header of the transport layer (EN 13757-7): who, how, and how encrypted.
 *
 * @param information the CI field.
 * @param header as sent, between the CI field and the data, without configuration extension.
 * @param address whose data they are, in the order of the link layer; nothing when nobody says.
 * @param configuration low byte first; 0 without header.
 * @param data behind the header.
 */
record Transport(
    int information, byte[] header, Optional<byte[]> address, int configuration, byte[] data) {
  static final int MODE_5 = 5;
  static final int MODE_7 = 7;

  /** From here on makers have modes of their own. */
  static final int RESERVED_MODES = 16;

  private static final int SHORT = 4;
  private static final int LONG = 12;
  private static final int FILLER = 0x2F;

  /**
   * The layer that begins there.
   *
   * @param link who the link layer says it is; nothing on a wire.
   */
  static Transport read(byte[] message, Optional<byte[]> link) throws ObstacleException {
    Reader reader = new Reader(message);
    int information = reader.next("CI");
    int size = headerBytes(information, link.isPresent());
    byte[] header = reader.take(size, "the header");
    int configuration =
        size == 0 ? 0 : (header[size - 2] & 0xFF) | ((header[size - 1] & 0xFF) << 8);
    boolean ownMode = (configuration >> 8 & 0x1F) >= RESERVED_MODES;
    Optional<byte[]> address =
        size == LONG
            ? Optional.of(LinkAddress.ofLongHeader(header))
            : link.map(eight -> ownMode ? LinkAddress.ofOwnMode(eight) : eight);
    return new Transport(information, header, address, configuration, reader.rest());
  }

  /** On a wire CI 73 is the fixed structure, which has no such header. */
  private static int headerBytes(int information, boolean radio) {
    return switch (information) {
      case 0x72, 0x6B, 0x6F, 0x75 -> LONG;
      case 0x73 -> radio ? LONG : 0;
      case 0x7A, 0x7B, 0x6A, 0x6E, 0x74 -> SHORT;
      default -> 0;
    };
  }

  int mode() {
    return (configuration >> 8) & 0x1F;
  }

  int encryptedBytes() {
    return (configuration >> 4 & 0x0F) * Aes.BLOCK;
  }

  int access() {
    return header[header.length - 4] & 0xFF;
  }

  boolean isPlain(int from) {
    return data.length >= from + 2 && data[from] == FILLER && data[from + 1] == FILLER;
  }

  /** Header and data, as the application layer takes them. */
  byte[] joined(byte[] plain) {
    byte[] all = Arrays.copyOf(header, header.length + plain.length);
    System.arraycopy(plain, 0, all, header.length, plain.length);
    return all;
  }
}
