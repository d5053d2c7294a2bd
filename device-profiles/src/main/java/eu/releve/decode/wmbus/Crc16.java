package eu.releve.decode.wmbus;

/**
 * The checksum of EN 13757: polynomial 3D65, begun with 0, inverted (EN 13757-4, 11.5.6).
 *
 * <p>It finds every burst up to 16 bits and lets one of 65,536 random errors through.
 */
public final class Crc16 {
  private static final int POLYNOMIAL = 0x3D65;

  private Crc16() {}

  /** Over all those bytes, 0 to 65,535; the link layer sends the high byte first. */
  public static int of(byte[] bytes) {
    return of(bytes, 0, bytes.length);
  }

  /** Over the bytes from one place to before another. */
  static int of(byte[] bytes, int from, int to) {
    int sum = 0;
    for (int i = from; i < to; i++) {
      sum ^= (bytes[i] & 0xFF) << 8;
      for (int bit = 0; bit < 8; bit++) {
        sum = (sum & 0x8000) == 0 ? sum << 1 : (sum << 1) ^ POLYNOMIAL;
      }
    }
    return ~sum & 0xFFFF;
  }
}
