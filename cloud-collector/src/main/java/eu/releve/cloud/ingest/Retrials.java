package eu.releve.cloud.ingest;

import java.util.List;
import java.util.OptionalLong;

/**
 * What became of batches that were decoded again.
 *
 * @param stored how many are stored now.
 * @param still those that stay in quarantine.
 * @param next the batch after which there may be more to decode.
 */
public record Retrials(int stored, List<Still> still, OptionalLong next) {
  /** One that cannot be stored yet, and why. */
  public record Still(long batch, String reason) {}

  public Retrials {
    still = List.copyOf(still);
  }
}
