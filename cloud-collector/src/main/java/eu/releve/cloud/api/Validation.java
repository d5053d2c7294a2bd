package eu.releve.cloud.api;

import eu.releve.cloud.audit.Audit;
import eu.releve.cloud.validate.LimitBook;
import eu.releve.cloud.validate.Limits;
import eu.releve.cloud.validate.Remark;
import eu.releve.cloud.validate.Remarks;
import eu.releve.cloud.validate.Rule;
import eu.releve.cloud.validate.SampleRules;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.sql.DataSource;

/** What does not look right in buildings, and the limits by which it is judged. */
final class Validation {
  private static final LocalDate FIRST = LocalDate.of(2000, 1, 1);
  private static final LocalDate LAST = LocalDate.of(2199, 12, 31);
  private static final int REMARKS_MAX = 1_000;
  private static final int TEXT_MAX = 200;
  private static final int NAME_MAX = 64;
  private static final Pattern NUMBER = Pattern.compile("\\d{1,6}(\\.\\d{1,3})?");

  private final DataSource database;
  private final Buildings buildings;
  private final InstantSource clock;

  Validation(DataSource database, Buildings buildings, InstantSource clock) {
    this.database = database;
    this.buildings = buildings;
    this.clock = clock;
  }

  JsonObject remarks(Asked asked) throws Problem, SQLException {
    ZoneId zone = ZoneId.of(buildings.one(asked).getString("zone"));
    int building = asked.key("building");
    LocalDate from = day("from", asked.parameter("from").orElse(FIRST.toString()));
    LocalDate to = day("to", asked.parameter("to").orElse(LAST.toString()));
    if (!from.isBefore(to)) {
      throw Problem.badRequest("from, to: wanted from before to, found %s, %s".formatted(from, to));
    }
    JsonArray items = new JsonArray();
    try (Connection connection = database.getConnection()) {
      Map<Rule, String> units = units(new LimitBook(connection).of(0));
      List<Remarks.Named> seen =
          new SeenRemarks(connection, building, zone)
              .of(asked.principal().role(), from, to, clock.instant(), REMARKS_MAX);
      for (Remarks.Named named : seen) {
        items.add(told(named, units.getOrDefault(named.remark().subject().rule(), "")));
      }
    }
    return new JsonObject().put("items", items).putNull("next");
  }

  private static Map<Rule, String> units(Limits limits) {
    Map<Rule, String> units = new HashMap<>();
    limits.known().forEach(limit -> units.putIfAbsent(limit.rule(), limit.unit()));
    return units;
  }

  private static JsonObject told(Remarks.Named named, String unit) {
    Remark remark = named.remark();
    Rule rule = remark.subject().rule();
    boolean zone = rule == Rule.CLOCK && SampleRules.isZone(remark.shown().measured());
    return new JsonObject()
        .put("rule", rule.id())
        .put("name", rule.word())
        .put("sentence", rule.sentence())
        .put("point", remark.subject().point().orElse(null))
        .put("pointName", named.pointName().orElse(null))
        .put("lot", named.lot().orElse(null))
        .put("about", remark.subject().about())
        .put("since", remark.since().toString())
        .put("lastDay", remark.last().toString())
        .put("cleanOn", remark.cleanOn().map(LocalDate::toString).orElse(null))
        .put("ongoing", remark.isOngoing())
        .put("days", remark.days())
        .put("measured", plain(remark.shown().measured()))
        .put("limit", plain(remark.shown().limit()))
        .put("unit", unit)
        .put("zone", zone);
  }

  private static String plain(BigDecimal value) {
    return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
  }

  JsonObject rules(Asked asked) throws Problem, SQLException {
    Optional<String> text = asked.parameter("on");
    LocalDate on = text.isPresent() ? day("on", text.get()) : today();
    JsonArray items = new JsonArray();
    try (Connection connection = database.getConnection()) {
      Limits limits =
          new LimitBook(connection)
              .of(organisation(connection, asked, asked.parameter("organisation")));
      for (Rule rule : Rule.values()) {
        JsonArray own = new JsonArray();
        limits.known(on).stream()
            .filter(limit -> limit.rule() == rule)
            .forEach(limit -> own.add(told(limit, limits.own(rule, limit.name(), on))));
        items.add(
            new JsonObject()
                .put("rule", rule.id())
                .put("name", rule.word())
                .put("sentence", rule.sentence())
                .put("where", rule.where().orElse("run"))
                .put("limits", own));
      }
    }
    return new JsonObject().put("on", on.toString()).put("items", items).putNull("next");
  }

  private LocalDate today() {
    return clock.instant().atZone(ZoneOffset.UTC).toLocalDate();
  }

  private static JsonObject told(Limits.Limit limit, Optional<Limits.Own> own) {
    return new JsonObject()
        .put("limit", limit.name())
        .put("unit", limit.unit())
        .put("value", plain(own.map(Limits.Own::value).orElse(limit.value())))
        .put("default", plain(limit.value()))
        .put("least", plain(limit.least()))
        .put("most", plain(limit.most()))
        .put("source", limit.source())
        .put("confirmed", limit.confirmed())
        .put("from", own.map(set -> set.from().toString()).orElse(null))
        .put("by", own.map(Limits.Own::who).orElse(null))
        .put("reason", own.map(Limits.Own::reason).orElse(null));
  }

  JsonObject set(Asked asked) throws Problem, SQLException {
    String word = asked.name("rule");
    Rule rule = Rule.named(word).orElseThrow(() -> Problem.notFound("rule"));
    JsonObject body = Asked.body(asked.context());
    String name = Asked.field(body, "limit", NAME_MAX);
    String number = Asked.field(body, "value", NAME_MAX);
    LocalDate from = day("from", Asked.field(body, "from", NAME_MAX));
    String reason = Asked.field(body, "reason", TEXT_MAX);
    Optional<String> wanted =
        body.containsKey("organisation")
            ? Optional.of(Asked.field(body, "organisation", NAME_MAX))
            : Optional.empty();
    try (Connection connection = database.getConnection()) {
      int organisation = organisation(connection, asked, wanted);
      LimitBook book = new LimitBook(connection);
      Limits limits = book.of(organisation);
      Limits.Limit limit =
          limits
              .limit(rule, name, from)
              .orElseThrow(() -> Problem.badRequest(wantedLimits(limits, rule, from, name)));
      if (!NUMBER.matcher(number).matches() || !limit.allows(new BigDecimal(number))) {
        throw Problem.badRequest(
            "value: wanted a number of %s from %s to %s, found '%s'"
                .formatted(limit.unit(), plain(limit.least()), plain(limit.most()), number));
      }
      if (limits.own().size() >= LimitBook.SETS_MAX) {
        throw new Problem(
            409,
            "Too many",
            "wanted at most %d limits of an organisation, found as many"
                .formatted(LimitBook.SETS_MAX));
      }
      String who = asked.principal().name();
      Instant now = clock.instant();
      int id =
          book.set(
              organisation,
              new LimitBook.Setting(rule, name, new BigDecimal(number), from, who, reason),
              now);
      String told =
          "%s, %s: %s %s from %s: %s"
              .formatted(rule.id(), name, number, limit.unit(), from, reason);
      Audit.noteOfOrganisation(
          connection, now, who, Audit.Deed.LIMIT_SET, told, Optional.of(organisation));
      connection.commit();
      return new JsonObject().put("id", id);
    }
  }

  private static String wantedLimits(Limits limits, Rule rule, LocalDate on, String found) {
    List<String> names =
        limits.known(on).stream()
            .filter(limit -> limit.rule() == rule)
            .map(Limits.Limit::name)
            .toList();
    return names.isEmpty()
        ? "limit: rule %s has none, found '%s'".formatted(rule.id(), found)
        : "limit: wanted one of %s, found '%s'".formatted(String.join(", ", names), found);
  }

  private int organisation(Connection connection, Asked asked, Optional<String> wanted)
      throws Problem, SQLException {
    if (wanted.isEmpty()) {
      return asked.principal().organisation();
    }
    try (PreparedStatement query =
        connection.prepareStatement("select id from organisation where name = ?")) {
      query.setString(1, wanted.get());
      try (ResultSet row = query.executeQuery()) {
        if (!row.next()) {
          throw Problem.badRequest("organisation: wanted your own, found '" + wanted.get() + "'");
        }
        int found = row.getInt(1);
        if (!asked.principal().isOperator() && found != asked.principal().organisation()) {
          throw Problem.badRequest("organisation: wanted your own, found '" + wanted.get() + "'");
        }
        return found;
      }
    }
  }

  private static LocalDate day(String name, String text) throws Problem {
    try {
      LocalDate day = LocalDate.parse(text);
      if (!day.isBefore(FIRST) && !day.isAfter(LAST)) {
        return day;
      }
    } catch (DateTimeException other) {
      // Told below, like a day that no meter has seen.
    }
    throw Problem.badRequest(
        "%s: wanted a day from %s to %s, found '%s'".formatted(name, FIRST, LAST, text));
  }
}
