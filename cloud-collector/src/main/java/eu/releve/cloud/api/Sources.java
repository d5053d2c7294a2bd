package eu.releve.cloud.api;

import eu.releve.cloud.imports.ImportFile;
import eu.releve.cloud.imports.Imports;
import eu.releve.cloud.imports.UnreadableFileException;
import eu.releve.measure.SiteId;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Base64;
import java.util.Optional;
import javax.sql.DataSource;

/** Files of other sources, and buildings that have nothing else. */
final class Sources {
  /** Of a request: a file in base64 and a few words. */
  static final int BODY_BYTES_MAX = ImportFile.BYTES_MAX / 3 * 4 + (64 << 10);

  private static final int PAGE = 1_000;
  private static final int NAME_MAX = 200;
  private static final int ZONE_MAX = 64;
  private static final int REASON_MAX = 500;

  private final DataSource database;
  private final Buildings buildings;
  private final Optional<Imports> imports;
  private final InstantSource clock;

  Sources(
      DataSource database, Buildings buildings, Optional<Imports> imports, InstantSource clock) {
    this.clock = clock;
    this.database = database;
    this.buildings = buildings;
    this.imports = imports;
  }

  JsonObject make(Asked asked) throws Problem, SQLException {
    JsonObject body = Asked.body(asked.context());
    String text = Asked.field(body, "site", ZONE_MAX);
    SiteId site;
    try {
      site = new SiteId(text);
    } catch (IllegalArgumentException impossible) {
      throw Problem.badRequest("site: wanted an identifier, found '" + text + "'");
    }
    String zone = Asked.field(body, "zone", ZONE_MAX);
    if (!zone.contains("/") || !ZoneId.getAvailableZoneIds().contains(zone)) {
      throw Problem.badRequest("zone: wanted a zone such as Europe/Brussels, found '" + zone + "'");
    }
    Optional<Integer> made = imports().make(site, ZoneId.of(zone), organisation(asked, body));
    if (made.isEmpty()) {
      throw new Problem(409, "There", "the organisation has a building '" + site + "' already");
    }
    return buildings.visible(asked.principal(), made.get());
  }

  private int organisation(Asked asked, JsonObject body) throws Problem, SQLException {
    if (!asked.principal().isOperator()) {
      return asked.principal().organisation();
    }
    return organisation(database, Asked.field(body, "organisation", ZONE_MAX));
  }

  /** The key of the organisation of that name. */
  static int organisation(DataSource database, String name) throws Problem, SQLException {
    try (Connection connection = database.getConnection();
        PreparedStatement query =
            connection.prepareStatement("select id from organisation where name = ?")) {
      query.setString(1, name);
      try (ResultSet row = query.executeQuery()) {
        if (!row.next()) {
          throw Problem.notFound("organisation '" + name + "'");
        }
        return row.getInt(1);
      }
    }
  }

  JsonObject take(Asked asked) throws Problem, SQLException {
    int building = asked.key("building");
    buildings.visible(asked.principal(), building);
    JsonObject body = Asked.body(asked.context());
    Imports.Brought file =
        new Imports.Brought(
            building,
            Asked.field(body, "name", NAME_MAX),
            content(body),
            asked.principal().name(),
            body.containsKey("mapping")
                ? Optional.of(Asked.field(body, "mapping", Mappings.NAME_MAX))
                : Optional.empty());
    Imports.Wish wish =
        new Imports.Wish(flag(body, "store"), flag(body, "partial"), flag(body, "common"));
    try {
      Imports.Answer answer = imports().take(file, wish);
      if (wish.store() && answer.before().isPresent()) {
        throw new Problem(
            409, "Known", "import %d has stored the same bytes".formatted(answer.before().get()));
      }
      try (Connection connection = database.getConnection()) {
        return ImportTold.answer(answer, sight(connection, asked, building));
      }
    } catch (UnreadableFileException unreadable) {
      throw Problem.badRequest(String.valueOf(unreadable.getMessage()));
    }
  }

  private static byte[] content(JsonObject body) throws Problem {
    return bytes(body, "content");
  }

  /** What stands there in base64. */
  static byte[] bytes(JsonObject body, String name) throws Problem {
    if (!(body.getValue(name) instanceof String text)) {
      throw Problem.badRequest(name + ": wanted a file in base64, found nothing");
    }
    try {
      return Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException wrong) {
      throw Problem.badRequest(name + ": wanted base64, found something else");
    }
  }

  static boolean flag(JsonObject body, String name) throws Problem {
    Object value = body.getValue(name, false);
    if (!(value instanceof Boolean flag)) {
      throw Problem.badRequest(name + ": wanted true or false, found something else");
    }
    return flag;
  }

  JsonObject list(Asked asked) throws Problem, SQLException {
    int building = asked.key("building");
    buildings.visible(asked.principal(), building);
    int after = asked.keyCursor();
    try (Connection connection = database.getConnection();
        PreparedStatement query =
            connection.prepareStatement(
                ImportTold.QUERY
                    + "where i.building = ? and i.id > ? and i.stored_at is not null"
                    + " order by i.id limit ?")) {
      query.setInt(1, building);
      query.setInt(2, after);
      query.setInt(3, PAGE);
      JsonArray items = new JsonArray();
      int last = 0;
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          last = row.getInt(1);
          items.add(ImportTold.row(row));
        }
      }
      return Buildings.page(items, PAGE, Integer.toString(last));
    }
  }

  JsonObject one(Asked asked) throws Problem, SQLException {
    int number = visible(asked);
    try (Connection connection = database.getConnection();
        PreparedStatement query =
            connection.prepareStatement(
                ImportTold.QUERY + "where i.id = ? and i.stored_at is not null")) {
      query.setInt(1, number);
      try (ResultSet row = query.executeQuery()) {
        if (!row.next()) {
          throw Problem.notFound("import");
        }
        DifferenceSight sight = sight(connection, asked, row.getInt(20));
        JsonArray differs = ImportTold.differences(connection, number, sight);
        return ImportTold.row(row)
            .put("differences", differs.size())
            .put("differs", differs)
            .put("photos", ImportTold.photos(connection, number));
      }
    }
  }

  private DifferenceSight sight(Connection connection, Asked asked, int building) {
    return new DifferenceSight(connection, asked.principal(), building, clock.instant());
  }

  JsonObject withdraw(Asked asked) throws Problem, SQLException {
    int number = visible(asked);
    String reason = Asked.field(Asked.body(asked.context()), "reason", REASON_MAX);
    return switch (imports().withdraw(number, asked.principal().name(), reason)) {
      case DONE -> one(asked);
      case UNKNOWN -> throw Problem.notFound("import");
      case BEFORE ->
          throw new Problem(409, "Done", "import %d was taken back before".formatted(number));
    };
  }

  /** The import that is asked for, of a building that is seen. */
  private int visible(Asked asked) throws Problem, SQLException {
    int number = asked.key("import");
    try (Connection connection = database.getConnection();
        PreparedStatement query =
            connection.prepareStatement(
                "select 1 from import i join building b on b.id = i.building where %s and i.id = ?"
                    .formatted(Buildings.VISIBLE))) {
      Buildings.visible(query, asked.principal());
      query.setInt(3, number);
      try (ResultSet row = query.executeQuery()) {
        if (!row.next()) {
          throw Problem.notFound("import");
        }
        return number;
      }
    }
  }

  private Imports imports() throws Problem {
    return imports.orElseThrow(
        () -> new Problem(409, "Shows only", "this collector takes nothing in"));
  }
}
