package eu.releve.edge.simulate.line;

import java.util.SplittableRandom;

/** Which bits of one receiver are inverted: independently, with one probability. */
final class Flips {
  private static final double MANY = 1e15;

  private final double share;
  private final SplittableRandom random;
  private long untilNext;

  Flips(double share, SplittableRandom random) {
    this.share = share;
    this.random = random;
    this.untilNext = draw();
  }

  /** Whether the next bit is inverted. */
  boolean next() {
    if (untilNext > 0) {
      untilNext--;
      return false;
    }
    untilNext = draw();
    return true;
  }

  /** Whether that many bits all pass; if so they have. */
  boolean spare(long bits) {
    if (untilNext < bits) {
      return false;
    }
    untilNext -= bits;
    return true;
  }

  /**
   * How many of that many bits pass before the first inverted one; that many if all do. They have
   * passed, the inverted one too.
   */
  long run(long bits) {
    if (spare(bits)) {
      return bits;
    }
    long passed = untilNext;
    untilNext = draw();
    return passed;
  }

  /** How many bits pass before the next inverted one: a geometric distribution. */
  private long draw() {
    if (share == 0) {
      return Long.MAX_VALUE;
    }
    double bits = Math.log(1 - random.nextDouble()) / Math.log1p(-share);
    return bits < MANY ? (long) bits : (long) MANY;
  }
}
