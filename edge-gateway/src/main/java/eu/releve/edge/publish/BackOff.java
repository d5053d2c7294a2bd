package eu.releve.edge.publish;

import java.util.random.RandomGenerator;

/**
 * The pauses between attempts to connect, by chance, so that gateways do not come back in the same
 * second after what all of them have seen at once.
 *
 * <p>After a failed attempt each pause is twice the one before, and half of it by chance. After a
 * connection that had worked, and after a start with the machine, the first attempt comes somewhere
 * in the pace's spread.
 */
final class BackOff {
  /** A gateway that starts this soon after its machine did so because power came back. */
  static final long STARTING_MILLIS = 600_000;

  private final long firstMillis;
  private final long maxMillis;
  private final long spreadMillis;
  private final RandomGenerator random;
  private long nextMillis;

  BackOff(Pace pace, RandomGenerator random) {
    this.firstMillis = pace.reconnectAfter().toMillis();
    this.maxMillis = pace.reconnectAfterMax().toMillis();
    this.spreadMillis = pace.spread().toMillis();
    this.random = random;
    this.nextMillis = firstMillis;
  }

  /** How long to wait before the first attempt of all. */
  long beforeTheFirst(long bootMillis) {
    return bootMillis < STARTING_MILLIS ? spread() : 0;
  }

  /** How long to wait after a failed attempt. */
  long afterFailure() {
    long whole = nextMillis;
    nextMillis = Math.min(2 * whole, maxMillis);
    return half(whole);
  }

  /** How long to wait after a connection that had proved useful was lost. */
  long afterLoss() {
    nextMillis = firstMillis;
    return Math.max(half(firstMillis), spread());
  }

  private long half(long whole) {
    return whole / 2 + random.nextLong(whole / 2 + 1);
  }

  private long spread() {
    return random.nextLong(spreadMillis + 1);
  }
}
