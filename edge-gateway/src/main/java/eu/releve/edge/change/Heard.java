package eu.releve.edge.change;

import eu.releve.measure.MeterId;
import java.time.Duration;
import java.util.OptionalLong;

/**
 * When a meter was read last, by the plan that is followed now.
 *
 * @param meter which.
 * @param lastBootMillis by the boot clock; nothing before the first reading since it is followed.
 * @param everyMillis how long usually lies between two readings, as far as it is known.
 * @param isAsked whether it is read soon after each beginning, and not when it pleases.
 * @param isSpared whether it is not read now on purpose: to spare its battery, or because its
 *     customer does not consent.
 */
public record Heard(
    MeterId meter,
    OptionalLong lastBootMillis,
    OptionalLong everyMillis,
    boolean isAsked,
    boolean isSpared) {

  /**
   * Whether another plan has to read it within that time too: it was read within that time, or
   * within two of its periods, and what reads it does not wait for longer.
   */
  boolean isWanted(long nowBootMillis, Duration within) {
    long look = Math.max(within.toMillis(), 2 * everyMillis.orElse(0));
    boolean wasRead =
        lastBootMillis.isPresent() && nowBootMillis - lastBootMillis.getAsLong() <= look;
    boolean comesSoon = isAsked || 2 * everyMillis.orElse(Long.MAX_VALUE / 2) <= within.toMillis();
    return wasRead && comesSoon && !isSpared;
  }

  /**
   * Whether it is known of it how it is read by the plan that is followed now: it was, and if it
   * speaks when it pleases twice; or it need not be.
   */
  boolean isKnown() {
    return isSpared || (lastBootMillis.isPresent() && (isAsked || everyMillis.isPresent()));
  }

  /** Whether it was read since then, or need not be. */
  boolean isThereSince(long bootMillis) {
    return isSpared || (lastBootMillis.isPresent() && lastBootMillis.getAsLong() >= bootMillis);
  }
}
