package eu.releve.cloud.enrol;

import eu.releve.cloud.audit.Audit;
import eu.releve.measure.GatewayId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import javax.sql.DataSource;

/** What operators decide about gateways and their certificates; each decision is written down. */
public final class Fleet {
  /** How long a gateway may come back with a certificate that is over, once readmitted. */
  public static final Duration READMISSION = Duration.ofDays(7);

  private final DataSource pool;
  private final InstantSource clock;

  /**
   * @param pool connections with role releve_ingest.
   * @param clock dates decisions.
   */
  public Fleet(DataSource pool, InstantSource clock) {
    this.pool = pool;
    this.clock = clock;
  }

  /**
   * Revokes all certificates and open codes of a gateway; with a new key and a new code it may come
   * back.
   *
   * @return how many certificates, or -1 when there is no such gateway.
   */
  public int revoke(GatewayId gateway, String who, String reason) throws SQLException {
    return decide(
        gateway,
        who,
        reason,
        Audit.Deed.REVOKED,
        """
        update certificate set revoked_at = ?, readmitted_until = null
        where gateway = ? and revoked_at is null\
        """);
  }

  /**
   * Lets nobody in under a name any more; what it has delivered stays.
   *
   * @return 1, or -1 when there is no such gateway.
   */
  public int retire(GatewayId gateway, String who, String reason) throws SQLException {
    return decide(
        gateway,
        who,
        reason,
        Audit.Deed.RETIRED,
        "update gateway set retired_at = coalesce(retired_at, ?) where id = ?");
  }

  /**
   * Writes down that somebody brings batches from a box's disk.
   *
   * @return false when there is no such gateway.
   */
  public boolean rescued(GatewayId gateway, String who, String text) throws SQLException {
    Instant now = clock.instant();
    return Transaction.in(
        pool,
        connection -> {
          if (!Certificates.hold(connection, gateway)) {
            return false;
          }
          Audit.note(connection, now, who, Audit.Deed.RESCUED, gateway, text);
          return true;
        });
  }

  private int decide(
      GatewayId gateway, String who, String reason, Audit.Deed deed, String statement)
      throws SQLException {
    Instant now = clock.instant();
    return Transaction.in(
        pool,
        connection -> {
          if (!Certificates.hold(connection, gateway)) {
            return -1;
          }
          Claims.withdraw(connection, gateway, now);
          UnansweredPlans.withdraw(connection, gateway, now, who, deed.text());
          int changed = at(connection, statement, now, gateway);
          Audit.note(connection, now, who, deed, gateway, reason);
          return changed;
        });
  }

  /**
   * Lets a gateway renew a certificate that is over, or that another box has renewed, for the next
   * {@link #READMISSION}.
   *
   * @return for how many certificates, or -1 when there is no such gateway.
   */
  public int readmit(GatewayId gateway, String who, String reason) throws SQLException {
    Instant now = clock.instant();
    return Transaction.in(
        pool,
        connection -> {
          if (!Certificates.hold(connection, gateway)) {
            return -1;
          }
          int changed =
              at(
                  connection,
                  """
                  update certificate set readmitted_until = ?, asked_at = null, asked_why = null
                  where gateway = ? and revoked_at is null and asked_at is not null\
                  """,
                  now.plus(READMISSION),
                  gateway);
          Audit.note(connection, now, who, Audit.Deed.READMITTED, gateway, reason);
          return changed;
        });
  }

  private static int at(Connection connection, String statement, Instant instant, GatewayId gateway)
      throws SQLException {
    try (PreparedStatement update = connection.prepareStatement(statement)) {
      update.setTimestamp(1, Timestamp.from(instant));
      update.setString(2, gateway.value());
      return update.executeUpdate();
    }
  }
}
