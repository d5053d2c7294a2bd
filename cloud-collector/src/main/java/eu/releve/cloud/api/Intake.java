package eu.releve.cloud.api;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
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
 * @param refusals clients turned away or disconnected, and messages of a broker that were not
 *     taken, by reason.
 * @param broker how it stands with its broker, if it has one.
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
    SortedMap<String, Long> refusals,
    Optional<Broker> broker) {
  /**
   * How a collector stands with its broker, and what it has done there since it started.
   *
   * @param trouble why there is no connection; nothing while there is one.
   * @param connections how often it has connected.
   * @param gateways that say they are there, now.
   * @param receiptsWaiting not sent yet, now.
   * @param receiptsLost that the broker refused, or that gave way to others.
   * @param held batches for which there is no room, not acknowledged to the broker, now.
   * @param admitted gateways that the broker lets in as it was told; nothing where it is told
   *     nothing.
   * @param administrationTrouble why the broker is not told who gets in.
   */
  public record Broker(
      Optional<String> trouble,
      long connections,
      int gateways,
      int receiptsWaiting,
      long receiptsLost,
      int held,
      OptionalInt admitted,
      Optional<String> administrationTrouble) {}

  /** A collector that takes nothing in: it only shows. */
  public static final Intake NONE =
      new Intake(
          0,
          0,
          0,
          0,
          0,
          0,
          Duration.ZERO,
          0,
          0,
          List.of(),
          new TreeMap<>(Map.of()),
          Optional.empty());

  public Intake {
    receiptsWithheld = List.copyOf(receiptsWithheld);
    refusals = new TreeMap<>(refusals);
  }
}
