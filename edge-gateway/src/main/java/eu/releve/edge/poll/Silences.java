package eu.releve.edge.poll;

import eu.releve.decode.sunspec.SunSpecWalk;
import java.util.HashMap;
import java.util.Map;

/**
 * Where a device has said nothing on the way along its models: after {@value #SILENCES_MAX} times
 * at one place that counts as a refusal there, because some devices refuse so.
 */
final class Silences {
  private static final int SILENCES_MAX = 3;

  private final Map<Integer, Integer> byAddress = new HashMap<>();

  void note(int address) {
    byAddress.merge(address, 1, Integer::sum);
  }

  /** Something has come of the way. */
  void forget() {
    byAddress.clear();
  }

  /** Where the way goes on from there; a way that would end without a question begins again. */
  SunSpecWalk from(SunSpecWalk walk) {
    SunSpecWalk next = walk;
    while (next instanceof SunSpecWalk.Asking asking
        && byAddress.getOrDefault(asking.address(), 0) >= SILENCES_MAX) {
      next = asking.refused();
    }
    if (next instanceof SunSpecWalk.Stranger) {
      forget();
      return SunSpecWalk.begin();
    }
    return next;
  }
}
