package eu.releve.cloud.api;

import eu.releve.measure.GatewayId;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.HexFormat;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import javax.sql.DataSource;

/**
 * Batches that could not be stored as what they are, and what operators decide on them and on
 * journals that contradict each other. For operators: the bytes may hold anybody's readings.
 */
final class Quarantines {
  private static final int PAGE = 1_000;
  private static final int REASON_MAX = 500;
  private static final Pattern EPOCH = Pattern.compile("[0-9a-f]{16}");

  private final DataSource database;
  private final Desk desk;

  Quarantines(DataSource database, Desk desk) {
    this.database = database;
    this.desk = desk;
  }

  /** The batches of a gateway, in the order in which they were put aside. */
  JsonObject list(Asked asked) throws Problem, SQLException {
    GatewayId gateway = gateway(asked);
    JsonArray items = new JsonArray();
    long last = 0;
    try (Connection connection = database.getConnection();
        PreparedStatement query =
            connection.prepareStatement(
                """
                select q.batch, q.epoch, q.seq, q.reason, length(q.bytes), q.quarantined_at
                from quarantine q where q.gateway = ? and q.batch > ? order by q.batch limit ?""")) {
      query.setString(1, gateway.value());
      query.setLong(2, asked.batchCursor());
      query.setInt(3, PAGE);
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          last = row.getLong(1);
          items.add(described(row));
        }
      }
    }
    return Buildings.page(items, PAGE, Long.toString(last));
  }

  /** One batch with its bytes. */
  JsonObject one(Asked asked) throws Problem, SQLException {
    GatewayId gateway = gateway(asked);
    try (Connection connection = database.getConnection();
        PreparedStatement query =
            connection.prepareStatement(
                """
                select batch, epoch, seq, reason, length(bytes), quarantined_at, bytes
                from quarantine where gateway = ? and batch = ?""")) {
      query.setString(1, gateway.value());
      query.setLong(2, asked.batch());
      try (ResultSet row = query.executeQuery()) {
        if (!row.next()) {
          throw Problem.notFound("batch in quarantine");
        }
        return described(row).put("content", Base64.getEncoder().encodeToString(row.getBytes(7)));
      }
    }
  }

  private static JsonObject described(ResultSet row) throws SQLException {
    return new JsonObject()
        .put("batch", row.getLong(1))
        .put("epoch", HexFormat.of().toHexDigits(row.getLong(2)))
        .put("seq", row.getLong(3))
        .put("reason", row.getString(4))
        .put("bytes", row.getInt(5))
        .put("at", row.getTimestamp(6).toInstant().truncatedTo(ChronoUnit.MILLIS).toString());
  }

  JsonObject retry(Asked asked) throws Problem, SQLException {
    GatewayId gateway = gateway(asked);
    JsonObject body = Asked.body(asked.context());
    String who = asked.principal().name();
    Desk.Retried retried;
    if (body.containsKey("batch")) {
      retried = desk.retry(gateway, number(body, "batch"), who);
    } else {
      retried =
          desk.retryAfter(gateway, body.containsKey("after") ? number(body, "after") : 0, who);
    }
    JsonArray still = new JsonArray();
    for (Desk.Still one : retried.still()) {
      still.add(new JsonObject().put("batch", one.batch()).put("reason", one.reason()));
    }
    return new JsonObject()
        .put("stored", retried.stored())
        .put("still", still)
        .put("next", retried.next().isPresent() ? retried.next().getAsLong() : null);
  }

  JsonObject discard(Asked asked) throws Problem, SQLException {
    GatewayId gateway = gateway(asked);
    JsonObject body = Asked.body(asked.context());
    String reason = Asked.field(body, "reason", REASON_MAX);
    if (!desk.discard(gateway, number(body, "batch"), asked.principal().name(), reason)) {
      throw Problem.notFound("batch in quarantine");
    }
    return new JsonObject().put("who", asked.principal().name()).put("reason", reason);
  }

  JsonObject decide(Asked asked) throws Problem, SQLException {
    GatewayId gateway = gateway(asked);
    JsonObject body = Asked.body(asked.context());
    String reason = Asked.field(body, "reason", REASON_MAX);
    OptionalLong kept = OptionalLong.empty();
    if (body.containsKey("keep")) {
      String epoch = Asked.field(body, "keep", 16);
      if (!EPOCH.matcher(epoch).matches()) {
        throw Problem.badRequest("keep: wanted 16 hexadecimal digits, found '" + epoch + "'");
      }
      kept = OptionalLong.of(HexFormat.fromHexDigitsToLong(epoch));
    }
    if (!desk.decide(gateway, kept, asked.principal().name(), reason)) {
      throw Problem.notFound("contradiction to decide, or journal");
    }
    return new JsonObject().put("who", asked.principal().name()).put("reason", reason);
  }

  private static long number(JsonObject body, String name) throws Problem {
    if (body.getValue(name) instanceof Number number
        && number.longValue() > 0
        && number.doubleValue() == number.longValue()) {
      return number.longValue();
    }
    throw Problem.badRequest(name + ": wanted a number of a batch in quarantine");
  }

  private static GatewayId gateway(Asked asked) throws Problem {
    if (!asked.principal().isOperator()) {
      throw Problem.forbidden("only operators decide what becomes of batches");
    }
    try {
      return new GatewayId(asked.name("gateway"));
    } catch (IllegalArgumentException impossible) {
      throw Problem.noSuch("gateway");
    }
  }
}
