package eu.releve.edge.publish;

import java.util.random.RandomGenerator;

/**
 * The pauses between attempts to connect: each twice the one before, and half of it by chance, so
 * that a thousand gateways do not come back in the same second.
 */
final class BackOff {
  private final long firstMillis;
  private final long maxMillis;
  private final RandomGenerator random;
  private long nextMillis;

  BackOff(Pace pace, RandomGenerator random) {
    this.firstMillis = pace.reconnectAfter().toMillis();
    this.maxMillis = pace.reconnectAfterMax().toMillis();
    this.random = random;
    this.nextMillis = firstMillis;
  }

  /** How long to wait before the next attempt. */
  long nextMillis() {
    long whole = nextMillis;
    nextMillis = Math.min(2 * whole, maxMillis);
    return whole / 2 + random.nextLong(whole / 2 + 1);
  }

  /** A connection proved useful: the next pause is the first again. */
  void reset() {
    nextMillis = firstMillis;
  }
}
