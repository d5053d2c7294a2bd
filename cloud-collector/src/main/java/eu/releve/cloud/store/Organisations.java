package eu.releve.cloud.store;

import eu.releve.measure.GatewayId;
import eu.releve.measure.OrganisationId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;

/** Whose gateway is whose: neither topic nor certificate says it, the collector does. */
public final class Organisations {
  private final DataSource pool;

  /**
   * @param pool connections with role releve_ingest.
   */
  public Organisations(DataSource pool) {
    this.pool = pool;
  }

  /**
   * Writes down an organisation, and that those gateways and their buildings are its own.
   *
   * @param title its name for people.
   */
  public void assign(OrganisationId organisation, String title, List<GatewayId> gateways)
      throws SQLException {
    try (Connection connection = pool.getConnection()) {
      connection.setAutoCommit(false);
      try {
        int key = organisation(connection, organisation, title);
        for (GatewayId gateway : gateways) {
          assign(connection, key, gateway);
        }
        connection.commit();
      } catch (SQLException failed) {
        connection.rollback();
        throw failed;
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
                """);
        PreparedStatement update =
            connection.prepareStatement("update building set organisation = ? where gateway = ?")) {
      upsert.setString(1, gateway.value());
      upsert.setInt(2, organisation);
      upsert.executeUpdate();
      update.setInt(1, organisation);
      update.setString(2, gateway.value());
      update.executeUpdate();
    }
  }
}
