package eu.releve.edge.simulate.line;

import eu.releve.edge.serial.LineSettings;
import eu.releve.edge.serial.LineSettings.Parity;
import java.util.List;
import java.util.Optional;

/**
 * A UART: finds start bits in the levels of a line and samples the bits after them in their middle.
 *
 * <p>Where several transmit, the line is a space when one of them sends a space: the currents of
 * M-Bus slaves add up.
 */
final class Receiver {
  private final LineSettings settings;
  private final Flips flips;

  Receiver(LineSettings settings, Flips flips) {
    this.settings = settings;
    this.flips = flips;
  }

  /**
   * A character.
   *
   * @param sound whether its parity and stop bits are right.
   * @param startNanos when its start bit began.
   * @param endNanos when it is known: in the middle of its last stop bit.
   * @param nextNanos from when on the next start bit is looked for.
   */
  record Received(int value, boolean sound, long startNanos, long endNanos, long nextNanos) {}

  /** The next character that begins between the two moments. */
  Optional<Received> next(List<Waveform> waves, long fromNanos, long toNanos) {
    long from = fromNanos;
    while (true) {
      long start = nextSpace(waves, from);
      if (start > toNanos) {
        return Optional.empty();
      }
      if (sample(waves, start, 0)) {
        return Optional.of(character(waves, start));
      }
      from = moment(start, 0);
    }
  }

  private Received character(List<Waveform> waves, long start) {
    int value = 0;
    for (int bit = 0; bit < 8; bit++) {
      value |= sample(waves, start, 1 + bit) ? 0 : 1 << bit;
    }
    boolean sound =
        settings.parity() == Parity.NONE
            || sample(waves, start, 9) != Waveform.parityBit(value, settings.parity());
    int last = settings.bitsPerCharacter() - 1;
    boolean stopped = !sample(waves, start, last);
    long end = moment(start, last);
    return new Received(value, sound && stopped, start, end, stopped ? end : mark(waves, end));
  }

  /** After a missing stop bit nothing begins before the line was idle once. */
  private static long mark(List<Waveform> waves, long nanos) {
    long mark = nanos;
    long before = -1;
    while (mark != before) {
      before = mark;
      for (Waveform wave : waves) {
        mark = wave.endOfSpace(mark);
      }
    }
    return mark;
  }

  /** Whether the line is a space in the middle of that bit. */
  private boolean sample(List<Waveform> waves, long start, int bit) {
    long nanos = moment(start, bit);
    boolean space = false;
    for (Waveform wave : waves) {
      space |= wave.isSpace(nanos);
    }
    return space ^ flips.next();
  }

  private long moment(long start, int bit) {
    return start + (2L * bit + 1) * Waveform.NANOS_PER_SECOND / (2L * settings.baud());
  }

  private static long nextSpace(List<Waveform> waves, long nanos) {
    long next = Long.MAX_VALUE;
    for (Waveform wave : waves) {
      next = Math.min(next, wave.nextSpace(nanos));
    }
    return next;
  }
}
