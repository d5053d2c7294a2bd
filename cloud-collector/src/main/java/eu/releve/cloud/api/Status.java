package eu.releve.cloud.api;

import eu.releve.cloud.database.Database;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** What this collector is and what is wrong with it; for anybody, so it names no building. */
public final class Status {
  private final Database database;
  private final Supplier<List<String>> warnings;

  /**
   * @param database whose edition and settings are told.
   * @param warnings what the collector's other parts want people to know.
   */
  public Status(Database database, Supplier<List<String>> warnings) {
    this.database = database;
    this.warnings = warnings;
  }

  JsonObject answer() {
    List<String> all = new ArrayList<>(warnings.get());
    try {
      all.addAll(database.broken());
    } catch (SQLException away) {
      all.add("the database does not answer");
    }
    return new JsonObject()
        .put("version", version())
        .put("edition", database.edition().label())
        .put("databaseVersion", database.version())
        .put("warnings", new JsonArray(all));
  }

  private static String version() {
    return Optional.ofNullable(Status.class.getPackage().getImplementationVersion())
        .orElse("development");
  }
}
