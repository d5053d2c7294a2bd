package eu.releve.edge.poll;

import eu.releve.measure.MeterId;

/**
 * What works for one bus: it asks meters, or listens to them, and closes windows.
 *
 * <p>It has no thread of its own: whoever drives it asks when it is next due and calls {@link
 * #cycle}. Only {@link #stop}, {@link #readNow} and {@link #view} may be called from other threads.
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

  /**
   * Asks a meter out of its turn, in the next cycle, because a person wants it; may be called from
   * any thread. A read budget is spent, and the meter is not asked once nothing is left of it.
   *
   * @return false where the meter is not of this bus, or cannot be asked.
   */
  boolean readNow(MeterId meter);

  /** Lets a cycle end early; may be called from any thread. */
  void stop();

  /** Closes the window, whatever its age, after the last cycle. */
  void finish();

  /**
   * Readings that the journal did not take until the end, and no fact says so; 0 before {@link
   * #finish}. May be called from any thread.
   */
  long untold();

  /** The bus as it is now; may be called from any thread. */
  LaneView view();
}
