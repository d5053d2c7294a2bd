package eu.releve.edge.change;

import eu.releve.measure.MeterId;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** A plan that is followed on trial, and what it has shown since it was begun. */
final class Tried {
  private final String plan;
  private final long sinceBootMillis;
  private final Asking asking;

  /** What has to be at the collector before a plan stays that no meter can prove. */
  private Optional<World.Sent> wanted = Optional.empty();

  /**
   * @param plan its text.
   * @param within how long they have.
   * @param sinceBootMillis since when its meters have time.
   */
  Tried(String plan, Duration within, long sinceBootMillis) {
    this.plan = plan;
    this.sinceBootMillis = sinceBootMillis;
    this.asking = new Asking(within, sinceBootMillis);
  }

  String plan() {
    return plan;
  }

  /** How long it still has, at least 0. */
  long leftMillis(Trial trial, long nowBootMillis) {
    return Math.max(0, trial.within().toMillis() - (nowBootMillis - sinceBootMillis));
  }

  /** The meters that have to be read and were not since, in the order of their names. */
  List<MeterId> missing(Trial trial, List<Heard> meters) {
    Map<MeterId, Heard> heard =
        meters.stream().collect(Collectors.toMap(Heard::meter, each -> each, (one, other) -> one));
    return trial.wanted().stream()
        .filter(
            meter -> !heard.containsKey(meter) || !heard.get(meter).isThereSince(sinceBootMillis))
        .sorted(Comparator.comparing(MeterId::value))
        .toList();
  }

  /** The same for the console. */
  PlanStanding.OnTrial standing(Trial trial, List<Heard> meters, long nowBootMillis) {
    return new PlanStanding.OnTrial(
        trial.origin(),
        leftMillis(trial, nowBootMillis),
        missing(trial, meters),
        trial.isProvenByMeters());
  }

  /**
   * Whether the collector has confirmed what was in the journal when this was asked first: the
   * catalogue of this plan is among it. A journal that is begun anew meanwhile counts anew.
   */
  boolean isHeard(World world) {
    World.Sent now = world.sent();
    if (wanted.isEmpty() || wanted.get().epoch() != now.epoch()) {
      wanted = Optional.of(now);
    }
    return now.covers(wanted.get());
  }

  void ask(List<MeterId> missing, long nowBootMillis, World world) {
    asking.ask(missing, nowBootMillis, world);
  }
}
