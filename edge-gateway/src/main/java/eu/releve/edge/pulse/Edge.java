package eu.releve.edge.pulse;

import static eu.releve.measure.Require.require;

/**
 * A contact that closed or opened.
 *
 * @param closed how it is after the edge.
 * @param nanos when, by the kernel's monotonic clock.
 * @param sequence its number among those of its line since the line was opened, from 1, 32 bits
 *     that begin again; 0 for no edge but how the contact was found when the line was opened.
 */
public record Edge(boolean closed, long nanos, long sequence) {
  /** The highest number; 0 follows it. */
  public static final long SEQUENCE_MAX = 0xFFFF_FFFFL;

  public Edge {
    require(0 <= sequence && sequence <= SEQUENCE_MAX, "sequence %d has not 32 bits", sequence);
  }
}
