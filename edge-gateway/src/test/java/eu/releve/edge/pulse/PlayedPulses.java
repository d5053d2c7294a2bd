package eu.releve.edge.pulse;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A contact as it moves in nature: pulses of a random length with random bounces at each closing
 * and each opening, at up to 50 a second, all of them pulses by the rule, and nothing else that is
 * one.
 */
public final class PlayedPulses {
  /** With 5 ms of debounce a period of 20 ms has room for a pulse, a pause and their bounces. */
  public static final long DEBOUNCE_MILLIS = 5;

  /** So fast are they, and so many must a plan allow. */
  public static final int HZ = 50;

  private static final long NANOS_PER_MILLI = 1_000_000;
  private static final long SOLID_NANOS = DEBOUNCE_MILLIS * NANOS_PER_MILLI;
  private static final int BOUNCES_MAX = 5;
  private static final int BOUNCE_NANOS_MAX = 190_000;

  private final Random chance;
  private long nanos;
  private long sequence;

  /** A contact that is open, from that time on. */
  public PlayedPulses(long seed, long nanos) {
    this.chance = new Random(seed);
    this.nanos = nanos;
  }

  /** Somebody listens anew, from that time on. */
  public void begin(long now) {
    sequence = 0;
    nanos = now;
  }

  /** The edges of one pulse, whose period is at least 20 ms. */
  public List<Edge> next() {
    List<Edge> edges = new ArrayList<>();
    long from = nanos;
    turn(true, edges);
    // Now and then the contact opens for a moment in the middle of a pulse.
    if (chance.nextInt(10) == 0) {
      nanos += SOLID_NANOS;
      edge(false, edges);
      nanos += 100_000;
      edge(true, edges);
    }
    nanos += SOLID_NANOS + chance.nextInt(1_000_000);
    turn(false, edges);
    nanos += SOLID_NANOS + chance.nextInt(1_000_000);
    long period = (1_000 / HZ + (chance.nextBoolean() ? 0 : chance.nextInt(40))) * NANOS_PER_MILLI;
    nanos = Math.max(nanos, from + period);
    return edges;
  }

  private void turn(boolean closed, List<Edge> edges) {
    edge(closed, edges);
    for (int i = chance.nextInt(BOUNCES_MAX + 1); i > 0; i--) {
      nanos += 10_000 + chance.nextInt(BOUNCE_NANOS_MAX);
      // Some bounces are too short: the kernel sees the same level twice.
      if (chance.nextInt(4) > 0) {
        edge(!closed, edges);
      }
      nanos += 10_000 + chance.nextInt(BOUNCE_NANOS_MAX);
      edge(closed, edges);
    }
  }

  private void edge(boolean closed, List<Edge> edges) {
    sequence = sequence + 1 & Edge.SEQUENCE_MAX;
    edges.add(new Edge(closed, nanos, sequence));
  }
}
