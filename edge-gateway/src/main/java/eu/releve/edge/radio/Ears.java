package eu.releve.edge.radio;

import java.io.IOException;

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
