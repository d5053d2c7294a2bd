package eu.releve.cloud.enrol;

import eu.releve.cloud.audit.Audit;
import eu.releve.measure.GatewayId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Pushed plans that wait for a gateway that is not to follow them any more. */
final class UnansweredPlans {
  private UnansweredPlans() {}

  /**
   * Ends what waits for a gateway, each with a line of the audit trail; the gateway is held. One
   * that the gateway has taken nevertheless is still answered, and the answer counts.
   *
   * @param who the account that decided.
   * @param why in a few words.
   */
  static void withdraw(
      Connection connection, GatewayId gateway, Instant now, String who, String why)
      throws SQLException {
    List<Long> versions = new ArrayList<>();
    try (PreparedStatement update =
        connection.prepareStatement(
            """
            update plan_push set state = 'withdrawn', state_at = ?
            where gateway = ? and state in ('waiting', 'sent') returning version""")) {
      update.setTimestamp(1, Timestamp.from(now));
      update.setString(2, gateway.value());
      try (ResultSet row = update.executeQuery()) {
        while (row.next()) {
          versions.add(row.getLong(1));
        }
      }
    }
    for (long version : versions) {
      Audit.note(
          connection,
          now,
          who,
          Audit.Deed.PLAN_WITHDRAWN,
          gateway,
          "version %d: %s".formatted(version, why));
    }
  }
}
