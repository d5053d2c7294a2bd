package eu.releve.edge.radio;

import eu.releve.decode.mbus.MeterIdentity;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Meters that are heard and are not in the plan: counted, never opened; may be asked by anybody.
 */
public final class Strangers {
  /** How many are listed; the one that was not heard for longest gives way. */
  public static final int LISTED_MAX = 200;

  private final Map<MeterIdentity, Stranger> listed = new LinkedHashMap<>();
  private long telegrams;
  private long leftOut;

  /**
   * A meter that is not in the plan.
   *
   * @param telegrams how many of it were heard.
   * @param rssiDbm how strong the last was.
   * @param lastBootMillis when that was.
   */
  public record Stranger(
      MeterIdentity meter, long telegrams, OptionalInt rssiDbm, long lastBootMillis) {}

  synchronized void heard(Hearing hearing) {
    telegrams++;
    Stranger earlier = listed.remove(hearing.meter());
    if (earlier == null && listed.size() == LISTED_MAX) {
      listed.remove(listed.keySet().iterator().next());
      leftOut++;
    }
    listed.put(
        hearing.meter(),
        new Stranger(
            hearing.meter(),
            earlier == null ? 1 : earlier.telegrams() + 1,
            hearing.rssiDbm(),
            hearing.bootMillis()));
  }

  /** Those that are listed, the last heard last. */
  public synchronized List<Stranger> listed() {
    return List.copyOf(listed.values());
  }

  /** How many telegrams all of them sent. */
  public synchronized long telegrams() {
    return telegrams;
  }

  /** How many times one had to give way. */
  public synchronized long leftOut() {
    return leftOut;
  }
}
