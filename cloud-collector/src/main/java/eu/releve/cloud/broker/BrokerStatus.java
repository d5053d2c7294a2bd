package eu.releve.cloud.broker;

import eu.releve.cloud.mqtt.Refusal;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How a collector stands with its broker, and what it has done there since it started.
 *
 * @param trouble why there is no connection; nothing while there is one.
 * @param connections how often it has connected.
 * @param gateways that say they are there, now.
 * @param receiptsWaiting receipts and answers that are not sent yet, now.
 * @param receiptsLost receipts and commands that the broker refused, and receipts that gave way to
 *     others.
 * @param held batches for which ingest has no room, not acknowledged to the broker, now.
 * @param refusals what was not taken, by reason.
 * @param admitted gateways that the broker lets in as this collector has told it; nothing where it
 *     is told nothing.
 * @param administrationTrouble why the broker is not told who gets in.
 */
public record BrokerStatus(
    Optional<String> trouble,
    long connections,
    int gateways,
    int receiptsWaiting,
    long receiptsLost,
    int held,
    Map<Refusal, Long> refusals,
    OptionalInt admitted,
    Optional<String> administrationTrouble) {
  public BrokerStatus {
    refusals = Map.copyOf(refusals);
  }

  /** Whether there is a connection. */
  public boolean isConnected() {
    return trouble.isEmpty();
  }
}
