package eu.releve.cloud.store;

import eu.releve.measure.GatewayId;
import eu.releve.provisioning.push.PlanReport;
import eu.releve.wire.Facts.Event;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.util.Optional;
import java.util.OptionalLong;

/** Notes what became of pushed plans, as their gateways say it. */
final class PlanOutcomes {
  private PlanOutcomes() {}

  /**
   * Batches may come in any order, and an event twice: that a plan is on trial is no news of one
   * that has ended, and the first end counts.
   */
  static void note(
      Connection connection, GatewayId gateway, Event event, OptionalLong wallMinusBoot)
      throws SQLException {
    Optional<PlanReport> told = PlanReport.parse(event.code(), event.text());
    if (told.isEmpty()) {
      return;
    }
    PlanReport report = told.get();
    // In the order of whoever decides about a gateway: it, then its plans.
    try (PreparedStatement hold =
        connection.prepareStatement("select from gateway where id = ? for key share")) {
      hold.setString(1, gateway.value());
      hold.execute();
    }
    try (PreparedStatement update =
        connection.prepareStatement(
            """
            update plan_push set state = ?, state_at = coalesce(?, now()), report = ?,
              highest = greatest(highest, ?)
            where gateway = ? and version = ? and hash = ?
              and state not in ('confirmed', 'returned', 'refused', 'applied')
            or gateway = ? and version = ? and hash = ? and state = 'applied' and ? <> 'applied'
            """)) {
      update.setString(1, report.outcome().id());
      if (wallMinusBoot.isPresent()) {
        update.setTimestamp(2, new Timestamp(event.bootMillis() + wallMinusBoot.getAsLong()));
      } else {
        update.setNull(2, Types.TIMESTAMP_WITH_TIMEZONE);
      }
      update.setString(3, event.text().replace('\0', '?'));
      update.setLong(4, report.highest());
      for (int at : new int[] {5, 8}) {
        update.setString(at, gateway.value());
        update.setLong(at + 1, report.version());
        update.setString(at + 2, report.plan());
      }
      update.setString(11, report.outcome().id());
      update.executeUpdate();
    }
  }
}
