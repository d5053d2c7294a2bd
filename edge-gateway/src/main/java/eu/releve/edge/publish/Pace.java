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
 * @param spread within which gateways come back that lost their connection, or their power, at the
 *     same moment; of no use, and not waited for, where the collector is on this machine.
 * @param silence how long nothing may come back while something is on the way, before the line
 *     counts as dead.
 */
public record Pace(
    Duration repeatAfter,
    Duration repeatAfterMax,
    Duration reconnectAfter,
    Duration reconnectAfterMax,
    Duration answerTimeout,
    Duration spread,
    Duration silence) {
  /** Repeats after 30 s to 10 min, reconnects after 1 s to 2 min, notices a dead line in 10 s. */
  public static final Pace USUAL =
      new Pace(
          Duration.ofSeconds(30),
          Duration.ofMinutes(10),
          Duration.ofSeconds(1),
          Duration.ofMinutes(2),
          Duration.ofSeconds(10),
          Duration.ofSeconds(30),
          Duration.ofSeconds(10));

  /** Batches that the server has not acknowledged, at most, whatever it would allow. */
  static final int IN_FLIGHT_MAX = 64;

  /** Of those, kept free for readings that are taken while a backlog drains. */
  static final int LIVE_PLACES = 4;

  /** More batches than this that wait to be sent are a backlog. */
  static final int BACKLOG_MIN = 8;

  /** Bytes on the way, at most, however fast the line: one large batch is always let through. */
  static final long IN_FLIGHT_BYTES_MAX = 2 << 20;

  /** Batches sent that no receipt covers: a broker with no collector behind it is not flooded. */
  static final int AHEAD_MAX = 1_024;

  /** Live batches sent ahead of a backlog: almost three days of four buses by the minute. */
  static final int LIVE_AHEAD_MAX = 16_384;

  public Pace {
    require(repeatAfter.isPositive(), "repeat after %s", repeatAfter);
    require(repeatAfterMax.compareTo(repeatAfter) >= 0, "repeat after at most %s", repeatAfterMax);
    require(reconnectAfter.isPositive(), "reconnect after %s", reconnectAfter);
    require(
        reconnectAfterMax.compareTo(reconnectAfter) >= 0,
        "reconnect after at most %s",
        reconnectAfterMax);
    require(answerTimeout.isPositive(), "answer timeout %s", answerTimeout);
    require(!spread.isNegative(), "spread %s", spread);
    require(silence.isPositive(), "silence %s", silence);
  }

  /** The same for a gateway that is alone with its collector. */
  Pace alone() {
    return new Pace(
        repeatAfter,
        repeatAfterMax,
        reconnectAfter,
        reconnectAfterMax,
        answerTimeout,
        Duration.ZERO,
        silence);
  }
}
