package eu.releve.edge.pulse;

/** Tells from the numbers of a line's edges how many are missing between those that came. */
public final class EdgeNumbers {
  private static final long HALF = 1L << 31;

  private long expected = 1;

  /** The line was opened anew: its edges are numbered from 1. */
  public void begin() {
    expected = 1;
  }

  /** How many edges are missing before that one; 0 before what is no edge. */
  public long missingBefore(Edge edge) {
    long sequence = edge.sequence();
    if (sequence == 0) {
      return 0;
    }
    long gap = (sequence - expected) & Edge.SEQUENCE_MAX;
    // After four thousand million edges a 0 comes, which is taken for how the contact was found.
    expected = sequence == Edge.SEQUENCE_MAX ? 1 : sequence + 1;
    return gap < HALF ? gap : 0;
  }
}
