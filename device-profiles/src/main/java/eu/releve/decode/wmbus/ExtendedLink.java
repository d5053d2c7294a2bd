package eu.releve.decode.wmbus;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * The extended link layer (EN 13757-4, 12): CI 8C, 8D, 8E and 8F.
 *
 * @param address whose data they are: the second address where there is one.
 * @param content behind it, plain, from the next CI field on.
 * @param encrypted whether it had to be decrypted.
 */
record ExtendedLink(byte[] address, byte[] content, boolean encrypted) {
  private static final int PLAIN = 0;
  private static final int AES_CTR = 1;

  /** Whether an extended link layer begins with this CI field. */
  static boolean begins(int information) {
    return 0x8C <= information && information <= 0x8F;
  }

  /** Takes the layer off, checks its checksum and decrypts what it says is encrypted. */
  static ExtendedLink read(byte[] link, byte[] content, Optional<Key> key)
      throws ObstacleException {
    Reader reader = new Reader(content);
    int information = reader.next("CI");
    int communication = reader.next("communication control");
    reader.next("access number");
    byte[] address = hasAddress(information) ? reader.take(LinkAddress.BYTES, "address") : link;
    if (!hasSession(information)) {
      return new ExtendedLink(address, reader.rest(), false);
    }
    byte[] session = reader.take(4, "session number");
    int method = (session[3] >> 5) & 0x07;
    byte[] sealed = reader.rest();
    if (sealed.length < 3) {
      throw new ObstacleException(Obstacle.CUT, "no data behind the session number");
    }
    if (hasRightChecksum(sealed)) {
      return new ExtendedLink(address, behindChecksum(sealed), false);
    }
    return switch (method) {
      case PLAIN -> throw new ObstacleException(Obstacle.CHECKSUM, "of the extended link layer");
      case AES_CTR -> {
        byte[] counter = counter(link, communication, session);
        byte[] plain = Aes.ctr(present(key, "the extended link layer"), counter, sealed);
        if (!hasRightChecksum(plain)) {
          throw new ObstacleException(
              Obstacle.KEY_WRONG, "the decrypted link layer has another checksum");
        }
        yield new ExtendedLink(address, behindChecksum(plain), true);
      }
      default ->
          throw new ObstacleException(
              Obstacle.MODE_UNSUPPORTED, "encryption " + method + " of the extended link layer");
    };
  }

  /** Who is meant, without opening anything. */
  static byte[] address(byte[] link, byte[] content) throws ObstacleException {
    Reader reader = new Reader(content);
    int information = reader.next("CI");
    reader.take(2, "communication control and access number");
    return hasAddress(information) ? reader.take(LinkAddress.BYTES, "address") : link;
  }

  /** What stands behind it, where that can be told without a key. */
  static Optional<byte[]> plainContent(byte[] content) throws ObstacleException {
    Reader reader = new Reader(content);
    int information = reader.next("CI");
    reader.take(hasAddress(information) ? 10 : 2, "the extended link layer");
    if (!hasSession(information)) {
      return Optional.of(reader.rest());
    }
    reader.take(4, "session number");
    byte[] sealed = reader.rest();
    return sealed.length > 2 && hasRightChecksum(sealed)
        ? Optional.of(behindChecksum(sealed))
        : Optional.empty();
  }

  static Key present(Optional<Key> key, String what) throws ObstacleException {
    return key.orElseThrow(
        () -> new ObstacleException(Obstacle.KEY_MISSING, what + " is encrypted"));
  }

  private static boolean hasAddress(int information) {
    return information == 0x8E || information == 0x8F;
  }

  private static boolean hasSession(int information) {
    return information == 0x8D || information == 0x8F;
  }

  /** Sender, communication control, session, frame 0, block 0 (EN 13757-4, 12.2.9). */
  private static byte[] counter(byte[] link, int communication, byte[] session) {
    return ByteBuffer.allocate(Aes.BLOCK).put(link).put((byte) communication).put(session).array();
  }

  private static boolean hasRightChecksum(byte[] sealed) {
    int found = (sealed[0] & 0xFF) | ((sealed[1] & 0xFF) << 8);
    return found == Crc16.of(sealed, 2, sealed.length);
  }

  private static byte[] behindChecksum(byte[] sealed) {
    return Arrays.copyOfRange(sealed, 2, sealed.length);
  }
}
