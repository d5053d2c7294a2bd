package eu.releve.cloud.api;

import eu.releve.cloud.imports.ColumnMappings;
import eu.releve.cloud.imports.Imports;
import eu.releve.cloud.imports.MappingText;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.sql.DataSource;

/** How the columns of organisations' files are read. */
final class Mappings {
  /** The longest name of a mapping. */
  static final int NAME_MAX = 32;

  private static final int PAGE = 1_000;
  private static final int ORGANISATION_MAX = 64;
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,30}[a-z0-9]");

  private final DataSource database;
  private final Optional<Imports> imports;

  Mappings(DataSource database, Optional<Imports> imports) {
    this.database = database;
    this.imports = imports;
  }

  JsonObject save(Asked asked) throws Problem, SQLException {
    JsonObject body = Asked.body(asked.context());
    String name = Asked.field(body, "name", NAME_MAX);
    if (!NAME.matcher(name).matches()) {
      throw Problem.badRequest("name: wanted an identifier, found '" + name + "'");
    }
    if (!(body.getValue("mapping") instanceof JsonObject mapping)) {
      throw Problem.badRequest("mapping: wanted an object, found something else");
    }
    if (MappingText.read(mapping) instanceof MappingText.Read.Bad bad) {
      throw Problem.badRequest(
          "mapping, %s: wanted %s, found '%s'".formatted(bad.what(), bad.wanted(), bad.found()));
    }
    Imports taking =
        imports.orElseThrow(
            () -> new Problem(409, "Shows only", "this collector takes nothing in"));
    ColumnMappings.Version saved =
        taking
            .save(organisation(asked, body), name, mapping, asked.principal().name())
            .orElseThrow(
                () ->
                    new Problem(
                        409,
                        "Too many",
                        "wanted at most %d versions of an organisation's mappings, found as many"
                            .formatted(ColumnMappings.VERSIONS_MAX)));
    return new JsonObject().put("id", saved.id()).put("name", name).put("version", saved.version());
  }

  private int organisation(Asked asked, JsonObject body) throws Problem, SQLException {
    return asked.principal().isOperator()
        ? Sources.organisation(database, Asked.field(body, "organisation", ORGANISATION_MAX))
        : asked.principal().organisation();
  }

  JsonObject list(Asked asked) throws Problem, SQLException {
    try (Connection connection = database.getConnection();
        PreparedStatement query =
            connection.prepareStatement(
                """
                select c.id, c.name, c.version, o.name, c.body, c.made_at, c.made_by
                from column_mapping c join organisation o on o.id = c.organisation
                where (c.organisation = ? or ?) and c.id > ? order by c.id limit ?\
                """)) {
      Buildings.visible(query, asked.principal());
      query.setInt(3, asked.keyCursor());
      query.setInt(4, PAGE);
      JsonArray items = new JsonArray();
      int last = 0;
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          last = row.getInt(1);
          items.add(
              new JsonObject()
                  .put("id", last)
                  .put("name", row.getString(2))
                  .put("version", row.getInt(3))
                  .put("organisation", row.getString(4))
                  .put("mapping", new JsonObject(row.getString(5)))
                  .put("at", row.getTimestamp(6).toInstant().toString())
                  .put("by", row.getString(7)));
        }
      }
      return Buildings.page(items, PAGE, Integer.toString(last));
    }
  }
}
