package eu.releve.decode.p1;

/** The CRC16 of telegrams: x16 + x15 + x2 + 1, low bit first, begun with 0 (DSMR P1 5.0.2, 6.2). */
public final class P1Checksum {
  private static final int POLYNOMIAL = 0xA001;

  private P1Checksum() {}

  /**
   * Over the first bytes, 0 to 65,535.
   *
   * @param count of a telegram those from {@code /} to {@code !}, both included.
   */
  public static int of(byte[] bytes, int count) {
    int sum = 0;
    for (int i = 0; i < count; i++) {
      sum ^= bytes[i] & 0xFF;
      for (int bit = 0; bit < 8; bit++) {
        sum = (sum & 1) == 0 ? sum >> 1 : sum >> 1 ^ POLYNOMIAL;
      }
    }
    return sum;
  }
}
