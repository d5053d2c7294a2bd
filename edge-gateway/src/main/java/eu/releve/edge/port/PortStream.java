package eu.releve.edge.port;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts what a port says into frames, and finds its way again after garbage: what began as a frame
 * and broke off is one too, which its reader refuses.
 */
abstract sealed class PortStream permits P1Stream, TicStream {
  /** A meter sends a frame in one go: after so many pauses without a byte it has broken off. */
  private static final int PAUSES_MAX = 3;

  private final ByteArrayOutputStream held = new ByteArrayOutputStream();
  private final List<byte[]> whole = new ArrayList<>();
  private int pauses;
  private long discarded;

  /** Takes the next byte; calls {@link #keep}, {@link #end} and {@link #discard}. */
  abstract void take(byte next);

  /**
   * Takes bytes as they come.
   *
   * @param bytes of which the first {@code count} are taken; none when nothing came for a while.
   * @return the frames that have ended; mostly none.
   */
  final List<byte[]> feed(byte[] bytes, int count) {
    pauses = count == 0 ? pauses + 1 : 0;
    if (pauses >= PAUSES_MAX) {
      end();
    }
    for (int i = 0; i < count; i++) {
      take(bytes[i]);
    }
    List<byte[]> ended = List.copyOf(whole);
    whole.clear();
    return ended;
  }

  final void keep(byte next) {
    held.write(next);
  }

  /** What is held ends, whole or not. */
  final void end() {
    if (held.size() > 0) {
      whole.add(held.toByteArray());
      held.reset();
    }
  }

  /** A byte that belongs to no frame. */
  final void discard() {
    discarded++;
  }

  /** What is held is no frame. */
  final void discardHeld() {
    discarded += held.size();
    held.reset();
  }

  final byte[] held() {
    return held.toByteArray();
  }

  final int size() {
    return held.size();
  }

  /** How many bytes belonged to no frame. */
  final long discarded() {
    return discarded;
  }
}
