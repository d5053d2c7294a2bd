package eu.releve.cloud.push;

import eu.releve.cloud.authority.Authority;
import eu.releve.document.DocumentException;
import eu.releve.measure.GatewayId;
import eu.releve.measure.OrganisationId;
import eu.releve.profile.Profiles;
import eu.releve.provisioning.command.PlanWords;
import eu.releve.provisioning.site.SitePlan;
import eu.releve.provisioning.site.SitePlans;
import eu.releve.provisioning.survey.Change;
import eu.releve.provisioning.survey.Check;
import eu.releve.provisioning.survey.Differences;
import eu.releve.provisioning.survey.Finding;
import eu.releve.provisioning.survey.Severity;
import eu.releve.wire.PlanCommand;
import eu.releve.wire.PlanOrder;
import eu.releve.wire.Wire;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Where plans are handed in that gateways shall follow: what is wrong with one is found here, not
 * in the cellar.
 *
 * <p>Meter families are those that the collector brings: a plan that names one of a gateway's own
 * folder is not pushed.
 */
public final class PlanDesk {
  private static final String COLLIDED = "23505";
  private static final PlanWords WORDS = PlanWords.in(Locale.ENGLISH);

  private final Pushes pushes;
  private final Optional<Authority> authority;
  private final Profiles profiles;
  private final InstantSource clock;

  /**
   * @param authority vouches for what is pushed; without one nothing is.
   * @param clock dates pushes, and says what day it is.
   */
  public PlanDesk(Pushes pushes, Optional<Authority> authority, InstantSource clock) {
    this.pushes = pushes;
    this.authority = authority;
    this.profiles = Profiles.bundled();
    this.clock = clock;
  }

  /**
   * A plan that somebody hands in.
   *
   * @param gateway that shall follow it.
   * @param file what messages call it.
   * @param plan its text.
   * @param parent the hash of the plan that it was made from; else its own {@code parent}, else
   *     what is in force.
   * @param author who wrote it; else its own {@code author}, else who hands it in.
   * @param within how long its meters have to be read again.
   * @param who hands it in.
   */
  public record Wish(
      GatewayId gateway,
      String file,
      String plan,
      Optional<String> parent,
      Optional<String> author,
      Duration within,
      String who) {}

  /** What became of a wish. */
  public sealed interface Answer {
    /**
     * It is kept until its gateway has answered.
     *
     * @param order what was signed.
     */
    record Pushed(PlanOrder order) implements Answer {}

    /**
     * It is no plan, or none that can be ordered.
     *
     * @param detail naming file, line, wanted and found where a line is to blame.
     */
    record Wrong(String detail) implements Answer {}

    /**
     * Not this one, or not now.
     *
     * @param title in a few words.
     * @param detail why.
     */
    record Refused(String title, String detail) implements Answer {}
  }

  /** Checks a plan, has it signed and keeps it for its gateway; or says why not. */
  public Answer push(Wish wish) throws SQLException {
    if (authority.isEmpty()) {
      return new Answer.Refused(
          "No authority", "nobody vouches for plans here: enrolment in collector.yaml");
    }
    int bytes = wish.plan.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > PlanCommand.PLAN_BYTES_MAX) {
      return new Answer.Wrong(
          "%s: wanted a plan of at most %d bytes, found %d"
              .formatted(wish.file, PlanCommand.PLAN_BYTES_MAX, bytes));
    }
    try {
      SitePlan plan = SitePlans.load(wish.file, wish.plan, profiles);
      Optional<Answer> trouble = trouble(wish.file, plan);
      return trouble.isPresent() ? trouble.get() : push(wish, plan, authority.get());
    } catch (DocumentException refused) {
      return new Answer.Wrong(String.valueOf(refused.getMessage()));
    } catch (IllegalArgumentException impossible) {
      return new Answer.Wrong(wish.file + ": " + impossible.getMessage());
    }
  }

  /** What {@code site check} calls an error. */
  private Optional<Answer> trouble(String file, SitePlan plan) {
    LocalDate today = LocalDate.ofInstant(clock.instant(), plan.zone());
    List<Finding> errors =
        Check.of(plan, profiles::find, today).stream()
            .filter(finding -> finding.code().severity() == Severity.ERROR)
            .toList();
    if (errors.isEmpty()) {
      return Optional.empty();
    }
    StringBuilder told = new StringBuilder();
    for (Finding error : errors) {
      told.append(told.isEmpty() ? "" : "\n")
          .append("%s:%d: %s".formatted(file, error.line(), WORDS.text(error)));
    }
    return Optional.of(new Answer.Refused("Errors in the plan", told.toString()));
  }

  private Answer push(Wish wish, SitePlan plan, Authority signs) throws SQLException {
    Pushes.Known known = pushes.known(wish.gateway);
    Optional<Answer> refusal = refusal(wish, plan, known);
    if (refusal.isPresent()) {
      return refusal.get();
    }
    PlanOrder order =
        new PlanOrder(
            wish.gateway,
            known.organisation().orElseThrow(),
            formerly(known),
            known.next(),
            SitePlan.hash(known.inForce().orElseThrow()),
            plan.hash(),
            wish.author.or(() -> plan.revision().author()).orElse(wish.who),
            wish.within);
    byte[] command = Wire.encode(signs.seal(order, wish.plan));
    try {
      pushes.keep(order, wish.plan, command, wish.who, clock.instant());
    } catch (SQLException collided) {
      if (COLLIDED.equals(collided.getSQLState())) {
        return new Answer.Refused("Two at once", "another push came at the same moment");
      }
      throw collided;
    }
    return new Answer.Pushed(order);
  }

  /**
   * The organisation whose plan the gateway follows, where the building has gone from that one to
   * the present one, over whatever others. A gateway whose plan came from another organisation
   * follows only an order that names it: where no transfer is written down, none is named.
   */
  private Optional<OrganisationId> formerly(Pushes.Known known) throws SQLException {
    if (known.from().isEmpty() || known.from().equals(known.organisation())) {
      return Optional.empty();
    }
    Optional<OrganisationId> owner = known.organisation();
    for (Pushes.Handover handover : pushes.handovers(known.building())) {
      if (!owner.equals(Optional.of(handover.to()))) {
        return Optional.empty();
      }
      owner = handover.from();
      if (owner.equals(known.from())) {
        return owner;
      }
    }
    return Optional.empty();
  }

  private Optional<Answer> refusal(Wish wish, SitePlan plan, Pushes.Known known) {
    Optional<Answer> gone = gone(wish.gateway, known.standing());
    if (gone.isPresent()) {
      return gone;
    }
    if (known.organisation().isEmpty()) {
      return refused("Nobody's", wish.gateway + " belongs to no organisation: fleet claim");
    }
    if (known.inForce().isEmpty()) {
      return refused("No plan yet", wish.gateway + " has not told yet by which plan it reads");
    }
    if (known.onTrial().isPresent()) {
      return refused(
          "On trial", "version %d is on trial; wait for its end".formatted(known.onTrial().get()));
    }
    String inForce = SitePlan.hash(known.inForce().get());
    if (plan.hash().equals(inForce)) {
      return refused("In force", "the plan is in force already");
    }
    Optional<SitePlan> present = loaded(known.inForce().get());
    if (present.isPresent() && !present.get().site().equals(plan.site())) {
      return refused(
          "Another building",
          "%s:%d: site: wanted '%s', which %s reads, found '%s'"
              .formatted(wish.file, 1, present.get().site(), wish.gateway, plan.site()));
    }
    Optional<String> parent = wish.parent.or(() -> plan.revision().parent());
    if (parent.isPresent() && !parent.get().equals(inForce)) {
      return refused(
          "Another parent",
          "%s: parent: wanted %s, which is in force, found %s%s"
              .formatted(wish.file, inForce, parent.get(), difference(present, plan)));
    }
    return Optional.empty();
  }

  /** A gateway that gets in no more would let a push wait for ever. */
  private static Optional<Answer> gone(GatewayId gateway, Pushes.Standing standing) {
    return switch (standing) {
      case Pushes.Standing.In in -> Optional.empty();
      case Pushes.Standing.Revoked revoked ->
          refused(
              "Revoked",
              gateway + " gets in with no certificate: fleet claim, and push once it is back");
      case Pushes.Standing.Retired retired ->
          refused(
              "Retired",
              retired
                  .successor()
                  .map(
                      next ->
                          "%s is retired: push to %s, which took its place"
                              .formatted(gateway, next))
                  .orElse(
                      gateway
                          + " is retired, nobody gets in under this name any more: another box"
                          + " takes its place by fleet replace-gateway"));
    };
  }

  private static Optional<Answer> refused(String title, String detail) {
    return Optional.of(new Answer.Refused(title, detail));
  }

  private static String difference(Optional<SitePlan> present, SitePlan plan) {
    StringBuilder told = new StringBuilder();
    for (Change change : present.map(its -> Differences.of(its, plan)).orElse(List.of())) {
      told.append("\n  ").append(WORDS.text(change));
    }
    return told.isEmpty() ? "" : "\nagainst the plan in force it says:" + told;
  }

  /** A plan with families of the gateway's own is in force though nobody here can read it. */
  private Optional<SitePlan> loaded(String plan) {
    try {
      return Optional.of(SitePlans.load("plan in force", plan, profiles));
    } catch (DocumentException others) {
      return Optional.empty();
    }
  }
}
