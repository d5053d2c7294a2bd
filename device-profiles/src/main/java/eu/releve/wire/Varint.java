package eu.releve.wire;

import java.nio.ByteBuffer;

/** Base-128 numbers of the envelope, low group first, not negative. */
final class Varint {
  private static final int BYTES_MAX = 9;

  private Varint() {}

  static void put(ByteBuffer out, long value) {
    long rest = value;
    while (rest > 0x7F) {
      out.put((byte) ((rest & 0x7F) | 0x80));
      rest >>>= 7;
    }
    out.put((byte) rest);
  }

  static long get(ByteBuffer in) throws MalformedBatchException {
    long value = 0;
    for (int i = 0; i < BYTES_MAX; i++) {
      byte group = in.get();
      value |= (long) (group & 0x7F) << (7 * i);
      if (group >= 0) {
        return value;
      }
    }
    throw new MalformedBatchException(
        "envelope: wanted a number of at most %d bytes, found a longer one".formatted(BYTES_MAX));
  }
}
