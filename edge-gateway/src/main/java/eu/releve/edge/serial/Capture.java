package eu.releve.edge.serial;

/** Is told every frame that is put on a line and everything that is taken from it. */
@FunctionalInterface
public interface Capture {
  /** Nobody listens. */
  Capture NONE = (direction, bytes, nanos) -> {};

  /** Which way bytes went. */
  enum Direction {
    SENT,
    RECEIVED
  }

  /**
   * Bytes that belong together.
   *
   * @param bytes not to be changed; never empty.
   * @param nanos of the line's time at their end.
   */
  void saw(Direction direction, byte[] bytes, long nanos);
}
