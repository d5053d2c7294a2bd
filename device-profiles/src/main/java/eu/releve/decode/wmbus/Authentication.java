package eu.releve.decode.wmbus;

import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;

/**
 * The authentication and fragmentation layer of one telegram (EN 13757-7, CI 90), or of a message
 * put together from several.
 *
 * @param fragment its number, from 1; 0 where nothing is fragmented.
 * @param moreFollow whether another fragment follows.
 * @param control of the message: which fields count, and the kind of authentication.
 * @param keyInformation version and derivation of the key.
 * @param counter of messages, four bytes.
 * @param code that authenticates the message.
 * @param length of the whole message.
 */
record Authentication(
    int fragment,
    boolean moreFollow,
    Optional<Integer> control,
    Optional<byte[]> keyInformation,
    Optional<byte[]> counter,
    Optional<byte[]> code,
    Optional<byte[]> length) {
  static final int INFORMATION = 0x90;

  private static final int MORE_FRAGMENTS = 0x4000;
  private static final int HAS_CONTROL = 0x2000;
  private static final int HAS_LENGTH = 0x1000;
  private static final int HAS_COUNTER = 0x0800;
  private static final int HAS_CODE = 0x0400;
  private static final int HAS_KEY_INFORMATION = 0x0200;
  private static final int KEY_INFORMATION_COUNTS = 0x10;
  private static final int LENGTH_COUNTS = 0x40;
  private static final int IDENTIFICATION = 2;

  /** For what a derived key is used (OMS 4, 9.5: the derivation constant for data from a meter). */
  enum Use {
    ENCRYPTION,
    AUTHENTICATION
  }

  /** The fields; the reader stands behind the layer afterwards. */
  static Authentication read(Reader reader) throws ObstacleException {
    int size = reader.next("length of the authentication layer");
    int end = reader.position() + size;
    int fields = reader.word("fragmentation control");
    Optional<Integer> control = Optional.empty();
    if ((fields & HAS_CONTROL) != 0) {
      control = Optional.of(reader.next("message control"));
    }
    Optional<byte[]> information = field(reader, fields, HAS_KEY_INFORMATION, 2);
    Optional<byte[]> counter = field(reader, fields, HAS_COUNTER, 4);
    boolean hasLength = (fields & HAS_LENGTH) != 0;
    Optional<byte[]> code = Optional.empty();
    if ((fields & HAS_CODE) != 0) {
      int codeSize = end - reader.position() - (hasLength ? 2 : 0);
      if (codeSize < 1 || codeSize > Aes.BLOCK) {
        throw new ObstacleException(
            Obstacle.STRUCTURE, "an authentication code of " + codeSize + " bytes");
      }
      code = Optional.of(reader.take(codeSize, "authentication code"));
    }
    Optional<byte[]> length = field(reader, fields, HAS_LENGTH, 2);
    if (reader.position() != end) {
      throw new ObstacleException(
          Obstacle.STRUCTURE,
          "the authentication layer ends at byte %d, not at %d".formatted(end, reader.position()));
    }
    return new Authentication(
        fields & 0xFF, (fields & MORE_FRAGMENTS) != 0, control, information, counter, code, length);
  }

  boolean isFragment() {
    return moreFollow || fragment > 1;
  }

  /** What the first fragment says of the message, with what the last one adds. */
  Authentication with(Authentication later) {
    return new Authentication(
        later.fragment(),
        later.moreFollow(),
        control.or(later::control),
        keyInformation.or(later::keyInformation),
        counter.or(later::counter),
        code.or(later::code),
        length.or(later::length));
  }

  /**
   * Checks the code over the message.
   *
   * @param message from the CI field of the transport layer on, still encrypted.
   */
  void check(Key master, byte[] address, byte[] message) throws ObstacleException {
    byte[] found =
        code.orElseThrow(
            () -> new ObstacleException(Obstacle.MAC_MISSING, "security mode 7 without MAC"));
    int kind =
        control.orElseThrow(
                () -> new ObstacleException(Obstacle.STRUCTURE, "a MAC without message control"))
            & 0x0F;
    int wanted = codeBytes(kind);
    if (found.length != wanted) {
      throw new ObstacleException(
          Obstacle.STRUCTURE, "a MAC of %d bytes, not %d".formatted(found.length, wanted));
    }
    Key key = derived(master, address, Use.AUTHENTICATION);
    byte[] computed = Arrays.copyOf(Aes.cmac(key, authenticated(message)), wanted);
    if (!MessageDigest.isEqual(computed, found)) {
      throw new ObstacleException(Obstacle.MAC_WRONG, "the message authentication code is another");
    }
  }

  /** The key for the data of this message (OMS 4, 9.5). */
  Key encryptionKey(Key master, byte[] address) throws ObstacleException {
    return derived(master, address, Use.ENCRYPTION);
  }

  /** Eight bytes in OMS; the longer ones of the norm are the same code cut less. */
  private static int codeBytes(int kind) throws ObstacleException {
    return switch (kind) {
      case 5 -> 8;
      case 6 -> 12;
      case 7 -> 16;
      default ->
          throw new ObstacleException(Obstacle.MAC_UNSUPPORTED, "authentication type " + kind);
    };
  }

  private byte[] authenticated(byte[] message) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    int fields = control.orElse(0);
    all.write(fields);
    if ((fields & KEY_INFORMATION_COUNTS) != 0) {
      keyInformation.ifPresent(all::writeBytes);
    }
    counter.ifPresent(all::writeBytes);
    if ((fields & LENGTH_COUNTS) != 0) {
      length.ifPresent(all::writeBytes);
    }
    all.writeBytes(message);
    return all.toByteArray();
  }

  private Key derived(Key master, byte[] address, Use use) throws ObstacleException {
    byte[] count =
        counter.orElseThrow(
            () -> new ObstacleException(Obstacle.STRUCTURE, "no message counter to derive from"));
    return derived(master, count, address, use);
  }

  static Key derived(Key master, byte[] counter, byte[] address, Use use) {
    byte[] seed = new byte[Aes.BLOCK];
    seed[0] = (byte) use.ordinal();
    System.arraycopy(counter, 0, seed, 1, 4);
    System.arraycopy(address, IDENTIFICATION, seed, 5, 4);
    Arrays.fill(seed, 9, Aes.BLOCK, (byte) 0x07);
    return Key.of(Aes.cmac(master, seed));
  }

  private static Optional<byte[]> field(Reader reader, int fields, int bit, int size)
      throws ObstacleException {
    return (fields & bit) == 0
        ? Optional.empty()
        : Optional.of(reader.take(size, "the authentication layer"));
  }

  /** The counter as a number, where there is one. */
  Optional<Long> count() {
    return counter.map(
        four ->
            (four[0] & 0xFFL)
                | ((four[1] & 0xFFL) << 8)
                | ((four[2] & 0xFFL) << 16)
                | ((four[3] & 0xFFL) << 24));
  }
}
