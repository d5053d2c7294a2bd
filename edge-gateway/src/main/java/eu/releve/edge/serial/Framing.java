package eu.releve.edge.serial;

/** Where an answer ends, told by its first bytes: one implementation for each protocol. */
@FunctionalInterface
public interface Framing {
  /**
   * What the bytes received so far make.
   *
   * @param held not to be changed.
   * @param count how many of them count; 0 before the first.
   */
  Shape shape(byte[] held, int count);

  /** What bytes make. */
  sealed interface Shape {
    /**
     * The beginning of an answer.
     *
     * @param bytes at least so many more are needed; above zero.
     */
    record Wanting(int bytes) implements Shape {}

    /** An answer from its first byte to its last. */
    record Whole() implements Shape {}

    /**
     * Nothing that can become an answer.
     *
     * @param reason wanted and found, for people.
     */
    record Broken(String reason) implements Shape {}
  }
}
