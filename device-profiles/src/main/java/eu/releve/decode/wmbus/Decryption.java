package eu.releve.decode.wmbus;

import eu.releve.decode.wmbus.Wireless.Plain;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * Security modes 0, 5 and 7 of the transport layer (EN 13757-7; OMS 4, 9.3).
 *
 * @param transport whose data they are.
 * @param radio whether the configuration word can be trusted to be one: old wired meters have any
 *     number there.
 * @param layer that authenticates, where there is one.
 * @param key of the meter, where there is one.
 */
record Decryption(
    Transport transport, boolean radio, Optional<Authentication> layer, Optional<Key> key) {
  private static final byte[] ZEROS = new byte[Aes.BLOCK];
  private static final int DERIVATION = 0x30;
  private static final int DERIVATION_A = 0x10;

  /**
   * The data in plain.
   *
   * @param message from the CI field on, as it was sent: what a MAC covers.
   */
  Plain plain(byte[] message) throws ObstacleException {
    Optional<Plain> own = MakerSealing.opened(transport, key);
    if (own.isPresent()) {
      return own.get();
    }
    byte[] data = transport.data();
    return switch (transport.mode()) {
      case Transport.MODE_5 -> mode5(data);
      case Transport.MODE_7 -> mode7(data, message);
      default -> {
        refuseUnsupported(data);
        yield new Plain(new byte[0], data, authenticated(message));
      }
    };
  }

  /** Whatever the mode says: a code that is there and can be checked is checked. */
  private Protection authenticated(byte[] message) throws ObstacleException {
    if (key.isEmpty() || layer.flatMap(Authentication::code).isEmpty()) {
      return Protection.NONE;
    }
    layer.get().check(key.get(), address(), message);
    return Protection.AUTHENTICATED;
  }

  private void refuseUnsupported(byte[] data) throws ObstacleException {
    int mode = transport.mode();
    boolean known = mode == 0 || mode >= Transport.RESERVED_MODES || !radio;
    if (!known && data.length > 0 && !transport.isPlain(0)) {
      throw new ObstacleException(Obstacle.MODE_UNSUPPORTED, "security mode " + mode);
    }
  }

  private Plain mode5(byte[] data) throws ObstacleException {
    int length = transport.encryptedBytes();
    if (length == 0 || transport.isPlain(0) || (!radio && length > data.length)) {
      return Plain.of(data);
    }
    Key own = ExtendedLink.present(key, "security mode 5: the telegram");
    byte[] initial =
        ByteBuffer.allocate(Aes.BLOCK)
            .put(address())
            .putLong(0x0101010101010101L * transport.access())
            .array();
    byte[] plain = decrypted(data, length, own, initial);
    if (plain[0] != 0x2F || plain[1] != 0x2F) {
      throw new ObstacleException(Obstacle.KEY_WRONG, "decrypted data do not begin with 2F2F");
    }
    return new Plain(new byte[0], plain, Protection.MODE_5);
  }

  /**
   * The MAC first: what it does not cover is not decrypted. A telegram that a receiver has
   * decrypted already is sealed again for it.
   */
  private Plain mode7(byte[] data, byte[] message) throws ObstacleException {
    int length = transport.encryptedBytes();
    if (!radio && length + 1 > data.length) {
      return Plain.of(data);
    }
    if (data.length == 0) {
      throw new ObstacleException(Obstacle.CUT, "no configuration extension");
    }
    byte[] prefix = Arrays.copyOf(data, 1);
    byte[] sealed = Arrays.copyOfRange(data, 1, data.length);
    boolean plainAlready = transport.isPlain(1) || length == 0;
    if (key.isEmpty() && plainAlready) {
      return new Plain(prefix, sealed, Protection.NONE);
    }
    Key master = ExtendedLink.present(key, "security mode 7: the telegram");
    if ((prefix[0] & DERIVATION) != DERIVATION_A) {
      throw new ObstacleException(
          Obstacle.MODE_UNSUPPORTED, "key derivation %02X".formatted(prefix[0] & DERIVATION));
    }
    Authentication own =
        layer.orElseThrow(
            () -> new ObstacleException(Obstacle.MAC_MISSING, "security mode 7 without MAC"));
    Key derived = own.encryptionKey(master, address());
    own.check(master, address(), plainAlready ? sealedAgain(message, length, derived) : message);
    return new Plain(
        prefix,
        plainAlready ? sealed : checked(decrypted(sealed, length, derived, ZEROS)),
        Protection.MODE_7);
  }

  /** The MAC is right, so that this is the meter's own mistake. */
  private static byte[] checked(byte[] plain) throws ObstacleException {
    if (plain[0] != 0x2F || plain[1] != 0x2F) {
      throw new ObstacleException(Obstacle.STRUCTURE, "decrypted data do not begin with 2F2F");
    }
    return plain;
  }

  private byte[] sealedAgain(byte[] message, int length, Key derived) throws ObstacleException {
    int from = 1 + transport.header().length + 1;
    if (from + length > message.length) {
      throw new ObstacleException(
          Obstacle.CUT, "%d encrypted bytes, found %d".formatted(length, message.length - from));
    }
    byte[] again = message.clone();
    byte[] plain = Arrays.copyOfRange(message, from, from + length);
    System.arraycopy(Aes.encryptCbc(derived, ZEROS, plain), 0, again, from, length);
    return again;
  }

  private byte[] address() throws ObstacleException {
    return transport
        .address()
        .orElseThrow(() -> new ObstacleException(Obstacle.STRUCTURE, "encrypted by nobody"));
  }

  /** The first bytes decrypted, the rest as it is. */
  private static byte[] decrypted(byte[] data, int length, Key key, byte[] initial)
      throws ObstacleException {
    if (length > data.length) {
      throw new ObstacleException(
          Obstacle.CUT, "%d encrypted bytes, found %d".formatted(length, data.length));
    }
    byte[] plain = data.clone();
    byte[] head = Aes.decryptCbc(key, initial, Arrays.copyOf(data, length));
    System.arraycopy(head, 0, plain, 0, length);
    return plain;
  }
}
