package eu.releve.edge.change;

import static eu.releve.measure.Require.require;

import eu.releve.measure.MeterId;
import java.time.Duration;
import java.util.Set;

/**
 * A plan that is tried.
 *
 * @param origin the plan and its order.
 * @param parent the hash of the plan that comes back if it fails; that of the empty text for none.
 * @param within how long after each start the meters have to be read again.
 * @param starts how often it was begun.
 * @param wanted the meters that have to be; none where none was read before.
 */
record Trial(Origin origin, String parent, Duration within, int starts, Set<MeterId> wanted) {
  Trial {
    wanted = Set.copyOf(wanted);
    require(within.isPositive(), "a trial of %s", within);
    require(starts >= 0, "begun %d times", starts);
  }

  /**
   * Whether meters prove the plan. Where none was read before they prove nothing: what it has to
   * show then is that the box still delivers.
   */
  boolean isProvenByMeters() {
    return !wanted.isEmpty();
  }

  Trial begun() {
    return new Trial(origin, parent, within, starts + 1, wanted);
  }
}
