package eu.releve.decode.wmbus;

import eu.releve.decode.wmbus.Wireless.Plain;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * What makers encrypt in a way of their own, behind a CI field of A0 to B7: Apator's NA-1 sends its
 * access number, one byte, and one block in CBC mode, chained as in security mode 5.
 *
 * <p>The block begins with 2F and has a high byte of 0: one wrong key of 65,536 passes.
 */
final class MakerSealing {
  private static final int FIRST = 0xA0;
  private static final int LAST = 0xB7;
  private static final int HEADER = 2;
  private static final byte[] APATOR = {0x01, 0x06};
  private static final int WATER = 0x07;
  private static final int MARK = 0x2F;
  private static final int HIGH = 4;

  private MakerSealing() {}

  /** The data with the block in plain; nothing where no maker is known to encrypt them. */
  static Optional<Plain> opened(Transport transport, Optional<Key> key) throws ObstacleException {
    byte[] address = transport.address().orElse(new byte[LinkAddress.BYTES]);
    byte[] data = transport.data();
    boolean apator =
        FIRST <= transport.information()
            && transport.information() <= LAST
            && Arrays.equals(Arrays.copyOf(address, APATOR.length), APATOR)
            && address[address.length - 1] == WATER
            && data.length == HEADER + Aes.BLOCK;
    if (!apator) {
      return Optional.empty();
    }
    Key own = ExtendedLink.present(key, "the maker's own mode: the telegram");
    byte[] initial =
        ByteBuffer.allocate(Aes.BLOCK)
            .put(address)
            .putLong(0x0101010101010101L * (data[0] & 0xFF))
            .array();
    byte[] plain = Aes.decryptCbc(own, initial, Arrays.copyOfRange(data, HEADER, data.length));
    if (plain[0] != MARK || plain[HIGH] != 0) {
      throw new ObstacleException(Obstacle.KEY_WRONG, "decrypted data do not begin with 2F");
    }
    byte[] all = data.clone();
    System.arraycopy(plain, 0, all, HEADER, plain.length);
    return Optional.of(new Plain(new byte[0], all, Protection.MODE_5));
  }
}
