package eu.releve.cloud.api;

import eu.releve.measure.GatewayId;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * What of a gateway's numbered batches is here, and what is missing between two dates: "0 missing"
 * is a query over seq.
 */
public final class Ledgers {
  private static final int FACTS_MAX = 100;

  private static final String FACTS =
      """
      select at, received_at, %s from fact
      where gateway = ? and kind = '%s' and coalesce(at, received_at) >= ?
        and coalesce(at, received_at) < ?
      order by received_at desc, batch desc, position desc limit %d""";

  private final DataSource database;
  private final Desk desk;
  private final InstantSource clock;

  /**
   * @param database connections that may read the ledger.
   * @param desk knows what waits.
   * @param clock says when silence goes on until now.
   */
  Ledgers(DataSource database, Desk desk, InstantSource clock) {
    this.database = database;
    this.desk = desk;
    this.clock = clock;
  }

  /** What is here and what is missing; {@code complete} when nothing is. */
  JsonObject one(Asked asked) throws Problem, SQLException {
    String gateway = asked.name("gateway");
    Instant from = asked.from();
    Instant to = asked.to();
    try (Connection connection = database.getConnection()) {
      exists(connection, asked, gateway);
      Missing missing = new Missing(connection, gateway, from, to, clock.instant());
      JsonArray epochs = epochs(connection, asked, gateway);
      JsonArray ranges = missing.ranges();
      JsonArray unnumbered = missing.unnumbered();
      JsonArray silences = missing.silences();
      long undated = missing.undated();
      long waiting = desk.waiting(new GatewayId(gateway));
      JsonArray forks = forks(connection, gateway);
      JsonArray formats = UnknownFormats.of(connection, gateway);
      boolean agreed = forks.isEmpty() && formats.isEmpty();
      boolean unbroken = ranges.isEmpty() && unnumbered.isEmpty() && silences.isEmpty();
      boolean complete = unbroken && undated == 0 && waiting == 0 && agreed;
      long holes = epochs.stream().mapToLong(e -> ((JsonObject) e).getLong("missing")).sum();
      return new JsonObject()
          .put("complete", complete)
          .put("ranges", ranges)
          .put("unnumbered", unnumbered)
          .put("silences", silences)
          .put("undated", undated)
          .put("waiting", waiting)
          .put("forks", forks)
          .put("unknownFormats", formats)
          .put("epochs", epochs)
          .put("missing", holes)
          .put("losses", losses(connection, asked, gateway))
          .put("events", events(connection, asked, gateway))
          .put("decisions", decisions(connection, gateway, from, to));
    }
  }

  private static JsonArray epochs(Connection connection, Asked asked, String gateway)
      throws Problem, SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select e.epoch, count(*) filter (where l.status = 'stored' and asked.it),
              count(*) filter (where l.status = 'quarantined' and asked.it),
              count(*) filter (where l.status = 'discarded' and asked.it),
              count(*) filter (where l.status = 'lost' and asked.it),
              coalesce(max(l.seq), 0),
              least(coalesce(max(l.seq), 0), e.ended_seq)
                - count(l.seq) filter (where l.seq <= coalesce(e.ended_seq, l.seq)),
              e.first_seen, e.barred_reason
            from epoch e left join ledger l on l.epoch = e.epoch
              cross join lateral
                (select l.committed_at >= ? and l.committed_at < ? as it) asked
            where e.gateway = ? group by e.epoch order by e.first_seen""")) {
      query.setTimestamp(1, Timestamp.from(asked.from()));
      query.setTimestamp(2, Timestamp.from(asked.to()));
      query.setString(3, gateway);
      JsonArray epochs = new JsonArray();
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          epochs.add(
              new JsonObject()
                  .put("epoch", HexFormat.of().toHexDigits(row.getLong(1)))
                  .put("stored", row.getLong(2))
                  .put("quarantined", row.getLong(3))
                  .put("discarded", row.getLong(4))
                  .put("lost", row.getLong(5))
                  .put("highest", row.getLong(6))
                  .put("missing", row.getLong(7))
                  .put("firstSeen", instant(row, 8))
                  .put("setAside", row.getString(9)));
        }
      }
      return epochs;
    }
  }

  private static JsonArray forks(Connection connection, String gateway) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select kind, epoch, reason, times, told_at, last_at from fork
            where gateway = ? and decided_at is null order by told_at limit ?""")) {
      query.setString(1, gateway);
      query.setInt(2, FACTS_MAX);
      JsonArray forks = new JsonArray();
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          forks.add(
              new JsonObject()
                  .put("kind", row.getString(1))
                  .put("epoch", HexFormat.of().toHexDigits(row.getLong(2)))
                  .put("reason", row.getString(3))
                  .put("times", row.getLong(4))
                  .put("since", instant(row, 5))
                  .put("last", instant(row, 6)));
        }
      }
      return forks;
    }
  }

  private static JsonArray decisions(
      Connection connection, String gateway, Instant from, Instant to) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select at, who, what, epoch, seq, reason from decision
            where gateway = ? and at >= ? and at < ? order by id desc limit ?""")) {
      query.setString(1, gateway);
      query.setTimestamp(2, Timestamp.from(from));
      query.setTimestamp(3, Timestamp.from(to));
      query.setInt(4, FACTS_MAX);
      JsonArray decisions = new JsonArray();
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          decisions.add(
              new JsonObject()
                  .put("at", instant(row, 1))
                  .put("who", row.getString(2))
                  .put("what", row.getString(3))
                  .put("epoch", HexFormat.of().toHexDigits(row.getLong(4)))
                  .put("seq", row.getObject(5))
                  .put("reason", row.getString(6)));
        }
      }
      return decisions;
    }
  }

  private static JsonArray losses(Connection connection, Asked asked, String gateway)
      throws Problem, SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            FACTS.formatted("readings, from_seq, to_seq, text", "loss", FACTS_MAX))) {
      JsonArray losses = new JsonArray();
      try (ResultSet row = asked(query, asked, gateway)) {
        while (row.next()) {
          losses.add(
              dated(row)
                  .put("readings", row.getLong(3))
                  .put("fromSeq", row.getObject(4))
                  .put("toSeq", row.getObject(5))
                  .put("reason", row.getString(6)));
        }
      }
      return losses;
    }
  }

  private static JsonArray events(Connection connection, Asked asked, String gateway)
      throws Problem, SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(FACTS.formatted("code, text", "event", FACTS_MAX))) {
      JsonArray events = new JsonArray();
      try (ResultSet row = asked(query, asked, gateway)) {
        while (row.next()) {
          events.add(dated(row).put("code", row.getString(3)).put("text", row.getString(4)));
        }
      }
      return events;
    }
  }

  private static ResultSet asked(PreparedStatement query, Asked asked, String gateway)
      throws Problem, SQLException {
    query.setString(1, gateway);
    query.setTimestamp(2, Timestamp.from(asked.from()));
    query.setTimestamp(3, Timestamp.from(asked.to()));
    return query.executeQuery();
  }

  /** When it happened, while its boot has a date, and when it was told. */
  private static JsonObject dated(ResultSet row) throws SQLException {
    return new JsonObject().put("at", instant(row, 1)).put("received", instant(row, 2));
  }

  static @Nullable String instant(ResultSet row, int column) throws SQLException {
    Timestamp found = row.getTimestamp(column);
    return found == null ? null : found.toInstant().truncatedTo(ChronoUnit.MILLIS).toString();
  }

  private static void exists(Connection connection, Asked asked, String gateway)
      throws Problem, SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            "select 1 from gateway b where %s and b.id = ?".formatted(Buildings.VISIBLE))) {
      Buildings.visible(query, asked.principal());
      query.setString(3, gateway);
      try (ResultSet row = query.executeQuery()) {
        if (!row.next()) {
          throw Problem.noSuch("gateway");
        }
      }
    }
  }
}
