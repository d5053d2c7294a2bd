package eu.releve.edge.simulate;

import static eu.releve.measure.Require.require;

import java.time.Duration;

/**
 * What is wrong with a meter.
 *
 * @param kind how it answers.
 * @param delay how long a slow meter waits with its answer; up to an hour.
 */
public record Fault(Kind kind, Duration delay) {
  /** Nothing is wrong. */
  public static final Fault NONE = new Fault(Kind.NONE, Duration.ZERO);

  public Fault {
    require(!delay.isNegative(), "delay %s is negative", delay);
    require(delay.compareTo(Duration.ofHours(1)) <= 0, "delay %s is over an hour", delay);
  }

  /** How a meter answers. */
  public enum Kind {
    /** As it should. */
    NONE,
    /** Not at all. */
    SILENT,
    /** With something that no meter would say: too short, too long, garbled. Not recorded. */
    NONSENSE,
    /** Rightly but late; it is recorded when it is sent, whether or not anybody still waits. */
    SLOW
  }
}
