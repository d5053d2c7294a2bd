package eu.releve.cloud.push;

import eu.releve.cloud.authority.Authority;
import eu.releve.document.DocumentException;
import eu.releve.measure.GatewayId;
import eu.releve.measure.OrganisationId;
import eu.releve.profile.Profiles;
import eu.releve.provisioning.command.PlanWords;
import eu.releve.provisioning.language.Messages;
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
   * @param language in which he is told why not.
   */
  public record Wish(
      GatewayId gateway,
      String file,
      String plan,
      Optional<String> parent,
      Optional<String> author,
      Duration within,
      String who,
      Locale language) {
    private String text(String key, Object... arguments) {
      return Messages.load(PlanDesk.class, language).text(key, arguments);
    }

    private Optional<Answer> refused(String title, String key, Object... arguments) {
      return Optional.of(new Answer.Refused(title, text(key, arguments)));
    }
  }

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
     * @param title in a few words, by which programs know it: in English.
     * @param detail why, in the language of the wish.
     */
    record Refused(String title, String detail) implements Answer {}
  }

  /** Checks a plan, has it signed and keeps it for its gateway; or says why not. */
  public Answer push(Wish wish) throws SQLException {
    if (authority.isEmpty()) {
      return new Answer.Refused("No authority", wish.text("push.no-authority"));
    }
    int bytes = wish.plan.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > PlanCommand.PLAN_BYTES_MAX) {
      return new Answer.Wrong(
          "%s: wanted a plan of at most %d bytes, found %d"
              .formatted(wish.file, PlanCommand.PLAN_BYTES_MAX, bytes));
    }
    try {
      SitePlan plan = SitePlans.load(wish.file, wish.plan, profiles);
      Optional<Answer> trouble = trouble(wish, plan);
      return trouble.isPresent() ? trouble.get() : push(wish, plan, authority.get());
    } catch (DocumentException refused) {
      return new Answer.Wrong(String.valueOf(refused.getMessage()));
    } catch (IllegalArgumentException impossible) {
      return new Answer.Wrong(wish.file + ": " + impossible.getMessage());
    }
  }

  /** What {@code site check} calls an error. */
  private Optional<Answer> trouble(Wish wish, SitePlan plan) {
    LocalDate today = LocalDate.ofInstant(clock.instant(), plan.zone());
    List<Finding> errors =
        Check.of(plan, profiles::find, today).stream()
            .filter(finding -> finding.code().severity() == Severity.ERROR)
            .toList();
    if (errors.isEmpty()) {
      return Optional.empty();
    }
    PlanWords words = PlanWords.in(wish.language);
    StringBuilder told = new StringBuilder();
    for (Finding error : errors) {
      told.append(told.isEmpty() ? "" : "\n")
          .append("%s:%d: %s".formatted(wish.file, error.line(), words.text(error)));
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
            known.parent(),
            plan.hash(),
            wish.author.or(() -> plan.revision().author()).orElse(wish.who),
            wish.within);
    byte[] command = Wire.encode(signs.seal(order, wish.plan));
    try {
      pushes.keep(order, wish.plan, command, wish.who, clock.instant());
    } catch (SQLException collided) {
      if (COLLIDED.equals(collided.getSQLState())) {
        return new Answer.Refused("Two at once", wish.text("push.two-at-once"));
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
    Optional<Answer> gone = gone(wish, known.standing());
    if (gone.isPresent()) {
      return gone;
    }
    if (known.organisation().isEmpty()) {
      return wish.refused("Nobody's", "push.nobodys", wish.gateway);
    }
    if (known.onTrial().isPresent()) {
      return wish.refused("On trial", "push.on-trial", Long.toString(known.onTrial().get()));
    }
    if (plan.hash().equals(known.parent())) {
      return wish.refused("In force", "push.in-force");
    }
    Optional<SitePlan> present = known.inForce().flatMap(this::loaded);
    if (present.isPresent() && !present.get().site().equals(plan.site())) {
      return wish.refused(
          "Another building",
          "push.another-building",
          wish.file,
          present.get().site(),
          wish.gateway,
          plan.site());
    }
    Optional<String> parent = wish.parent.or(() -> plan.revision().parent());
    if (parent.isEmpty() || parent.get().equals(known.parent())) {
      return Optional.empty();
    }
    return known.inForce().isEmpty()
        ? wish.refused("Another parent", "push.no-parent", wish.file, wish.gateway, parent.get())
        : wish.refused(
            "Another parent",
            "push.another-parent",
            wish.file,
            known.parent(),
            parent.get(),
            difference(wish, present, plan));
  }

  /** A gateway that gets in no more would let a push wait for ever. */
  private static Optional<Answer> gone(Wish wish, Pushes.Standing standing) {
    return switch (standing) {
      case Pushes.Standing.In in -> Optional.empty();
      case Pushes.Standing.Revoked revoked -> wish.refused("Revoked", "push.revoked", wish.gateway);
      case Pushes.Standing.Retired retired ->
          retired.successor().isPresent()
              ? wish.refused("Retired", "push.replaced", wish.gateway, retired.successor().get())
              : wish.refused("Retired", "push.retired", wish.gateway);
    };
  }

  private static String difference(Wish wish, Optional<SitePlan> present, SitePlan plan) {
    PlanWords words = PlanWords.in(wish.language);
    StringBuilder told = new StringBuilder();
    for (Change change : present.map(its -> Differences.of(its, plan)).orElse(List.of())) {
      told.append("\n  ").append(words.text(change));
    }
    return told.isEmpty() ? "" : "\n" + wish.text("push.difference") + told;
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
