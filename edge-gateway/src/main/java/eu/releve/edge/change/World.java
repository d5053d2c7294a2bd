package eu.releve.edge.change;

import eu.releve.measure.MeterId;
import eu.releve.provisioning.site.SitePlan;
import java.util.List;

/** What a change of the plan works on: the gateway's lanes and its history. */
public interface World {
  /** The meters of the plan that is followed now. */
  List<Heard> meters();

  /** Asks a meter out of its turn, soon; one that cannot be asked is not. */
  void ask(MeterId meter);

  /**
   * Looks whether this gateway could follow a plan; nothing changes.
   *
   * @throws UnfitPlanException when it could not.
   */
  SitePlan fitting(String plan) throws UnfitPlanException;

  /**
   * Ends the lanes, their windows closed, and begins them by another plan.
   *
   * @param plan its text; the empty one for none: then there are no lanes.
   * @throws UnfitPlanException when it cannot be begun; nothing is read then, until another is
   *     followed.
   */
  void follow(String plan) throws UnfitPlanException;

  /** How far the journal has come, and how much of it the collector has confirmed. */
  Sent sent();

  /**
   * A place in the journal.
   *
   * @param epoch of the journal.
   * @param last the number of its newest batch.
   * @param confirmed everything up to this number is at the collector.
   */
  record Sent(long epoch, long last, long confirmed) {
    /** Whether the collector has confirmed everything that was there at an earlier moment. */
    boolean covers(Sent earlier) {
      return earlier.last > 0 && epoch == earlier.epoch && confirmed >= earlier.last;
    }
  }

  /**
   * Keeps something that happened in the journal.
   *
   * @return false when the journal does not take it.
   */
  boolean note(String code, String text);
}
