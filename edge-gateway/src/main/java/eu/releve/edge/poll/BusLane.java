package eu.releve.edge.poll;

/**
 * What works for one bus: it asks meters, or listens to them, and closes windows.
 *
 * <p>It has no thread of its own: whoever drives it asks when it is next due and calls {@link
 * #cycle}. Only {@link #stop} and {@link #view} may be called from other threads.
 */
public interface BusLane {
  /** When {@link #cycle} has something to do next, in milliseconds of the boot clock; not past. */
  long nextDueBootMillis();

  /**
   * Does what is due.
   *
   * @param nowBootMillis the boot clock's time.
   */
  void cycle(long nowBootMillis);

  /** Lets a cycle end early; may be called from any thread. */
  void stop();

  /** Closes the window, whatever its age, after the last cycle. */
  void finish();

  /** The bus as it is now; may be called from any thread. */
  LaneView view();
}
