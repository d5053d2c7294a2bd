package eu.releve.edge.simulate.line;

import eu.releve.edge.serial.LineSettings;
import eu.releve.edge.serial.LineSettings.Parity;
import java.util.BitSet;

/** Characters as levels over time: one transmission of one device. */
final class Waveform {
  static final long NANOS_PER_SECOND = 1_000_000_000L;

  private final long startNanos;
  private final int baud;
  private final BitSet spaces;
  private final int bits;
  private final long endNanos;

  /**
   * The levels of those bytes.
   *
   * @param gapBits idle bits between two characters.
   */
  Waveform(long startNanos, byte[] bytes, LineSettings settings, int gapBits) {
    this.startNanos = startNanos;
    this.baud = settings.baud();
    int each = settings.bitsPerCharacter() + gapBits;
    this.bits = each * bytes.length;
    this.endNanos = startNanos + Math.ceilDiv(bits * NANOS_PER_SECOND, baud);
    this.spaces = new BitSet(bits);
    for (int i = 0; i < bytes.length; i++) {
      write(i * each, bytes[i] & 0xFF, settings.parity());
    }
  }

  private void write(int at, int value, Parity parity) {
    spaces.set(at);
    for (int bit = 0; bit < 8; bit++) {
      spaces.set(at + 1 + bit, (value >> bit & 1) == 0);
    }
    if (parity != Parity.NONE) {
      spaces.set(at + 9, !parityBit(value, parity));
    }
  }

  /** The parity bit that belongs to eight data bits. */
  static boolean parityBit(int value, Parity parity) {
    boolean odd = Integer.bitCount(value) % 2 == 1;
    return (parity == Parity.EVEN) == odd;
  }

  long startNanos() {
    return startNanos;
  }

  long endNanos() {
    return endNanos;
  }

  boolean isSpace(long nanos) {
    return nanos >= startNanos && spaces.get(bitAt(nanos));
  }

  /** When the level is next a space, not before that moment; never: the largest number. */
  long nextSpace(long nanos) {
    int from = nanos <= startNanos ? 0 : bitAt(nanos);
    int bit = spaces.nextSetBit(from);
    return bit < 0 ? Long.MAX_VALUE : Math.max(nanos, bitNanos(bit));
  }

  /** When a space that is there at that moment ends. */
  long endOfSpace(long nanos) {
    return isSpace(nanos) ? bitNanos(spaces.nextClearBit(bitAt(nanos))) : nanos;
  }

  private int bitAt(long nanos) {
    return nanos >= endNanos ? bits : (int) ((nanos - startNanos) * baud / NANOS_PER_SECOND);
  }

  private long bitNanos(int bit) {
    return startNanos + Math.ceilDiv(bit * NANOS_PER_SECOND, baud);
  }
}
