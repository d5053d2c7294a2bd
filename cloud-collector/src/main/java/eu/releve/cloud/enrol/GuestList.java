package eu.releve.cloud.enrol;

import eu.releve.measure.GatewayId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.Set;
import javax.sql.DataSource;

/**
 * Which gateways a broker lets in, which knows them by their names alone.
 *
 * <p>Known gateways that are not retired; not the names under which files are stored. One whose
 * certificates this collector's authority signs needs one that is not over. A revoked certificate
 * shuts its name out until it is over, also for a box that has enrolled anew: the broker could not
 * tell the two apart.
 */
public final class GuestList {
  private static final int GATEWAYS_MAX = 10_000;

  private final DataSource pool;
  private final InstantSource clock;

  /**
   * @param pool connections with role releve_ingest.
   * @param clock says whether a certificate is over.
   */
  public GuestList(DataSource pool, InstantSource clock) {
    this.pool = pool;
    this.clock = clock;
  }

  /** All of them, now; at most 10,000, the first by name. */
  public Set<GatewayId> now() throws SQLException {
    try (Connection connection = pool.getConnection();
        PreparedStatement query =
            connection.prepareStatement(
                """
                select g.id from gateway g
                where g.retired_at is null and g.files_of is null
                  and not exists (
                    select from certificate c
                    where c.gateway = g.id and c.revoked_at is not null and c.not_after > ?)
                  and (exists (
                      select from certificate c
                      where c.gateway = g.id and c.revoked_at is null and c.not_after > ?)
                    or not exists (
                      select from certificate c
                      where c.gateway = g.id and (c.claim is not null or c.renews is not null)))
                order by g.id limit ?""")) {
      Timestamp now = Timestamp.from(clock.instant());
      query.setTimestamp(1, now);
      query.setTimestamp(2, now);
      query.setInt(3, GATEWAYS_MAX);
      Set<GatewayId> found = new LinkedHashSet<>();
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          found.add(new GatewayId(row.getString(1)));
        }
      }
      return found;
    }
  }
}
