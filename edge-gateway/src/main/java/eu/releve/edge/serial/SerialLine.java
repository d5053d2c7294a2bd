package eu.releve.edge.serial;

import java.io.IOException;
import java.time.Duration;

/**
 * One end of a half-duplex serial line: used by one thread, open until it is closed.
 *
 * <p>Three things are behind it: a port of this machine, a level converter over TCP, and a line in
 * memory on virtual time. All time that passes on a line is the line's own, so that the same master
 * runs on each of them.
 */
public interface SerialLine extends AutoCloseable {
  /** How it is set: what a character costs. */
  LineSettings settings();

  /**
   * Puts bytes on the line without a gap between them and returns when the last has left, as far as
   * this can be known.
   *
   * @throws IOException when the line is broken; nothing is known of what has left.
   */
  void send(byte[] bytes) throws IOException;

  /**
   * Takes characters as they come, at least one unless the time ends first.
   *
   * @param into filled from {@code offset}.
   * @param length at most so many, above zero.
   * @param wait how long the first may take; zero takes only what is there.
   * @return how many; 0 when none came in time.
   * @throws IOException when the line is broken or closed.
   */
  int receive(byte[] into, int offset, int length, Duration wait) throws IOException;

  /** Lets time pass; what arrives meanwhile is kept. */
  void pause(Duration time) throws IOException;

  /** The line's own time in nanoseconds, from an arbitrary beginning. */
  long nanos();

  /**
   * By how much what is received may be later than it was on the wire, and what was sent later than
   * {@link #send} returned: buffers, USB, a network.
   */
  Duration latency();

  /**
   * How many characters arrived damaged (parity, framing, overrun) since it was opened; 0 for ever
   * where the driver does not tell.
   */
  long damaged();

  /** Frees it; a {@link #receive} in another thread ends with an error. */
  @Override
  void close();
}
