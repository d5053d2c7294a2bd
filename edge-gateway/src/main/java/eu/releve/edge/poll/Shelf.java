package eu.releve.edge.poll;

import eu.releve.edge.journal.JournalException;
import eu.releve.wire.Body;

/** Where batches are kept: the journal, as a lane sees it. */
@FunctionalInterface
public interface Shelf {
  /**
   * Keeps a batch: it is numbered and durable when this returns.
   *
   * @throws JournalException when it is not kept.
   */
  void append(Body body) throws JournalException;
}
