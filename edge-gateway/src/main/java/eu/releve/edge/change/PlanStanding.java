package eu.releve.edge.change;

import eu.releve.measure.MeterId;
import eu.releve.provisioning.push.PlanReport;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * How it stands with the plan, for the console.
 *
 * @param plan the hash of the plan in force; empty where there is none, or nobody looked.
 * @param origin where it came from, if the collector pushed it.
 * @param trial what is tried now instead.
 * @param last what became of the last order.
 * @param missing the file that would hold the plan, where there is none yet.
 */
public record PlanStanding(
    String plan,
    Optional<Origin> origin,
    Optional<OnTrial> trial,
    Optional<PlanReport> last,
    Optional<Path> missing) {
  /** Where nothing is pushed. */
  public static final PlanStanding NONE =
      new PlanStanding("", Optional.empty(), Optional.empty(), Optional.empty());

  /** Where a plan is in force. */
  public PlanStanding(
      String plan, Optional<Origin> origin, Optional<OnTrial> trial, Optional<PlanReport> last) {
    this(plan, origin, trial, last, Optional.empty());
  }

  /**
   * A plan on trial.
   *
   * @param origin where it came from.
   * @param leftMillis how long its meters still have.
   * @param missing those that were not read yet.
   * @param isProvenByMeters false where no meter was read before: it waits for the collector then.
   */
  public record OnTrial(
      Origin origin, long leftMillis, List<MeterId> missing, boolean isProvenByMeters) {
    public OnTrial {
      missing = List.copyOf(missing);
    }
  }
}
