package eu.releve.decode.mbus;

import java.util.List;
import java.util.Optional;

/**
 * Diehl's IZAR radio telegrams: total and target value behind a shift register that starts from the
 * header and one of two keys that all meters share, so that it hides nothing.
 */
final class Izar {
  private static final int[] SHARED_KEYS = {0xDFD109E8, 0xB71F0AE8};
  private static final int BEFORE = 4;
  private static final byte CHECK = 0x4B;
  private static final int TAPS = 0x80000806;
  private static final int TOTAL = 1;
  private static final int TARGET = 5;
  private static final int TARGET_DAY = 9;

  private Izar() {}

  /**
   * The two counters and the target day; nothing when no key opens them.
   *
   * @param data after the CI field.
   */
  static Optional<List<DataRecord>> records(int information, byte[] data, MeterIdentity meter) {
    if (data.length <= BEFORE) {
      return Optional.empty();
    }
    for (int key : SHARED_KEYS) {
      byte[] open = opened(data, key ^ seed(information, data, meter));
      if (open[0] == CHECK) {
        return new MakerRecords(open, BEFORE, Qualifier.OF_WATER)
            .number(TOTAL, 4, MakerLayouts.LITRES, 0)
            .number(TARGET, 4, MakerLayouts.LITRES, 1)
            .day(TARGET_DAY, 1)
            .all();
      }
    }
    return Optional.empty();
  }

  /**
   * Manufacturer, identification, version, medium, CI and three bytes, each four high byte first.
   */
  private static int seed(int information, byte[] data, MeterIdentity meter) {
    byte[] address = meter.linkAddress();
    int rest =
        information << 24 | (data[0] & 0xFF) << 16 | (data[1] & 0xFF) << 8 | (data[2] & 0xFF);
    return word(address, 0) ^ word(address, 4) ^ rest;
  }

  private static int word(byte[] bytes, int at) {
    return (bytes[at] & 0xFF) << 24
        | (bytes[at + 1] & 0xFF) << 16
        | (bytes[at + 2] & 0xFF) << 8
        | (bytes[at + 3] & 0xFF);
  }

  private static byte[] opened(byte[] data, int start) {
    byte[] open = new byte[data.length - BEFORE];
    int register = start;
    for (int i = 0; i < open.length; i++) {
      for (int bit = 0; bit < 8; bit++) {
        register = (register << 1) | (Integer.bitCount(register & TAPS) & 1);
      }
      open[i] = (byte) (data[BEFORE + i] ^ register);
    }
    return open;
  }
}
