package eu.releve.cloud.api;

import eu.releve.cloud.audit.Audit;
import eu.releve.cloud.derive.Again;
import io.vertx.core.json.JsonObject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import javax.sql.DataSource;

/** Derives all of a building again, from its readings. */
final class Derivations {
  private final DataSource database;
  private final Buildings buildings;
  private final InstantSource clock;

  Derivations(DataSource database, Buildings buildings, InstantSource clock) {
    this.database = database;
    this.buildings = buildings;
    this.clock = clock;
  }

  /** Marks all its registers; the deriver does them one after the other. */
  JsonObject again(Asked asked) throws Problem, SQLException {
    if (!asked.principal().isOperator()) {
      throw Problem.forbidden("only operators derive a building again");
    }
    int building = asked.key("building");
    buildings.visible(asked.principal(), building);
    try (Connection connection = database.getConnection()) {
      int registers = Again.mark(connection, building);
      Audit.noteOfBuilding(
          connection,
          clock.instant(),
          asked.principal().name(),
          Audit.Deed.DERIVED_AGAIN,
          registers + " registers",
          building);
      connection.commit();
      return new JsonObject().put("building", building).put("registers", registers);
    }
  }
}
