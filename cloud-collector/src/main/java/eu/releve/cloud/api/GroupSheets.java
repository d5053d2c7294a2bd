package eu.releve.cloud.api;

import eu.releve.cloud.process.Groups;
import eu.releve.cloud.process.PurchaseGroup;
import eu.releve.cloud.process.PurchaseGroup.Sheet;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.Optional;
import java.util.regex.Pattern;

/** Purchase groups: whose they are, who agreed, and what may be told of them. */
final class GroupSheets {
  private static final int NAME_MAX = 32;
  private static final int TEXT_MAX = 200;
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,30}[a-z0-9]");

  private final Buildings buildings;
  private final Groups groups;

  GroupSheets(Buildings buildings, Groups groups) {
    this.buildings = buildings;
    this.groups = groups;
  }

  JsonObject list(Asked asked) throws SQLException {
    Optional<Integer> whose =
        asked.principal().isOperator()
            ? Optional.empty()
            : Optional.of(asked.principal().organisation());
    JsonArray items = new JsonArray();
    groups.of(whose).forEach(group -> items.add(described(group)));
    return new JsonObject().put("items", items).putNull("next");
  }

  JsonObject one(Asked asked) throws Problem, SQLException {
    Groups.Group group = visible(asked);
    JsonArray months = new JsonArray();
    groups.sheets(group.id()).forEach((month, sheet) -> months.add(told(month, sheet)));
    return described(group).put("months", months);
  }

  JsonObject curve(Asked asked) throws Problem, SQLException {
    Groups.Group group = visible(asked);
    YearMonth month =
        Results.month(asked, "month")
            .orElseThrow(() -> Problem.badRequest("month: wanted one, found nothing"));
    Sheet sheet = groups.sheets(group.id()).get(month);
    if (sheet == null) {
      throw Problem.notFound("month of this group");
    }
    JsonArray values = new JsonArray();
    if (sheet instanceof Sheet.Told told) {
      told.curveWh().forEach(value -> values.add(Long.toString(value)));
    }
    return told(month, sheet).put("step", "15m").put("unit", "Wh").put("values", values);
  }

  JsonObject make(Asked asked) throws Problem, SQLException {
    JsonObject body = Asked.body(asked.context());
    String name = Asked.field(body, "name", NAME_MAX);
    if (!NAME.matcher(name).matches()) {
      throw Problem.badRequest("name: wanted " + NAME + ", found '" + name + "'");
    }
    String title = Asked.field(body, "title", TEXT_MAX);
    int organisation = asked.principal().organisation();
    if (body.containsKey("organisation")) {
      String wanted = Asked.field(body, "organisation", NAME_MAX);
      Optional<Integer> found = groups.organisation(wanted);
      boolean may = asked.principal().isOperator() || found.equals(Optional.of(organisation));
      if (found.isEmpty() || !may) {
        throw Problem.badRequest("organisation: wanted your own, found '" + wanted + "'");
      }
      organisation = found.get();
    }
    return groups
        .make(organisation, name, title)
        .map(id -> new JsonObject().put("id", id))
        .orElseThrow(() -> new Problem(409, "Taken", "there is a group of that name"));
  }

  JsonObject consent(Asked asked) throws Problem, SQLException {
    Groups.Group group = visible(asked);
    JsonObject body = Asked.body(asked.context());
    int lot = lot(asked, body);
    String givenBy = Asked.field(body, "givenBy", TEXT_MAX);
    LocalDate from = date(body, "from");
    LocalDate to = date(body, "to");
    if (!from.isBefore(to)) {
      throw Problem.badRequest("from, to: wanted from before to, found %s, %s".formatted(from, to));
    }
    Groups.Consent consent = new Groups.Consent(lot, givenBy, from, to);
    Groups.Noted noted =
        asked.principal().isOperator()
            ? groups.consentGivenEarlier(group.id(), consent)
            : groups.consent(group.id(), consent);
    return switch (noted) {
      case YES -> new JsonObject();
      case NOT_A_DWELLING ->
          throw Problem.badRequest("lot: wanted a dwelling, found a lot of another kind");
      case IN_THE_PAST ->
          throw Problem.badRequest("from: wanted today or later, found %s".formatted(from));
      case ALREADY_TOLD ->
          throw new Problem(
              409, "Already told", "the group has been told of a month since %s".formatted(from));
      case WITHDRAWN ->
          throw new Problem(
              409,
              "Withdrawn",
              "the consent from %s was withdrawn: a new one begins on another day".formatted(from));
      case OF_ANOTHER_ORGANISATION ->
          throw Problem.badRequest("lot: wanted one of the group's organisation, found another's");
      case IN_ANOTHER_GROUP ->
          throw new Problem(
              409, "In another group", "the lot is in another group at that time: withdraw first");
    };
  }

  JsonObject withdraw(Asked asked) throws Problem, SQLException {
    Groups.Group group = visible(asked);
    JsonObject body = Asked.body(asked.context());
    LocalDate day = date(body, "day");
    return switch (groups.withdraw(group.id(), lot(asked, body), day)) {
      case YES -> new JsonObject();
      case NO_CONSENT -> throw Problem.notFound("consent");
      case IN_THE_PAST ->
          throw Problem.badRequest("day: wanted today or later, found %s".formatted(day));
    };
  }

  private Groups.Group visible(Asked asked) throws Problem, SQLException {
    return groups
        .find(asked.key("group"))
        .filter(
            group ->
                asked.principal().isOperator()
                    || group.organisation() == asked.principal().organisation())
        .orElseThrow(() -> Problem.notFound("group"));
  }

  private int lot(Asked asked, JsonObject body) throws Problem, SQLException {
    if (!(body.getValue("building") instanceof Integer building)) {
      throw Problem.badRequest("building: wanted a number, found something else");
    }
    buildings.visible(asked.principal(), building);
    String lot = Asked.field(body, "lot", NAME_MAX);
    return groups.lot(building, lot).orElseThrow(() -> Problem.notFound("lot"));
  }

  private static LocalDate date(JsonObject body, String name) throws Problem {
    String text = Asked.field(body, name, 10);
    try {
      return LocalDate.parse(text);
    } catch (DateTimeException wrong) {
      throw Problem.badRequest(
          "%s: wanted a date such as 2026-03-01, found '%s'".formatted(name, text));
    }
  }

  private static JsonObject described(Groups.Group group) {
    return new JsonObject()
        .put("id", group.id())
        .put("name", group.name())
        .put("title", group.title())
        .put("consents", group.consents());
  }

  private static JsonObject told(YearMonth month, Sheet sheet) {
    JsonObject json = new JsonObject().put("month", month.toString());
    return switch (sheet) {
      case Sheet.Told told -> {
        json.put("outcome", "told")
            .put("households", told.households())
            .put("totalWh", Long.toString(told.totalWh()))
            .put("loadFactor", told.loadFactor().toPlainString());
        yield told.beside() == 0
            ? json
            : json.put("reason", "few-beside")
                .put("found", told.beside())
                .put("wanted", PurchaseGroup.HOUSEHOLDS_MIN);
      }
      case Sheet.Withheld withheld ->
          json.put("outcome", "withheld")
              .put("reason", Results.word(withheld.reason().name()))
              .put("found", withheld.found())
              .put("wanted", withheld.wanted())
              .put("consented", withheld.consented());
    };
  }
}
