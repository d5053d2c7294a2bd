package eu.releve.edge.publish;

import static eu.releve.measure.Require.require;

import java.time.Duration;

/**
 * How patient the publisher is and how much it sends ahead of receipts.
 *
 * @param repeatAfter without a receipt that moves, what is not receipted is published again.
 * @param repeatAfterMax the patience doubles up to this each time that nothing comes of it.
 * @param reconnectAfter the first pause after a connection failed or was lost.
 * @param reconnectAfterMax the pause doubles up to this.
 * @param answerTimeout how long the server may take to accept a connection or a subscription.
 */
public record Pace(
    Duration repeatAfter,
    Duration repeatAfterMax,
    Duration reconnectAfter,
    Duration reconnectAfterMax,
    Duration answerTimeout) {
  /** Repeats after 30 s to 10 min, reconnects after 1 s to 1 min. */
  public static final Pace USUAL =
      new Pace(
          Duration.ofSeconds(30),
          Duration.ofMinutes(10),
          Duration.ofSeconds(1),
          Duration.ofMinutes(1),
          Duration.ofSeconds(10));

  /** Batches that the server has not acknowledged, at most, whatever it would allow. */
  static final int IN_FLIGHT_MAX = 64;

  /** Their bytes: one large batch is always let through. */
  static final long IN_FLIGHT_BYTES_MAX = 2 << 20;

  /** Batches sent that no receipt covers: a broker with no collector behind it is not flooded. */
  static final int AHEAD_MAX = 1_024;

  public Pace {
    require(repeatAfter.isPositive(), "repeat after %s", repeatAfter);
    require(repeatAfterMax.compareTo(repeatAfter) >= 0, "repeat after at most %s", repeatAfterMax);
    require(reconnectAfter.isPositive(), "reconnect after %s", reconnectAfter);
    require(
        reconnectAfterMax.compareTo(reconnectAfter) >= 0,
        "reconnect after at most %s",
        reconnectAfterMax);
    require(answerTimeout.isPositive(), "answer timeout %s", answerTimeout);
  }
}
