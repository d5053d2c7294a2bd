package eu.releve.decode.wmbus;

import static eu.releve.measure.Require.require;

import eu.releve.decode.mbus.MeterIdentity;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * A telegram of the radio link layer (EN 13757-4), without its checksums.
 *
 * @param control 0 to 255: what the sender wants; meters send 44, 46, 47, 48 and, asked, 08 to 38.
 * @param address the eight bytes of the link layer: manufacturer, identification, version, medium.
 * @param content from the first CI field on, at least one byte.
 */
public record WirelessFrame(int control, byte[] address, byte[] content) {
  /** The longest telegram with checksums: 256 bytes and seventeen checksums. */
  public static final int BYTES_MAX = 290;

  /** Length, control, manufacturer, identification, version, medium. */
  static final int HEAD = 10;

  private static final int ADDRESS_BYTES = 8;
  static final int FIRST_OF_FORMAT_B = 128;

  public WirelessFrame {
    require(0 <= control && control <= 255, "control %d is not in 0..255", control);
    require(address.length == ADDRESS_BYTES, "an address of %d bytes", address.length);
    require(1 <= content.length && content.length <= 246, "%d bytes of content", content.length);
    address = address.clone();
    content = content.clone();
  }

  @Override
  public byte[] address() {
    return address.clone();
  }

  @Override
  public byte[] content() {
    return content.clone();
  }

  /** Bytes as a frame, or why they are none. */
  public sealed interface Parsed {}

  /** A frame whose bytes are in order. */
  public record Whole(WirelessFrame frame) implements Parsed {}

  /**
   * No frame.
   *
   * @param why which rule is broken.
   * @param detail wanted and found.
   */
  public record Broken(Obstacle why, String detail) implements Parsed {}

  /**
   * The frame that exactly these bytes are, the length byte first.
   *
   * <p>With checksums format A (a checksum behind the first ten bytes and behind every sixteen
   * more) and format B (the length counts the checksums; one behind the first 126 bytes, one behind
   * the rest) are told apart by their length.
   */
  public static Parsed parse(byte[] bytes, Checksums checksums) {
    try {
      if (bytes.length < HEAD) {
        return new Broken(Obstacle.CUT, "wanted at least 10 bytes, found " + bytes.length);
      }
      int length = bytes[0] & 0xFF;
      return new Whole(
          checksums == Checksums.KEPT ? checked(bytes, length) : stripped(bytes, length));
    } catch (ObstacleException broken) {
      return new Broken(broken.refused().why(), broken.refused().detail());
    }
  }

  /**
   * The same for people who look at bytes of which nobody knows whether the checksums are in them:
   * with them if they are right, else without. Never for readings: the length of format B counts
   * the checksums, so that a damaged telegram of that format passes here for one without.
   */
  public static Parsed guess(byte[] bytes) {
    Parsed kept = parse(bytes, Checksums.KEPT);
    return kept instanceof Broken && parse(bytes, Checksums.STRIPPED) instanceof Whole without
        ? without
        : kept;
  }

  /** Who sends it, as the link layer says: the meter, or the radio adapter before it. */
  public MeterIdentity sender() {
    return LinkAddress.identity(address);
  }

  /** The whole telegram without checksums. */
  public byte[] stripped() {
    byte[] all = new byte[HEAD + content.length];
    all[0] = (byte) (all.length - 1);
    all[1] = (byte) control;
    System.arraycopy(address, 0, all, 2, ADDRESS_BYTES);
    System.arraycopy(content, 0, all, HEAD, content.length);
    return all;
  }

  private static WirelessFrame stripped(byte[] bytes, int length) throws ObstacleException {
    if (bytes.length != length + 1) {
      Obstacle why = bytes.length < length + 1 ? Obstacle.CUT : Obstacle.SURPLUS;
      throw new ObstacleException(
          why, "wanted %d bytes, found %d".formatted(length + 1, bytes.length));
    }
    return of(bytes);
  }

  private static WirelessFrame checked(byte[] bytes, int length) throws ObstacleException {
    int inFormatA = lengthOfFormatA(length);
    if (bytes.length == inFormatA) {
      return of(formatA(bytes, length));
    }
    if (bytes.length == length + 1) {
      return of(formatB(bytes));
    }
    throw new ObstacleException(
        bytes.length < length + 1 ? Obstacle.CUT : Obstacle.SURPLUS,
        "wanted %d bytes or %d, found %d".formatted(inFormatA, length + 1, bytes.length));
  }

  /** How long a telegram of format A is with that length byte: two bytes a block more. */
  static int lengthOfFormatA(int length) {
    int rest = Math.max(0, length + 1 - HEAD);
    return length + 1 + 2 * (1 + (rest + 15) / 16);
  }

  private static byte[] formatA(byte[] bytes, int length) throws ObstacleException {
    byte[] plain = new byte[Math.max(HEAD, length + 1)];
    int to = 0;
    for (int from = 0; from < bytes.length; ) {
      int size = Math.min(from == 0 ? HEAD : 16, bytes.length - from - 2);
      take(bytes, from, size, plain, to);
      to += size;
      from += size + 2;
    }
    return plain;
  }

  private static byte[] formatB(byte[] bytes) throws ObstacleException {
    int first = Math.min(bytes.length, FIRST_OF_FORMAT_B);
    int second = bytes.length - first;
    if (second == 1 || second == 2 || first < HEAD + 2) {
      throw new ObstacleException(
          Obstacle.LENGTH, "%d bytes leave none for a checksum".formatted(bytes.length));
    }
    byte[] plain = new byte[bytes.length - (second == 0 ? 2 : 4)];
    take(bytes, 0, first - 2, plain, 0);
    if (second > 0) {
      take(bytes, first, second - 2, plain, first - 2);
    }
    plain[0] = (byte) (plain.length - 1);
    return plain;
  }

  private static void take(byte[] bytes, int from, int size, byte[] plain, int to)
      throws ObstacleException {
    int end = from + size;
    int found = ((bytes[end] & 0xFF) << 8) | (bytes[end + 1] & 0xFF);
    int computed = Crc16.of(bytes, from, end);
    if (found != computed) {
      throw new ObstacleException(
          Obstacle.CHECKSUM,
          "of the bytes from %d: computed %04X, found %04X".formatted(from, computed, found));
    }
    System.arraycopy(bytes, from, plain, to, size);
  }

  private static WirelessFrame of(byte[] plain) throws ObstacleException {
    if (plain.length <= HEAD) {
      throw new ObstacleException(
          Obstacle.LENGTH, "wanted more than 10 bytes, found " + plain.length);
    }
    return new WirelessFrame(
        plain[1] & 0xFF,
        Arrays.copyOfRange(plain, 2, HEAD),
        Arrays.copyOfRange(plain, HEAD, plain.length));
  }

  @Override
  public String toString() {
    return HexFormat.of().withUpperCase().formatHex(stripped());
  }
}
