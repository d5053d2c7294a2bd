package eu.releve.cloud.portal;

import eu.releve.cloud.account.Principal;
import eu.releve.cloud.enrol.Pairing;
import eu.releve.cloud.enrol.Pairing.Outcome;
import eu.releve.cloud.portal.Boxes.Choice;
import eu.releve.cloud.portal.Boxes.Form;
import eu.releve.cloud.portal.Boxes.Notice;
import eu.releve.measure.SiteId;
import eu.releve.provisioning.enrol.ClaimCode;
import eu.releve.provisioning.enrol.EnrolmentLabel;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** The page on which somebody with a label takes a box for the own organisation. */
final class PairingPage {
  private static final int CODE_MAX = 1_024;

  private final Pages pages;
  private final Optional<Pairing> pairing;

  /**
   * @param pages what the visitor may see.
   * @param pairing nothing where the collector only shows.
   */
  PairingPage(Pages pages, Optional<Pairing> pairing) {
    this.pages = pages;
    this.pairing = pairing;
  }

  /**
   * Who asks for what.
   *
   * @param address from where.
   * @param organisation the key that an operator chose; empty for others.
   */
  record Asked(
      Principal principal, String address, String code, String building, String organisation) {}

  /** A page, and with which status it is answered. */
  record Shown(int status, String html) {}

  Shown show(Visit visit, Principal principal, String code) throws SQLException {
    return new Shown(200, html(visit, principal, code, "", Optional.empty()));
  }

  Shown pair(Visit visit, Asked asked) throws SQLException {
    Optional<Notice> wrong = Optional.empty();
    Optional<ClaimCode> code = code(asked.code);
    String site = asked.building.strip();
    Optional<SiteId> building = building(site);
    Optional<Integer> organisation = organisation(visit, asked);
    if (code.isEmpty()) {
      wrong = Optional.of(new Notice(true, visit.text("pair.code")));
    } else if (building.isEmpty() && !site.isEmpty()) {
      wrong = Optional.of(new Notice(true, visit.text("pair.building")));
    } else if (organisation.isEmpty() || pairing.isEmpty()) {
      wrong = Optional.of(new Notice(true, visit.text("pair.organisation")));
    }
    if (wrong.isPresent()) {
      return new Shown(400, html(visit, asked.principal, asked.code, asked.building, wrong));
    }
    Pairing.Who who =
        new Pairing.Who(asked.principal.name(), asked.address, organisation.orElseThrow());
    Outcome outcome = pairing.orElseThrow().pair(code.orElseThrow(), building, who);
    boolean isDone = outcome instanceof Outcome.Paired;
    boolean isLimited = outcome.equals(new Outcome.Not(Pairing.Why.TOO_MANY));
    return new Shown(
        isDone ? 200 : isLimited ? 429 : 409,
        html(
            visit,
            asked.principal,
            isDone ? "" : asked.code,
            isDone ? "" : asked.building,
            Optional.of(Boxes.told(outcome, visit.words()))));
  }

  private String html(
      Visit visit, Principal principal, String code, String building, Optional<Notice> notice)
      throws SQLException {
    Boxes boxes = pages.boxes(visit, principal);
    List<Choice> organisations = principal.isOperator() ? boxes.organisations() : List.of();
    Form form = new Form(code, building, Boxes.known(pages.buildings(principal)), organisations);
    return pages.boxes(visit, boxes.list(principal), pairing.map(any -> form), notice);
  }

  /** As it is typed, or the whole label as a phone reads it. */
  private static Optional<ClaimCode> code(String text) {
    try {
      String typed = text.strip();
      return typed.length() > CODE_MAX
          ? Optional.empty()
          : Optional.of(
              typed.contains("#") ? EnrolmentLabel.parse(typed).code() : ClaimCode.parse(typed));
    } catch (IllegalArgumentException none) {
      return Optional.empty();
    }
  }

  /** Nothing where it is no identifier. */
  private static Optional<SiteId> building(String text) {
    try {
      return Optional.of(new SiteId(text));
    } catch (IllegalArgumentException none) {
      return Optional.empty();
    }
  }

  private Optional<Integer> organisation(Visit visit, Asked asked) throws SQLException {
    if (!asked.principal.isOperator()) {
      return Optional.of(asked.principal.organisation());
    }
    return pages.boxes(visit, asked.principal).organisations().stream()
        .map(Choice::id)
        .filter(id -> Integer.toString(id).equals(asked.organisation))
        .findFirst();
  }
}
