package eu.releve.cloud.api;

import eu.releve.cloud.purpose.Register;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.sql.SQLException;

/** The register of purposes: what dwellings' data are used for. */
final class Purposes {
  private final Register register;

  Purposes(Register register) {
    this.register = register;
  }

  /** For whoever is logged in: who sees what of dwellings is no secret. */
  JsonObject list(Asked asked) throws SQLException {
    JsonArray items = new JsonArray();
    for (Register.Row row : register.rows()) {
      items.add(
          new JsonObject()
              .put("id", row.id())
              .put("use", row.use())
              .put("legalBasis", row.legalBasis())
              .put("confirmed", row.confirmed())
              .put("seenBy", row.viewer())
              .put("finest", row.finest())
              .put("onlyOver", row.onlyOver())
              .put("householdsMin", row.householdsMin())
              .put("kept", row.kept()));
    }
    return new JsonObject().put("items", items).putNull("next");
  }
}
