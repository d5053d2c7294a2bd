package eu.releve.cloud.store;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.cloud.database.Database;
import eu.releve.cloud.database.TestDatabase;
import eu.releve.cloud.store.Organisations.Organisation;
import eu.releve.measure.GatewayId;
import eu.releve.measure.OrganisationId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class OrganisationsTest {
  private static Organisation organisation(String name, String... gateways) {
    return new Organisation(
        new OrganisationId(name), name, Stream.of(gateways).map(GatewayId::new).toList());
  }

  // A building changes its syndic: the old one must see nothing more of it.
  @Test
  void aGatewayThatAnOrganisationNoLongerNamesLeavesItWithItsBuildings() throws Exception {
    try (Database database = TestDatabase.fresh()) {
      Organisations organisations = new Organisations(database.ingest());
      organisations.assign(List.of(organisation("one", "gw-1", "gw-2", "gw-3")));
      try (Connection connection = database.ingest().getConnection();
          Statement statement = connection.createStatement()) {
        statement.execute(
            "insert into building (site, gateway, organisation)"
                + " select 'site-' || id, id, organisation from gateway");
      }
      organisations.assign(List.of(organisation("one", "gw-1"), organisation("two", "gw-2")));
      String owners =
          "select string_agg(coalesce(o.name, 'nobody'), ' ' order by x.id) from %s x"
              + " left join organisation o on o.id = x.organisation";
      assertThat(text(database, owners.formatted("gateway"))).isEqualTo("one two nobody");
      assertThat(text(database, owners.formatted("building"))).isEqualTo("one two nobody");
      organisations.assign(List.of());
      assertThat(text(database, owners.formatted("building"))).isEqualTo("nobody nobody nobody");
    }
  }

  private static String text(Database database, String query) throws Exception {
    try (Connection connection = database.ingest().getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getString(1);
    }
  }
}
