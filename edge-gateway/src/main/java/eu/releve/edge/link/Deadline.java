package eu.releve.edge.link;

import java.time.Duration;

/** A moment by which an answer must be complete, by the machine's own running time. */
final class Deadline {
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final long nanos;

  private Deadline(long nanos) {
    this.nanos = nanos;
  }

  static Deadline in(Duration time) {
    return new Deadline(System.nanoTime() + time.toNanos());
  }

  /** Milliseconds until then, rounded up; zero or less when it has passed. */
  int millisLeft() {
    return (int) Math.ceilDiv(nanos - System.nanoTime(), NANOS_PER_MILLI);
  }
}
