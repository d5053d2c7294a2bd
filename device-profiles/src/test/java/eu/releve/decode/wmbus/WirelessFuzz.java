package eu.releve.decode.wmbus;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Any bytes as a radio telegram: nothing is thrown, nothing hangs, and no frame comes of bytes
 * whose checksums, divided here as whole polynomials, are wrong.
 *
 * <p>The same bytes are then taken as a telegram without checksums, and opened without a key, with
 * one, and behind a full frame that they may refer to.
 */
class WirelessFuzz {
  private static final BigInteger POLYNOMIAL = BigInteger.valueOf(0x13D65);
  private static final Key KEY = Key.parse("000102030405060708090A0B0C0D0E0F");
  private static final int HEAD = 10;
  private static final int CONTENT_MAX = 246;

  @FuzzTest
  void radioTelegrams(byte[] bytes) {
    if (WirelessFrame.parse(bytes, Checksums.KEPT) instanceof WirelessFrame.Whole
        && !isRight(bytes)) {
      throw new IllegalStateException("a telegram whose checksums are wrong");
    }
    if (bytes.length <= HEAD) {
      return;
    }
    WirelessFrame frame =
        new WirelessFrame(
            bytes[1] & 0xFF,
            Arrays.copyOfRange(bytes, 2, HEAD),
            Arrays.copyOfRange(bytes, HEAD, Math.min(bytes.length, HEAD + CONTENT_MAX)));
    Wireless wireless = new Wireless(new BoundedFormats());
    Wireless.meter(frame);
    for (Optional<Key> key : List.of(Optional.<Key>empty(), Optional.of(KEY))) {
      if (wireless.open(frame, key) instanceof Opening.Opened opened) {
        MbusFuzz.answers(opened.answer());
      }
    }
  }

  private static boolean isRight(byte[] bytes) {
    return blocksAreRight(bytes, HEAD, 16) || blocksAreRight(bytes, 126, 254);
  }

  /** A first block of so many bytes and others of so many, each with two of checksum. */
  private static boolean blocksAreRight(byte[] bytes, int first, int others) {
    int from = 0;
    while (from < bytes.length) {
      int to = Math.min(bytes.length, from + (from == 0 ? first : others) + 2);
      if (to - from < 3 || !divides(Arrays.copyOfRange(bytes, from, to))) {
        return false;
      }
      from = to;
    }
    return true;
  }

  /** The block before its inverted checksum, as a polynomial, leaves the checksum. */
  private static boolean divides(byte[] block) {
    BigInteger rest = new BigInteger(1, Arrays.copyOf(block, block.length - 2)).shiftLeft(16);
    for (int bit = rest.bitLength() - 17; bit >= 0; bit = rest.bitLength() - 17) {
      rest = rest.xor(POLYNOMIAL.shiftLeft(bit));
    }
    int found = (block[block.length - 2] & 0xFF) << 8 | (block[block.length - 1] & 0xFF);
    return (rest.intValue() ^ 0xFFFF) == found;
  }
}
