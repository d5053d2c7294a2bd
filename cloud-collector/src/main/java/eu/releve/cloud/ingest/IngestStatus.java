package eu.releve.cloud.ingest;

import java.time.Duration;
import java.util.List;

/**
 * What ingest has done since it started, and how it stands.
 *
 * @param batches kept, in quarantine or not.
 * @param readings in them.
 * @param duplicates batches that were known already.
 * @param quarantined batches that could not be stored as what they are.
 * @param forked batches that contradict the ledger.
 * @param refused batches for which there was no room.
 * @param waiting batches whose catalogue has not been seen, now.
 * @param waitingFor how long the oldest of them has waited.
 * @param waitingDropped such batches for which there was no room.
 * @param receipts sent.
 * @param retries commits tried again because the database was away.
 * @param queued batches taken but not committed, now.
 * @param withheld why no receipts are sent, empty when they are.
 */
public record IngestStatus(
    long batches,
    long readings,
    long duplicates,
    long quarantined,
    long forked,
    long refused,
    long waiting,
    Duration waitingFor,
    long waitingDropped,
    long receipts,
    long retries,
    long queued,
    List<String> withheld) {
  public IngestStatus {
    withheld = List.copyOf(withheld);
  }
}
