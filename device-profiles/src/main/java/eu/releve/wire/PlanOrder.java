package eu.releve.wire;

import static eu.releve.measure.Require.require;

import eu.releve.measure.GatewayId;
import eu.releve.measure.OrganisationId;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * That a gateway is to read by another site plan: all that the signature covers.
 *
 * @param gateway the one that may follow it.
 * @param organisation whose gateway it is.
 * @param formerly whose plan is in force, where that organisation took the building over from it,
 *     perhaps through others; nothing where it did not. A gateway follows another organisation than
 *     before only if this names the one before.
 * @param version counts a gateway's orders, from 1.
 * @param parent the SHA-256 of the plan that must be in force, 64 hexadecimal digits.
 * @param plan the SHA-256 of the plan that comes with it.
 * @param author who wrote it, for people; 1 to 100 characters.
 * @param within how long meters have to be read again, in whole seconds: {@link #WITHIN_MIN} to
 *     {@link #WITHIN_MAX}.
 */
public record PlanOrder(
    GatewayId gateway,
    OrganisationId organisation,
    Optional<OrganisationId> formerly,
    long version,
    String parent,
    String plan,
    String author,
    Duration within) {
  /** Less is over before a slow bus was asked once. */
  public static final Duration WITHIN_MIN = Duration.ofSeconds(5);

  /** More leaves a building unread for longer than anybody would wait. */
  public static final Duration WITHIN_MAX = Duration.ofDays(1);

  /** The most characters of an author. */
  public static final int AUTHOR_MAX = 100;

  private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

  public PlanOrder {
    require(version >= 1, "order %d, they count from 1", version);
    require(HASH.matcher(parent).matches(), "'%s' is not a plan's hash", parent);
    require(HASH.matcher(plan).matches(), "'%s' is not a plan's hash", plan);
    require(
        !author.isEmpty() && author.length() <= AUTHOR_MAX,
        "an author of %d characters",
        author.length());
    require(
        within.compareTo(WITHIN_MIN) >= 0 && within.compareTo(WITHIN_MAX) <= 0,
        "%s to be read again",
        within);
    require(
        within.equals(within.truncatedTo(ChronoUnit.SECONDS)),
        "%s is not in whole seconds",
        within);
  }
}
