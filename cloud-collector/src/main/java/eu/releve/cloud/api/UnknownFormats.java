package eu.releve.cloud.api;

import eu.releve.wire.Wire;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * Gateways that send what this collector does not know: their batches stay with them, and they go
 * on offering them, until somebody has updated the collector.
 */
final class UnknownFormats {
  /**
   * Whether a row {@code u} still counts: a collector that knows the format need not be told, and a
   * gateway of which batches are stored a day later sends it no more.
   */
  static final String COUNTS =
      """
      (u.version <> %d or u.kind > %d) and not exists (
        select from epoch e join ledger l on l.epoch = e.epoch
        where e.gateway = u.gateway and l.committed_at > u.last_at + interval '1 day')"""
          .formatted(Wire.VERSION, Wire.KIND_MAX);

  private UnknownFormats() {}

  /** What of it a gateway sends; at most one. */
  static JsonArray of(Connection connection, String gateway) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            "select version, kind, times, since, last_at from unknown_format u where gateway = ?"
                + " and "
                + COUNTS)) {
      query.setString(1, gateway);
      JsonArray found = new JsonArray();
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          found.add(
              new JsonObject()
                  .put("version", row.getInt(1))
                  .put("kind", row.getInt(2) == 0 ? null : row.getInt(2))
                  .put("knownVersion", Wire.VERSION)
                  .put("knownKind", Wire.KIND_MAX)
                  .put("times", row.getLong(3))
                  .put("since", Ledgers.instant(row, 4))
                  .put("last", Ledgers.instant(row, 5)));
        }
      }
      return found;
    }
  }
}
