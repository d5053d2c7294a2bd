package eu.releve.edge.publish;

import eu.releve.edge.journal.Depth;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What the console shows of publishing.
 *
 * @param connection where it stands.
 * @param lastReceipt the last receipt that moved anything since the start.
 * @param fork the last time since the start that the store knew another history of this journal.
 * @param unansweredSinceBootMillis since when the collector has confirmed nothing of what was sent
 *     to it; empty while nothing waits for an answer.
 * @param depth what is not receipted yet.
 * @param traffic what was sent and received since the start.
 */
public record PublisherState(
    Connection connection,
    Optional<LastReceipt> lastReceipt,
    Optional<Fork> fork,
    OptionalLong unansweredSinceBootMillis,
    Depth depth,
    Traffic traffic) {
  /**
   * A restored image or a cloned box was found out, and a new epoch begun.
   *
   * @param bootMillis when.
   * @param reason what differs.
   */
  public record Fork(long bootMillis, String reason) {}

  /**
   * A receipt that moved.
   *
   * @param upTo everything up to this number is stored.
   * @param bootMillis when it came.
   */
  public record LastReceipt(long upTo, long bootMillis) {}
}
