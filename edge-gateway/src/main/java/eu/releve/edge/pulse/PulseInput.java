package eu.releve.edge.pulse;

import eu.releve.profile.PulseContact;
import java.util.OptionalLong;

/**
 * One contact: its pulses, and what else came.
 *
 * <p>An input on which more comes than its meter gives is at fault, a storm: a broken cable, an
 * open line beside the mains. Nothing is counted then, until it was calm for five seconds running;
 * how many edges came is. A storm are more than {@value #EDGES_PER_SECOND_MAX} edges in a second;
 * pulses that come faster than the meter's most ({@link Tempo}); and {@value #CHATTER_EDGES_MIN}
 * edges and more without one pulse in each of three seconds running: the mains that an open line
 * picks up, below the debounce time.
 *
 * <p>What was counted before it was seen to be one stays counted: of pulses that follow each other
 * in less than half the shortest period the first, else as many as a second may have.
 */
public final class PulseInput {
  /** Fifty pulses with ten edges for each closing and each opening are half of it. */
  public static final int EDGES_PER_SECOND_MAX = 2_000;

  /** So many edges without a pulse, in seconds running: hum, or a contact that flutters. */
  public static final int CHATTER_EDGES_MIN = 50;

  private static final int CHATTER_SECONDS = 3;
  private static final long CALM_SECONDS = 5;
  private static final long NANOS_PER_SECOND = 1_000_000_000;

  private final Debounce debounce;
  private final Tempo tempo;
  private long second;
  private long edgesInSecond;
  private int pulsesInSecond;
  private int chatterSeconds;
  private long previousNanos;
  private boolean storming;
  private long stormySecond;
  private long pulses;
  private long hasty;
  private long edges;
  private long lost;
  private long storms;
  private long stormEdges;
  private OptionalLong lastPulseNanos = OptionalLong.empty();

  /**
   * What an input has counted since the gateway's start.
   *
   * @param pulses counted.
   * @param hasty that came too soon after the one before and are not counted.
   * @param edges that came, those of storms too.
   * @param lost edges that the kernel had no room for, by its own numbers.
   * @param storms how many began.
   * @param stormEdges edges that came or were lost in storms: among them nothing is counted.
   * @param storming whether one rages now.
   */
  public record Counts(
      long pulses,
      long hasty,
      long edges,
      long lost,
      long storms,
      long stormEdges,
      boolean storming) {}

  /** An input of which nothing is known yet. */
  public PulseInput(PulseContact contact) {
    this.debounce = new Debounce(contact.debounce());
    this.tempo = new Tempo(contact.mostHz());
  }

  /** Its line was opened anew. */
  public void begin() {
    debounce.begin();
  }

  /** Whether that edge ends a pulse that counts. */
  public boolean take(Edge edge) {
    boolean pulse = debounce.take(edge);
    if (edge.sequence() == 0) {
      return false;
    }
    long missing = debounce.missing();
    edges++;
    lost += missing;
    // What is missing lies somewhere since the edge before: a stall loses edges of many seconds.
    long secondsSince = Math.max(1, (edge.nanos() - previousNanos) / NANOS_PER_SECOND);
    previousNanos = edge.nanos();
    at(edge.nanos());
    edgesInSecond += 1 + missing / secondsSince;
    pulsesInSecond += pulse ? 1 : 0;
    if (edgesInSecond > EDGES_PER_SECOND_MAX) {
      storm();
    }
    boolean counts = pulse && isTimely(edge.nanos());
    if (storming) {
      stormEdges += 1 + missing;
      return false;
    }
    if (counts) {
      pulses++;
      lastPulseNanos = OptionalLong.of(edge.nanos());
    }
    return counts;
  }

  private boolean isTimely(long nanos) {
    return switch (tempo.take(nanos)) {
      case FITS -> true;
      case HASTY -> {
        hasty += storming ? 0 : 1;
        yield false;
      }
      case STORM -> {
        storm();
        yield false;
      }
    };
  }

  private void storm() {
    storms += storming ? 0 : 1;
    storming = true;
    stormySecond = second;
  }

  /** Nothing came until then: a storm may be over. */
  public void quietUntil(long nanos) {
    at(nanos);
  }

  private void at(long nanos) {
    long now = Math.floorDiv(nanos, NANOS_PER_SECOND);
    if (now != second) {
      boolean chatters = edgesInSecond >= CHATTER_EDGES_MIN && pulsesInSecond == 0;
      chatterSeconds = chatters && now == second + 1 ? chatterSeconds + 1 : chatters ? 1 : 0;
      second = now;
      if (chatterSeconds >= CHATTER_SECONDS) {
        storm();
      }
      edgesInSecond = 0;
      pulsesInSecond = 0;
      storming = storming && Math.abs(now - stormySecond) <= CALM_SECONDS;
    }
  }

  /** When the last pulse that counts ended, by the kernel's clock; nothing before the first. */
  public OptionalLong lastPulseNanos() {
    return lastPulseNanos;
  }

  /** The counts now. */
  public Counts counts() {
    return new Counts(pulses, hasty, edges, lost, storms, stormEdges, storming);
  }
}
