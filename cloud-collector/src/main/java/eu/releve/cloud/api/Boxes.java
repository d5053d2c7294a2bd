package eu.releve.cloud.api;

import eu.releve.cloud.account.Principal;
import eu.releve.cloud.enrol.Pairing;
import eu.releve.cloud.enrol.Pairing.Outcome;
import eu.releve.cloud.enrol.Reception;
import eu.releve.measure.OrganisationId;
import eu.releve.measure.SiteId;
import eu.releve.provisioning.enrol.ClaimCode;
import eu.releve.provisioning.enrol.EnrolmentLabel;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import javax.sql.DataSource;

/** Boxes are paired with buildings here, by whoever has their label. */
final class Boxes {
  private static final int NAME_MAX = 64;
  private static final int CODE_MAX = 1_024;
  private static final int CODE_SYMBOLS = 16;

  private final DataSource database;
  private final Optional<Reception> reception;

  Boxes(DataSource database, Optional<Reception> reception) {
    this.database = database;
    this.reception = reception;
  }

  JsonObject pair(Asked asked) throws Problem, SQLException {
    JsonObject body = Asked.body(asked.context());
    ClaimCode code = code(Asked.field(body, "code", CODE_MAX));
    Optional<SiteId> building =
        body.containsKey("building")
            ? Optional.of(site(Asked.field(body, "building", NAME_MAX)))
            : Optional.empty();
    Reception desk =
        reception.orElseThrow(() -> Problem.told(409, "Shows only", "refusal.shows-only"));
    Pairing.Who who =
        new Pairing.Who(
            asked.principal().name(),
            asked.context().request().remoteAddress().hostAddress(),
            organisation(asked.principal(), body));
    return switch (desk.pairing().pair(code, building, who)) {
      case Outcome.Paired paired -> answer(paired);
      case Outcome.Not not -> throw problem(not.why());
    };
  }

  private static JsonObject answer(Outcome.Paired paired) {
    JsonArray sites = new JsonArray();
    paired.read().forEach(sites::add);
    return new JsonObject()
        .put("gateway", paired.gateway().value())
        .put("building", paired.expected().map(SiteId::value).orElse(null))
        .put("sites", sites)
        .put("elsewhere", paired.isElsewhere());
  }

  private static Problem problem(Pairing.Why why) {
    return switch (why) {
      case UNKNOWN -> Problem.told(409, "Unknown code", "pair.unknown");
      case EXPIRED -> Problem.told(409, "Over", "pair.over");
      case RETIRED -> Problem.told(409, "Retired", "pair.retired");
      case TOO_MANY -> Problem.told(429, "Too many", "pair.too-many");
    };
  }

  /** The own one; operators, who have none, say which. */
  private int organisation(Principal principal, JsonObject body) throws Problem, SQLException {
    if (!principal.isOperator()) {
      return principal.organisation();
    }
    OrganisationId wanted = Gateways.organisation(Asked.field(body, "organisation", NAME_MAX));
    try (Connection connection = database.getConnection();
        PreparedStatement query =
            connection.prepareStatement(
                "select id from organisation where name = ? and name <> 'operator'")) {
      query.setString(1, wanted.value());
      try (ResultSet row = query.executeQuery()) {
        if (!row.next()) {
          throw Problem.noSuch("organisation", wanted.value());
        }
        return row.getInt(1);
      }
    }
  }

  /** As it is typed, or the whole label; what was typed is not repeated. */
  private static ClaimCode code(String text) throws Problem {
    boolean isLabel = text.contains("#");
    try {
      return isLabel ? EnrolmentLabel.parse(text).code() : ClaimCode.parse(text);
    } catch (IllegalArgumentException wrong) {
      if (isLabel) {
        throw Problem.wanted("label");
      }
      long symbols = text.codePoints().filter(Boxes::isOfACode).count();
      throw symbols == CODE_SYMBOLS
          ? Problem.wanted("code")
          : Problem.wanted("code-length", Long.toString(symbols));
    }
  }

  private static boolean isOfACode(int typed) {
    return typed != '-' && !Character.isWhitespace(typed) && !Character.isSpaceChar(typed);
  }

  private static SiteId site(String text) throws Problem {
    try {
      return new SiteId(text);
    } catch (IllegalArgumentException wrong) {
      throw Problem.wanted("identifier", "building", text);
    }
  }
}
