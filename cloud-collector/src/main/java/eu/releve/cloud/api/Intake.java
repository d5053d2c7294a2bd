package eu.releve.cloud.api;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How this collector takes batches in, since it started.
 *
 * @param connections gateways that are connected, now.
 * @param batches kept, in quarantine or not.
 * @param duplicates batches that were known already.
 * @param receipts sent.
 * @param queued batches taken but not committed, now.
 * @param waiting batches whose catalogue has not been seen, now.
 * @param waitingFor how long the oldest of them has waited.
 * @param withheldBatches batches for which there was no room, so that their gateways keep them.
 * @param retries commits tried again because the database was away.
 * @param receiptsWithheld why no receipts are sent, empty when they are.
 * @param refusals clients turned away or disconnected, by reason.
 */
public record Intake(
    int connections,
    long batches,
    long duplicates,
    long receipts,
    long queued,
    long waiting,
    Duration waitingFor,
    long withheldBatches,
    long retries,
    List<String> receiptsWithheld,
    SortedMap<String, Long> refusals) {
  /** A collector that takes nothing in: it only shows. */
  public static final Intake NONE =
      new Intake(0, 0, 0, 0, 0, 0, Duration.ZERO, 0, 0, List.of(), new TreeMap<>(Map.of()));

  public Intake {
    receiptsWithheld = List.copyOf(receiptsWithheld);
    refusals = new TreeMap<>(refusals);
  }
}
