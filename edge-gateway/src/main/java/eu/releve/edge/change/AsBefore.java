package eu.releve.edge.change;

import eu.releve.measure.MeterId;
import eu.releve.provisioning.site.Meter;
import eu.releve.provisioning.site.SitePlan;
import eu.releve.provisioning.survey.Differences;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What "read as before" means for another plan at one moment.
 *
 * @param meters of the plan that is followed now.
 * @param beganBootMillis since when it is, by the boot clock.
 * @param nowBootMillis the moment.
 * @param within the time that another plan has.
 */
record AsBefore(List<Heard> meters, long beganBootMillis, long nowBootMillis, Duration within) {
  AsBefore {
    meters = List.copyOf(meters);
  }

  /**
   * Whether it can be said already who was read within the time: lanes that are younger remember
   * less, and a meter that they have not read yet may be one that is read.
   */
  boolean isKnown() {
    return nowBootMillis - beganBootMillis >= within.toMillis() || unread().isEmpty();
  }

  /** The meters of which nothing is known yet. */
  List<MeterId> unread() {
    return meters.stream().filter(meter -> !meter.isKnown()).map(Heard::meter).toList();
  }

  /**
   * The meters that another plan has to read within the time, as it calls them; one of which it
   * says nothing any more by the name that it had: nobody reads it again.
   *
   * @param before the plan that is followed now.
   * @param after the other one.
   * @param today the day at the building, where it is known: what ends later has to be read still.
   */
  Set<MeterId> wanted(SitePlan before, SitePlan after, Optional<LocalDate> today) {
    Map<MeterId, MeterId> names = Differences.meters(before, after);
    return meters.stream()
        .filter(meter -> meter.isWanted(nowBootMillis, within))
        .map(meter -> names.getOrDefault(meter.meter(), meter.meter()))
        .filter(meter -> !hasEnded(after, meter, today))
        .collect(Collectors.toSet());
  }

  /** As lanes see it, which do not ask a meter with an end while they do not know the day. */
  private static boolean hasEnded(SitePlan plan, MeterId meter, Optional<LocalDate> today) {
    return plan.meter(meter)
        .flatMap(Meter::to)
        .filter(end -> today.map(day -> !day.isBefore(end)).orElse(true))
        .isPresent();
  }
}
