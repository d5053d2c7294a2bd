package eu.releve.cloud.purpose;

import eu.releve.cloud.account.Principal.Role;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;

/**
 * What somebody may see of a consumption: the one place that says so, for pages and programs alike.
 *
 * @param purpose for which; nothing where the data are no household's.
 */
public record Sight(Optional<Purpose> purpose) {
  private static final Sight WHOLE = new Sight(Optional.empty());

  /** What that role may see of those households' consumption. */
  public static Sight of(Role role, Households households) {
    if (!households.arePersonal()) {
      return WHOLE;
    }
    return new Sight(
        Arrays.stream(Purpose.values())
            .filter(purpose -> purpose.viewer().is(role))
            .filter(purpose -> purpose.householdsMin() <= households.count())
            .min(Comparator.comparing(Purpose::finest)));
  }

  /** Whether figures of that fineness may be seen. */
  public boolean allows(Fineness wanted) {
    return purpose.map(some -> !wanted.isFinerThan(some.finest())).orElse(true);
  }

  /** Whether a figure may be seen that ends then. */
  public boolean allows(Instant end, Instant now) {
    return !onlyOver() || !end.isAfter(now);
  }

  /** Whether only periods that are over may be seen. */
  public boolean onlyOver() {
    return purpose.map(Purpose::onlyOver).orElse(false);
  }

  /** Why something finer is refused, for programs. */
  public String reason() {
    return purpose
        .map(
            some ->
                "a dwelling's data are personal: for the purpose '%s' figures of a %s or longer"
                        .formatted(some.id(), some.finest().id())
                    + (some.onlyOver() ? " that is over" : "")
                    + " are shown, see /purposes")
        .orElse("");
  }
}
