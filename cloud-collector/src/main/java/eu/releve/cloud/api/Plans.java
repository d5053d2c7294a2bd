package eu.releve.cloud.api;

import eu.releve.cloud.push.PlanDesk;
import eu.releve.cloud.push.PlanDesk.Answer;
import eu.releve.measure.GatewayId;
import eu.releve.measure.OrganisationId;
import eu.releve.provisioning.push.PlanReport;
import eu.releve.provisioning.site.SitePlan;
import eu.releve.wire.PlanOrder;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The plans by which gateways read: what is in force, what was pushed, what became of it. */
final class Plans {
  private static final int PUSHES = 20;
  private static final int FILE_MAX = 200;
  private static final int HASH_LENGTH = 64;
  private static final Duration WITHIN_USUAL = Duration.ofMinutes(10);

  private final DataSource database;
  private final Optional<PlanDesk> desk;

  Plans(DataSource database, Optional<PlanDesk> desk) {
    this.database = database;
    this.desk = desk;
  }

  JsonObject one(Asked asked) throws Problem, SQLException {
    String gateway = asked.name("gateway");
    try (Connection connection = database.getConnection()) {
      Optional<OrganisationId> unused = see(connection, gateway);
      String inForce = inForce(connection, gateway);
      return new JsonObject()
          .put("gateway", gateway)
          .put("told", inForce == null ? null : SitePlan.hash(inForce))
          .put("pushes", pushes(connection, gateway));
    }
  }

  /** Whose it is, for whoever may see it. */
  private static Optional<OrganisationId> see(Connection connection, String gateway)
      throws Problem, SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            "select o.name from gateway g left join organisation o on o.id = g.organisation"
                + " where g.id = ?")) {
      query.setString(1, gateway);
      try (ResultSet row = query.executeQuery()) {
        if (!row.next()) {
          throw Problem.noSuch("gateway");
        }
        return Optional.ofNullable(row.getString(1)).map(OrganisationId::new);
      }
    }
  }

  private static @Nullable String inForce(Connection connection, String gateway)
      throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select p.body from building b join lateral (
                select body from site_plan where building = b.id
                order by epoch = b.catalogue_epoch desc nulls last, seq desc nulls last,
                  version desc limit 1) p on true
              left join epoch e on e.epoch = b.catalogue_epoch
            where b.gateway = ?
            order by e.first_seen desc nulls last, b.catalogue_seq desc nulls last limit 1""")) {
      query.setString(1, gateway);
      try (ResultSet row = query.executeQuery()) {
        return row.next() ? row.getString(1) : null;
      }
    }
  }

  private static JsonArray pushes(Connection connection, String gateway) throws SQLException {
    JsonArray items = new JsonArray();
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select version, hash, parent, author, pushed_by, pushed_at, confirm_seconds, state,
              state_at, report, (select name from organisation o where o.id = p.organisation)
            from plan_push p where gateway = ? order by version desc limit ?""")) {
      query.setString(1, gateway);
      query.setInt(2, PUSHES);
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          items.add(push(row));
        }
      }
    }
    return items;
  }

  private static JsonObject push(ResultSet row) throws SQLException {
    String state = row.getString(8);
    JsonObject push =
        new JsonObject()
            .put("version", row.getLong(1))
            .put("plan", row.getString(2))
            .put("parent", row.getString(3))
            .put("organisation", row.getString(11))
            .put("author", row.getString(4))
            .put("who", row.getString(5))
            .put("at", row.getTimestamp(6).toInstant().truncatedTo(ChronoUnit.MILLIS).toString())
            .put("confirmSeconds", row.getInt(7))
            .put("state", state)
            .put(
                "since", row.getTimestamp(9).toInstant().truncatedTo(ChronoUnit.MILLIS).toString());
    Optional<PlanReport> report =
        Optional.ofNullable(row.getString(10))
            .flatMap(text -> PlanReport.parse("plan-" + state, text));
    JsonArray changes = new JsonArray();
    report.ifPresent(
        said ->
            said.changes()
                .forEach(
                    change ->
                        changes.add(
                            new JsonObject()
                                .put("what", change.what().id())
                                .put("words", new JsonArray(change.words())))));
    return push.put("why", report.map(said -> said.why().id()).orElse("none"))
        .put("said", report.map(PlanReport::said).orElse(""))
        .put("meters", new JsonArray(report.map(PlanReport::meters).orElse(List.of())))
        .put("changes", changes);
  }

  JsonObject push(Asked asked) throws Problem, SQLException {
    String gateway = asked.name("gateway");
    Optional<OrganisationId> owner;
    try (Connection connection = database.getConnection()) {
      owner = see(connection, gateway);
    }
    JsonObject body = Asked.body(asked.context());
    PlanDesk plans =
        desk.orElseThrow(() -> Problem.told(409, "Shows only", "refusal.commands-nobody"));
    PlanDesk.Wish wish =
        new PlanDesk.Wish(
            gateway(gateway),
            owner,
            body.containsKey("file") ? Asked.field(body, "file", FILE_MAX) : "plan",
            plan(body),
            body.containsKey("parent")
                ? Optional.of(Asked.field(body, "parent", HASH_LENGTH))
                : Optional.empty(),
            body.containsKey("author")
                ? Optional.of(Asked.field(body, "author", PlanOrder.AUTHOR_MAX))
                : Optional.empty(),
            within(body),
            asked.principal().name(),
            asked.language());
    return switch (plans.push(wish)) {
      case Answer.Wrong wrong -> throw Problem.badRequest(wrong.detail());
      case Answer.Refused refused -> throw new Problem(409, refused.title(), refused.detail());
      case Answer.Pushed pushed ->
          new JsonObject()
              .put("gateway", gateway)
              .put("version", pushed.order().version())
              .put("plan", pushed.order().plan())
              .put("parent", pushed.order().parent())
              .put("organisation", pushed.order().organisation().value())
              .put("author", pushed.order().author())
              .put("confirmSeconds", pushed.order().within().toSeconds());
    };
  }

  private static GatewayId gateway(String name) throws Problem {
    try {
      return new GatewayId(name);
    } catch (IllegalArgumentException impossible) {
      throw Problem.noSuch("gateway");
    }
  }

  /** It has lines, unlike what people type elsewhere; its loader says what is wrong with it. */
  private static String plan(JsonObject body) throws Problem {
    if (body.getValue("plan") instanceof String plan && !plan.isEmpty() && plan.indexOf('\0') < 0) {
      return plan;
    }
    throw Problem.wanted("plan");
  }

  private static Duration within(JsonObject body) throws Problem {
    if (!body.containsKey("confirmSeconds")) {
      return WITHIN_USUAL;
    }
    long least = PlanOrder.WITHIN_MIN.toSeconds();
    long most = PlanOrder.WITHIN_MAX.toSeconds();
    if (body.getValue("confirmSeconds") instanceof Integer seconds
        && seconds >= least
        && seconds <= most) {
      return Duration.ofSeconds(seconds);
    }
    throw Problem.wanted(
        "count",
        "confirmSeconds",
        Long.toString(least),
        Long.toString(most),
        String.valueOf(body.getValue("confirmSeconds")));
  }
}
