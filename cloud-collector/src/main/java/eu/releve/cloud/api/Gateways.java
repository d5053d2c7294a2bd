package eu.releve.cloud.api;

import eu.releve.cloud.enrol.Claims;
import eu.releve.cloud.enrol.Reception;
import eu.releve.measure.GatewayId;
import eu.releve.measure.OrganisationId;
import eu.releve.provisioning.enrol.EnrolmentLabel;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The fleet: which gateways there are, with which certificates, and who may still come in. */
final class Gateways {
  private static final int PAGE = 1_000;
  private static final int HISTORY = 100;
  private static final int REASON_MAX = 500;
  private static final int NAME_MAX = 64;

  private static final String LIST =
      """
      select g.id, o.name, g.online, g.state_changed_at, g.retired_at, g.claimed,
        (select string_agg(b.site, ' ' order by b.site) from building b where b.gateway = g.id),
        c.serial, c.not_after, w.asked_why
      from gateway g
        left join organisation o on o.id = g.organisation
        left join lateral (
          select serial, not_after from certificate
          where gateway = g.id and revoked_at is null
          order by shown_at is null, not_after desc limit 1) c on true
        left join lateral (
          select asked_why from certificate
          where gateway = g.id and revoked_at is null and asked_why is not null
          order by asked_at desc limit 1) w on true
      """;

  private final DataSource database;
  private final Optional<Reception> reception;
  private final InstantSource clock;

  Gateways(DataSource database, Optional<Reception> reception, InstantSource clock) {
    this.database = database;
    this.reception = reception;
    this.clock = clock;
  }

  JsonObject list(Asked asked) throws Problem, SQLException {
    JsonArray items = new JsonArray();
    String last = "";
    try (Connection connection = database.getConnection();
        PreparedStatement query =
            connection.prepareStatement(
                LIST + "where g.id > ? and g.files_of is null order by g.id limit ?")) {
      query.setString(1, asked.nameCursor());
      query.setInt(2, PAGE);
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          last = row.getString(1);
          items.add(described(row));
        }
      }
    }
    return Buildings.page(items, PAGE, last);
  }

  JsonObject one(Asked asked) throws Problem, SQLException {
    String gateway = asked.name("gateway");
    try (Connection connection = database.getConnection();
        PreparedStatement query =
            connection.prepareStatement(LIST + "where g.id = ? and g.files_of is null")) {
      query.setString(1, gateway);
      try (ResultSet row = query.executeQuery()) {
        if (!row.next()) {
          throw Problem.noSuch("gateway");
        }
        return described(row)
            .put("certificates", certificates(connection, gateway))
            .put("history", history(connection, gateway));
      }
    }
  }

  private JsonObject described(ResultSet row) throws SQLException {
    Instant end = instant(row.getTimestamp(9));
    return new JsonObject()
        .put("gateway", row.getString(1))
        .put("organisation", row.getString(2))
        .put("online", row.getBoolean(3))
        .put("since", text(instant(row.getTimestamp(4))))
        .put("retired", text(instant(row.getTimestamp(5))))
        .put("claimed", row.getBoolean(6))
        .put("sites", sites(row.getString(7)))
        .put("certificate", row.getString(8))
        .put("until", text(end))
        .put("over", end != null && !clock.instant().isBefore(end))
        .put("waits", row.getString(10));
  }

  private static JsonArray sites(@Nullable String joined) {
    JsonArray sites = new JsonArray();
    if (joined != null) {
      for (String site : joined.split(" ", -1)) {
        sites.add(site);
      }
    }
    return sites;
  }

  private static JsonArray certificates(Connection connection, String gateway) throws SQLException {
    JsonArray items = new JsonArray();
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select serial, not_before, not_after, shown_at, revoked_at, asked_why, readmitted_until
            from certificate where gateway = ? order by issued_at desc limit ?\
            """)) {
      query.setString(1, gateway);
      query.setInt(2, HISTORY);
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          items.add(
              new JsonObject()
                  .put("serial", row.getString(1))
                  .put("from", text(instant(row.getTimestamp(2))))
                  .put("until", text(instant(row.getTimestamp(3))))
                  .put("shown", text(instant(row.getTimestamp(4))))
                  .put("revoked", text(instant(row.getTimestamp(5))))
                  .put("waits", row.getString(6))
                  .put("readmitted", text(instant(row.getTimestamp(7)))));
        }
      }
    }
    return items;
  }

  private static JsonArray history(Connection connection, String gateway) throws SQLException {
    JsonArray items = new JsonArray();
    try (PreparedStatement query =
        connection.prepareStatement(
            "select at, who, what, text from audit where gateway = ? order by id desc limit ?")) {
      query.setString(1, gateway);
      query.setInt(2, HISTORY);
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          items.add(
              new JsonObject()
                  .put("at", text(instant(row.getTimestamp(1))))
                  .put("who", row.getString(2))
                  .put("what", row.getString(3))
                  .put("text", row.getString(4)));
        }
      }
    }
    return items;
  }

  private static @Nullable Instant instant(@Nullable Timestamp at) {
    return at == null ? null : at.toInstant();
  }

  private static @Nullable String text(@Nullable Instant at) {
    return at == null ? null : at.truncatedTo(ChronoUnit.MILLIS).toString();
  }

  JsonObject claim(Asked asked) throws Problem, SQLException {
    GatewayId gateway = gateway(asked);
    JsonObject body = Asked.body(asked.context());
    Optional<OrganisationId> organisation =
        body.containsKey("organisation")
            ? Optional.of(organisation(Asked.field(body, "organisation", NAME_MAX)))
            : Optional.empty();
    Duration life = life(body);
    Reception desk = reception();
    if (desk.address().isEmpty()) {
      throw Problem.told(409, "No authority", "claim.no-authority");
    }
    Claims.Making making =
        desk.claims().make(gateway, organisation, life, asked.principal().name());
    if (making.unmade().isPresent()) {
      throw unmade(making.unmade().get(), gateway, organisation);
    }
    Claims.Made made = making.made().orElseThrow();
    EnrolmentLabel label = desk.label(gateway, made.code()).orElseThrow();
    return new JsonObject()
        .put("gateway", gateway.value())
        .put("organisation", organisation.map(OrganisationId::value).orElse(null))
        .put("code", made.code().text())
        .put("label", label.text())
        .put("server", label.server().toString())
        .put("fingerprint", label.authority().hex())
        .put("ways", ways(desk))
        .put("expires", text(made.expires()));
  }

  private static JsonArray ways(Reception desk) {
    JsonArray ways = new JsonArray();
    desk.address().ifPresent(its -> its.ways().forEach(way -> ways.add(way.toString())));
    return ways;
  }

  private static Problem unmade(
      Claims.Unmade why, GatewayId gateway, Optional<OrganisationId> organisation) {
    return switch (why) {
      case NO_SUCH_ORGANISATION ->
          Problem.noSuch("organisation", organisation.map(OrganisationId::value).orElse(""));
      case ANOTHERS -> Problem.told(409, "Another's", "claim.anothers", gateway);
      case RETIRED -> Problem.told(409, "Retired", "claim.retired", gateway);
    };
  }

  static OrganisationId organisation(String text) throws Problem {
    try {
      return new OrganisationId(text);
    } catch (IllegalArgumentException impossible) {
      throw Problem.wanted("identifier", "organisation", text);
    }
  }

  private static Duration life(JsonObject body) throws Problem {
    if (!body.containsKey("hours")) {
      return Claims.LIFE_USUAL;
    }
    long most = Claims.LIFE_MAX.toHours();
    if (body.getValue("hours") instanceof Integer hours && hours > 0 && hours <= most) {
      return Duration.ofHours(hours);
    }
    throw Problem.wanted(
        "count", "hours", "1", Long.toString(most), String.valueOf(body.getValue("hours")));
  }

  /** What an operator decides, and on how many certificates it works. */
  @FunctionalInterface
  private interface Decision {
    int on(GatewayId gateway, String who, String reason) throws SQLException;
  }

  JsonObject revoke(Asked asked) throws Problem, SQLException {
    return decide(asked, reception().fleet()::revoke);
  }

  JsonObject readmit(Asked asked) throws Problem, SQLException {
    return decide(asked, reception().fleet()::readmit);
  }

  JsonObject retire(Asked asked) throws Problem, SQLException {
    return decide(asked, reception().fleet()::retire);
  }

  private static JsonObject decide(Asked asked, Decision decision) throws Problem, SQLException {
    GatewayId gateway = gateway(asked);
    String reason = Asked.field(Asked.body(asked.context()), "reason", REASON_MAX);
    int changed = decision.on(gateway, asked.principal().name(), reason);
    if (changed < 0) {
      throw Problem.noSuch("gateway");
    }
    return new JsonObject()
        .put("who", asked.principal().name())
        .put("reason", reason)
        .put("changed", changed);
  }

  private Reception reception() throws Problem {
    return reception.orElseThrow(() -> Problem.told(409, "Shows only", "refusal.shows-only"));
  }

  private static GatewayId gateway(Asked asked) throws Problem {
    if (!asked.principal().isOperator()) {
      throw Problem.forOperators("entrance");
    }
    try {
      return new GatewayId(asked.name("gateway"));
    } catch (IllegalArgumentException impossible) {
      throw Problem.noSuch("gateway");
    }
  }
}
