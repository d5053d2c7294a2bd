package eu.releve.cloud.store;

/** What became of a batch. */
public sealed interface Outcome {
  /** The batch. */
  Arrival arrival();

  /** It is in the ledger now and was not before: stored or in quarantine. */
  record Kept(Arrival arrival, int rows, boolean quarantined) implements Outcome {}

  /** The same batch was in the ledger already. */
  record Known(Arrival arrival) implements Outcome {}

  /** Its journal contradicts the ledger; nothing was written. */
  record Forked(Arrival arrival, String reason) implements Outcome {}
}
