package eu.releve.cloud.store;

/** What became of a batch. */
public sealed interface Outcome {
  /** The batch. */
  Arrival arrival();

  /** It is in the ledger now and was not before: stored or in quarantine. */
  record Kept(Arrival arrival, int rows, boolean quarantined) implements Outcome {}

  /** The same batch was in the ledger already. */
  record Known(Arrival arrival) implements Outcome {}

  /**
   * Its journal contradicts the ledger; nothing was written.
   *
   * @param foreign whether the journal is another gateway's, whose receipts it must not see; else a
   *     receipt tells the gateway what its numbers mean here, and it begins a new epoch.
   */
  record Forked(Arrival arrival, String reason, boolean foreign) implements Outcome {}
}
