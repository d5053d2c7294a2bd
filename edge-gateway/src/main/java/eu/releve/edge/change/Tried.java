package eu.releve.edge.change;

import eu.releve.measure.MeterId;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** A plan that is followed on trial, and what it has shown since it was begun. */
final class Tried {
  /**
   * A meter that is missing is asked so many times within its time, or every 30 s if that is less.
   */
  private static final int ASKED = 8;

  private static final long ASK_MILLIS_MAX = 30_000;

  private final String plan;
  private final long sinceBootMillis;
  private long askedBootMillis;

  /** What has to be at the collector before a first plan stays. */
  private Optional<World.Sent> wanted = Optional.empty();

  /**
   * @param plan its text.
   * @param sinceBootMillis since when its meters have time.
   */
  Tried(String plan, long sinceBootMillis) {
    this.plan = plan;
    this.sinceBootMillis = sinceBootMillis;
    this.askedBootMillis = sinceBootMillis;
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

  /**
   * One answer that is lost makes a lane wait for minutes, so that a dead meter costs the others
   * little: here it would cost the plan.
   */
  void ask(Trial trial, List<MeterId> missing, long nowBootMillis, World world) {
    long pause = Math.min(ASK_MILLIS_MAX, trial.within().toMillis() / ASKED);
    if (nowBootMillis - askedBootMillis >= pause) {
      askedBootMillis = nowBootMillis;
      missing.forEach(world::ask);
    }
  }
}
