package eu.releve.edge.commission;

import java.util.List;

/** What is known of a meter's display. */
public sealed interface Verdict {
  /** Nobody has typed it yet. */
  record NotEntered() implements Verdict {}

  /**
   * It cannot be looked at today.
   *
   * @param why in the installer's words.
   */
  record Skipped(String why) implements Verdict {}

  /** It was typed; the reading after it has not come yet. */
  record Waits() implements Verdict {}

  /** It was typed before the meter was read for the first time, so nothing bounds it from below. */
  record Again() implements Verdict {}

  /** It lies between the reading before and the one after it. */
  record Agrees() implements Verdict {}

  /**
   * It agrees, but energy flows out where it is expected to flow in.
   *
   * @param phases that flow outwards, such as {@code L2}; empty where that is not known by phase.
   */
  record Backwards(List<String> phases) implements Verdict {
    public Backwards {
      phases = List.copyOf(phases);
    }
  }

  /**
   * It does not say what is read.
   *
   * @param cause what is likely to be wrong.
   */
  record Differs(Cause cause) implements Verdict {}

  /**
   * It was compared with another entry of the plan: the plan has changed what is read there since.
   *
   * @param confirmed whether it was confirmed then.
   */
  record Changed(boolean confirmed) implements Verdict {}

  /** Whether nothing is left to do. */
  default boolean isConfirmed() {
    return this instanceof Agrees;
  }

  /** Whether somebody must do something about it now: it was compared, and something is wrong. */
  default boolean isWrong() {
    return this instanceof Differs || this instanceof Backwards;
  }
}
