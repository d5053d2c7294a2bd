package eu.releve.cloud.store;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.cloud.database.Database;
import eu.releve.cloud.database.Reach;
import eu.releve.cloud.database.TestDatabase;
import eu.releve.cloud.store.Organisations.Organisation;
import eu.releve.measure.GatewayId;
import eu.releve.measure.OrganisationId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class OrganisationsTest {
  /** The second of April in Brussels. */
  private static final Instant NOW = Instant.parse("2026-04-01T22:30:00Z");

  private static Organisation organisation(String name, String... gateways) {
    return new Organisation(
        new OrganisationId(name), name, Stream.of(gateways).map(GatewayId::new).toList());
  }

  // A building changes its syndic: the old one must see nothing more of it.
  @Test
  void aGatewayThatAnOrganisationNoLongerNamesLeavesItWithItsBuildings() throws Exception {
    try (Database database = TestDatabase.fresh()) {
      Organisations organisations = new Organisations(database.ingest(), () -> NOW);
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

  @Test
  void whatWasAgreedToWithAnOrganisationEndsWhenTheBuildingLeavesIt() throws Exception {
    try (Database database = TestDatabase.fresh()) {
      Organisations organisations = new Organisations(database.ingest(), () -> NOW);
      organisations.assign(List.of(organisation("one", "gw-1", "gw-2")));
      try (Connection connection = database.ingest().getConnection();
          Statement statement = connection.createStatement()) {
        statement.execute(
            "insert into building (site, gateway, organisation, zone)"
                + " select id, id, organisation, 'Europe/Brussels' from gateway");
        statement.execute(
            "insert into lot (building, name, kind) select id, 'flat', 'dwelling' from building");
      }
      try (Connection connection = database.api(Reach.EVERYTHING).getConnection();
          Statement statement = connection.createStatement()) {
        statement.execute(
            "insert into purchase_group (organisation, name, title)"
                + " select id, 'spring', '' from organisation where name = 'one'");
        statement.execute(
            "insert into consent (purchase_group, lot, given_by, valid_from, valid_to)"
                + " select g.id, l.id, '', '2026-01-01', '2028-01-01' from purchase_group g, lot l");
        connection.commit();
      }
      organisations.assign(List.of(organisation("one", "gw-1"), organisation("two", "gw-2")));
      String withdrawn =
          "select string_agg(b.site || ' ' || coalesce(c.withdrawn_on::text, 'holds'), ', '"
              + " order by b.site) from consent c join lot l on l.id = c.lot"
              + " join building b on b.id = l.building";
      assertThat(text(database, withdrawn)).isEqualTo("gw-1 holds, gw-2 2026-04-02");
      organisations.assign(List.of(organisation("one", "gw-1", "gw-2")));
      assertThat(text(database, withdrawn))
          .as("a building that comes back has to agree anew")
          .isEqualTo("gw-1 holds, gw-2 2026-04-02");
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
