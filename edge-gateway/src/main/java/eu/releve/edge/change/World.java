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
   * @throws UnfitPlanException when it cannot be begun; nothing is read then, until another is
   *     followed.
   */
  void follow(String plan) throws UnfitPlanException;

  /**
   * Keeps something that happened in the journal.
   *
   * @return false when the journal does not take it.
   */
  boolean note(String code, String text);
}
