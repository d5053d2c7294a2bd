package eu.releve.cloud.store;

import eu.releve.measure.GatewayId;
import eu.releve.measure.OrganisationId;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.InstantSource;
import java.util.List;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whose gateway is whose: neither topic nor certificate says it, the collector does. */
public final class Organisations {
  private static final Logger log = LoggerFactory.getLogger(Organisations.class);

  private final DataSource pool;
  private final InstantSource clock;

  /**
   * @param pool connections with role releve_ingest.
   * @param clock says on which day a building leaves an organisation.
   */
  public Organisations(DataSource pool, InstantSource clock) {
    this.pool = pool;
    this.clock = clock;
  }

  /**
   * An organisation.
   *
   * @param title its name for people.
   * @param gateways those in the buildings that it manages.
   */
  public record Organisation(OrganisationId id, String title, List<GatewayId> gateways) {
    public Organisation {
      gateways = List.copyOf(gateways);
    }
  }

  /**
   * Writes down who manages which gateways and their buildings: those, those that came in with a
   * claim of theirs, and no others. Of a claimed gateway its claim says whose it is, whatever the
   * settings say. A gateway that none of them names any more is nobody's, and only operators see
   * it. What the households of a building agreed to with an organisation ends on the day on which
   * the building leaves it.
   */
  public void assign(List<Organisation> organisations) throws SQLException {
    try (Connection connection = pool.getConnection()) {
      connection.setAutoCommit(false);
      try {
        leave(connection, organisations);
        for (Organisation organisation : organisations) {
          int key = organisation(connection, organisation.id, organisation.title);
          for (GatewayId gateway : organisation.gateways) {
            assign(connection, key, gateway);
          }
        }
        endConsents(connection);
        connection.commit();
      } catch (SQLException | RuntimeException failed) {
        connection.rollback();
        throw failed;
      }
    }
  }

  private static void leave(Connection connection, List<Organisation> organisations)
      throws SQLException {
    Object[] managed =
        organisations.stream()
            .flatMap(organisation -> organisation.gateways.stream())
            .map(GatewayId::value)
            .toArray();
    try (PreparedStatement gateways =
            connection.prepareStatement(
                """
                update gateway set organisation = null
                where organisation is not null and not claimed and id <> all (?) returning id""");
        PreparedStatement buildings =
            connection.prepareStatement(
                """
                update building b set organisation = null from gateway g
                where g.id = b.gateway and not g.claimed
                  and b.organisation is not null and b.gateway <> all (?)""")) {
      Array kept = connection.createArrayOf("text", managed);
      gateways.setArray(1, kept);
      try (ResultSet row = gateways.executeQuery()) {
        while (row.next()) {
          log.info("gateway is nobody's now, only operators see it gateway={}", row.getString(1));
        }
      }
      buildings.setArray(1, kept);
      buildings.executeUpdate();
    }
  }

  /** Ends what was agreed to with an organisation that does not manage the building. */
  private void endConsents(Connection connection) throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            """
            update consent c set withdrawn_on = left_on.day
            from purchase_group g, lot l join building b on b.id = l.building
              cross join lateral (select (?::timestamptz at time zone b.zone)::date as day) left_on
            where g.id = c.purchase_group and l.id = c.lot
              and b.organisation is distinct from g.organisation
              and least(c.valid_to, coalesce(c.withdrawn_on, c.valid_to)) > left_on.day""")) {
      update.setTimestamp(1, Timestamp.from(clock.instant()));
      int ended = update.executeUpdate();
      if (ended > 0) {
        log.info("consents ended with the organisation that they were given to count={}", ended);
      }
    }
  }

  private static int organisation(Connection connection, OrganisationId id, String title)
      throws SQLException {
    try (PreparedStatement upsert =
        connection.prepareStatement(
            """
            insert into organisation (name, title) values (?, ?)
            on conflict (name) do update set title = excluded.title returning id
            """)) {
      upsert.setString(1, id.value());
      upsert.setString(2, title);
      return CatalogueWriter.key(upsert);
    }
  }

  private static void assign(Connection connection, int organisation, GatewayId gateway)
      throws SQLException {
    try (PreparedStatement upsert =
            connection.prepareStatement(
                """
                insert into gateway (id, organisation) values (?, ?)
                on conflict (id) do update set organisation = excluded.organisation
                where not gateway.claimed
                """);
        PreparedStatement update =
            connection.prepareStatement(
                """
                update building b set organisation = ? from gateway g
                where g.id = b.gateway and not g.claimed and b.gateway = ?""")) {
      upsert.setString(1, gateway.value());
      upsert.setInt(2, organisation);
      upsert.executeUpdate();
      update.setInt(1, organisation);
      update.setString(2, gateway.value());
      update.executeUpdate();
    }
  }
}
