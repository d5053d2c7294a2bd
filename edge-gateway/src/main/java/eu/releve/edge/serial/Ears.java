package eu.releve.edge.serial;

import java.io.IOException;
import java.time.Duration;

/** Where a receiver's bytes come from while it is open; used by one thread. */
public interface Ears extends AutoCloseable {
  /**
   * Waits a while for bytes.
   *
   * @return how many came; 0 when none did.
   * @throws IOException when no more will come.
   */
  int hear(byte[] into) throws IOException;

  @Override
  void close();

  /**
   * The receiving end of a line, which is closed with them.
   *
   * @param wait how long they wait for bytes at a time.
   */
  static Ears of(SerialLine line, Duration wait) {
    return new Ears() {
      @Override
      public int hear(byte[] into) throws IOException {
        return line.receive(into, 0, into.length, wait);
      }

      @Override
      public void close() {
        line.close();
      }
    };
  }

  /** Opens them. */
  @FunctionalInterface
  interface Opener {
    /**
     * Opens them.
     *
     * @throws IOException when that is not possible now.
     */
    Ears open() throws IOException;
  }
}
