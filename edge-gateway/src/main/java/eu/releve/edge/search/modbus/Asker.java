package eu.releve.edge.search.modbus;

import java.io.IOException;

/** Puts a probe on the bus and waits for what comes of it. */
@FunctionalInterface
public interface Asker {
  /**
   * Asks once.
   *
   * @throws IOException when the bus is broken, or cannot be reached.
   * @throws InterruptedException when the search is to stop.
   */
  Answer ask(Probe probe) throws IOException, InterruptedException;
}
