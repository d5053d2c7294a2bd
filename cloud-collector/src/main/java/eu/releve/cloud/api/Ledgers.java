package eu.releve.cloud.api;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** What of a gateway's numbered batches is here: "0 missing" is a query over seq. */
public final class Ledgers {
  private static final int FACTS_MAX = 100;

  private static final String FACTS =
      """
      select at, received_at, %s from fact
      where gateway = ? and kind = '%s' and received_at >= ? and received_at < ?
      order by received_at desc, batch desc, position desc limit %d""";

  private final DataSource database;

  /**
   * @param database connections that may read the ledger.
   */
  public Ledgers(DataSource database) {
    this.database = database;
  }

  /**
   * The counts of each journal of a gateway, what it says was lost, and its latest events. Those of
   * what was stored look at the commits from one instant to another; holes have no date.
   */
  JsonObject one(Asked asked) throws Problem, SQLException {
    String gateway = asked.name("gateway");
    try (Connection connection = database.getConnection()) {
      exists(connection, asked, gateway);
      try (PreparedStatement query =
          connection.prepareStatement(
              """
              select e.epoch, count(*) filter (where l.status = 'stored' and asked.it),
                count(*) filter (where l.status = 'quarantined' and asked.it),
                count(*) filter (where l.status = 'lost' and asked.it),
                coalesce(max(l.seq), 0), coalesce(max(l.seq), 0) - count(l.seq)
              from epoch e left join ledger l on l.epoch = e.epoch
                cross join lateral
                  (select l.committed_at >= ? and l.committed_at < ? as it) asked
              where e.gateway = ? group by e.epoch, e.first_seen order by e.first_seen""")) {
        query.setTimestamp(1, Timestamp.from(asked.from()));
        query.setTimestamp(2, Timestamp.from(asked.to()));
        query.setString(3, gateway);
        JsonArray epochs = new JsonArray();
        long missing = 0;
        try (ResultSet row = query.executeQuery()) {
          while (row.next()) {
            missing += row.getLong(6);
            epochs.add(
                new JsonObject()
                    .put("epoch", HexFormat.of().toHexDigits(row.getLong(1)))
                    .put("stored", row.getLong(2))
                    .put("quarantined", row.getLong(3))
                    .put("lost", row.getLong(4))
                    .put("highest", row.getLong(5))
                    .put("missing", row.getLong(6)));
          }
        }
        return new JsonObject()
            .put("epochs", epochs)
            .put("missing", missing)
            .put("losses", losses(connection, asked, gateway))
            .put("events", events(connection, asked, gateway));
      }
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

  private static @Nullable String instant(ResultSet row, int column) throws SQLException {
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
          throw Problem.notFound("gateway");
        }
      }
    }
  }
}
