package eu.releve.edge.publish;

import eu.releve.edge.journal.Depth;
import java.util.Optional;

/**
 * What the console shows of publishing.
 *
 * @param connection where it stands.
 * @param lastReceipt the last receipt that moved anything since the start.
 * @param depth what is not receipted yet.
 * @param traffic what was sent and received since the start.
 */
public record PublisherState(
    Connection connection, Optional<LastReceipt> lastReceipt, Depth depth, Traffic traffic) {
  /**
   * A receipt that moved.
   *
   * @param upTo everything up to this number is stored.
   * @param bootMillis when it came.
   */
  public record LastReceipt(long upTo, long bootMillis) {}
}
