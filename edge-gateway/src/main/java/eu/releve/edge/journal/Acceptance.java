package eu.releve.edge.journal;

import java.util.UUID;

/** What a receipt did to the journal. */
public sealed interface Acceptance {
  /**
   * Batches are receipted that were not before.
   *
   * @param upTo everything up to this number is receipted now.
   */
  record Freed(long upTo) implements Acceptance {}

  /** Nothing new: a receipt seen before, overtaken by a later one, or of another epoch. */
  record Stale() implements Acceptance {}

  /**
   * Another store answers than before, or the same one with less than it had: it is offered
   * everything that is still held after its own number.
   *
   * @param store which answers.
   * @param upTo what it says it has, so where publishing goes on.
   */
  record Moved(UUID store, long upTo) implements Acceptance {}

  /**
   * The store has seen another history under this epoch: a restored image or a cloned box. A new
   * epoch has begun with everything that no receipt covered.
   *
   * @param reason what differs, for the log and the console.
   */
  record Forked(String reason) implements Acceptance {}
}
