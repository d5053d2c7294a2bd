package eu.releve.wire;

import com.google.protobuf.CodedInputStream;

/** Reads a column that {@link BitWriter} wrote. */
final class BitReader {
  /** Zeros before the widest step from one length to another, 64 bits up or down. */
  private static final int GAMMA_ZEROS_MAX = 7;

  private final String what;
  private final byte[] bytes;
  private int at;

  BitReader(String what, byte[] bytes) {
    this.what = what;
    this.bytes = bytes;
  }

  boolean isEmpty() {
    return bytes.length == 0;
  }

  long signed(Expectation expectation) throws MalformedBatchException {
    return CodedInputStream.decodeZigZag64(unsigned(expectation));
  }

  long unsigned(Expectation expectation) throws MalformedBatchException {
    int bits = expectation.bits() + CodedInputStream.decodeZigZag32(gamma() - 1);
    if (bits < 0 || bits > Long.SIZE) {
      throw malformed("a number of 0 to 64 bits", bits + " bits");
    }
    expectation.saw(bits);
    return bits == 0 ? 0 : take(bits - 1) | 1L << (bits - 1);
  }

  /** A number in a range, for what would otherwise ask for memory or leave its type. */
  int unsigned(Expectation expectation, int max) throws MalformedBatchException {
    long number = unsigned(expectation);
    if (number < 0 || number > max) {
      throw malformed("at most " + max, Long.toUnsignedString(number));
    }
    return (int) number;
  }

  private int gamma() throws MalformedBatchException {
    int zeros = 0;
    while (take(1) == 0) {
      if (++zeros > GAMMA_ZEROS_MAX) {
        throw malformed("at most " + GAMMA_ZEROS_MAX + " zeros before a length", "more");
      }
    }
    return (int) (1L << zeros | take(zeros));
  }

  private long take(int bits) throws MalformedBatchException {
    if (bits > Byte.SIZE * bytes.length - at) {
      throw malformed(bits + " more bits", "the end");
    }
    long number = 0;
    for (int left = bits; left > 0; ) {
      int there = Byte.SIZE - (at & 7);
      int now = Math.min(there, left);
      int part = (bytes[at >>> 3] & 0xFF) >>> (there - now) & (1 << now) - 1;
      number = number << now | part;
      at += now;
      left -= now;
    }
    return number;
  }

  /** Verifies that nothing but the zeros of the last byte is left. */
  void end() throws MalformedBatchException {
    int left = Byte.SIZE * bytes.length - at;
    if (left >= Byte.SIZE || take(left) != 0) {
      throw malformed("the end", left + " more bits");
    }
  }

  private MalformedBatchException malformed(String wanted, String got) {
    return new MalformedBatchException(
        "readings body, %s at bit %d: wanted %s, got %s".formatted(what, at, wanted, got));
  }
}
