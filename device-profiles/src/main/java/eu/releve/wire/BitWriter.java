package eu.releve.wire;

import com.google.protobuf.CodedOutputStream;
import java.util.Arrays;

/**
 * Writes a column of numbers bit by bit, the high bit first; the last byte is filled with zeros.
 */
final class BitWriter {
  private static final int FIRST_CAPACITY = 256;

  private byte[] bytes = new byte[FIRST_CAPACITY];
  private int size;

  /** Writes a number that may be below zero. */
  void signed(Expectation expectation, long number) {
    unsigned(expectation, CodedOutputStream.encodeZigZag64(number));
  }

  /** Writes 64 bits as a number from 0 on: how long it is, then what follows its first bit. */
  void unsigned(Expectation expectation, long number) {
    int bits = Long.SIZE - Long.numberOfLeadingZeros(number);
    gamma(CodedOutputStream.encodeZigZag32(bits - expectation.bits()) + 1);
    put(number, bits - 1);
    expectation.saw(bits);
  }

  /** Elias gamma: as many zeros as bits follow the first one, then the number. */
  private void gamma(int number) {
    int bits = Integer.SIZE - Integer.numberOfLeadingZeros(number);
    put(0, bits - 1);
    put(number, bits);
  }

  private void put(long number, int bits) {
    for (int left = bits; left > 0; ) {
      int at = size >>> 3;
      if (at == bytes.length) {
        bytes = Arrays.copyOf(bytes, 2 * at);
      }
      int free = Byte.SIZE - (size & 7);
      int now = Math.min(free, left);
      long part = number >>> (left - now) & (1 << now) - 1;
      bytes[at] |= (byte) (part << (free - now));
      size += now;
      left -= now;
    }
  }

  byte[] toBytes() {
    return Arrays.copyOf(bytes, (size + 7) >>> 3);
  }
}
