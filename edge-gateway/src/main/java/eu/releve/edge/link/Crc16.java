package eu.releve.edge.link;

/** The check of a Modbus RTU frame (Modbus over Serial Line 1.02, section 6.2.2). */
public final class Crc16 {
  private static final int POLYNOMIAL = 0xA001;
  private static final int[] TABLE = new int[256];

  static {
    for (int i = 0; i < TABLE.length; i++) {
      int crc = i;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc & 1) == 0 ? crc >> 1 : crc >> 1 ^ POLYNOMIAL;
      }
      TABLE[i] = crc;
    }
  }

  private Crc16() {}

  /** The check of the first bytes; its low byte is sent first. */
  public static int of(byte[] bytes, int count) {
    int crc = 0xFFFF;
    for (int i = 0; i < count; i++) {
      crc = crc >> 8 ^ TABLE[(crc ^ bytes[i]) & 0xFF];
    }
    return crc;
  }

  /** Writes the check of the first bytes behind them. */
  public static void seal(byte[] frame, int count) {
    int crc = of(frame, count);
    frame[count] = (byte) crc;
    frame[count + 1] = (byte) (crc >> 8);
  }

  /** Whether the first bytes end with the check of those before it. */
  public static boolean fits(byte[] frame, int count) {
    int said = (frame[count - 2] & 0xFF) | (frame[count - 1] & 0xFF) << 8;
    return of(frame, count - 2) == said;
  }
}
