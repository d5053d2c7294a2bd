package eu.releve.edge.search;

import java.io.IOException;

/** Puts a probe on the bus and waits for what comes of it. */
@FunctionalInterface
public interface Asker {
  /**
   * Asks once.
   *
   * @throws IOException when the line is broken.
   * @throws InterruptedException when the search is to stop.
   */
  Answer ask(Probe probe) throws IOException, InterruptedException;
}
