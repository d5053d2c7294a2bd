package eu.releve.cloud.api;

import eu.releve.cloud.imports.BadRow;
import eu.releve.cloud.imports.ImportFile;
import eu.releve.cloud.imports.Imports;
import eu.releve.cloud.imports.Summary;
import eu.releve.cloud.imports.UnreadableFileException;
import eu.releve.measure.SiteId;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
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
  private static final int BAD_TOLD_MAX = 100;
  private static final int SERIES_TOLD_MAX = 1_000;

  private final DataSource database;
  private final Buildings buildings;
  private final Optional<Imports> imports;

  Sources(DataSource database, Buildings buildings, Optional<Imports> imports) {
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
    String name = Asked.field(body, "organisation", ZONE_MAX);
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
            building, Asked.field(body, "name", NAME_MAX), content(body), asked.principal().name());
    Imports.Wish wish =
        new Imports.Wish(flag(body, "store"), flag(body, "partial"), flag(body, "common"));
    try {
      Imports.Answer answer = imports().take(file, wish);
      if (wish.store() && answer.before().isPresent()) {
        throw new Problem(
            409, "Known", "import %d has stored the same bytes".formatted(answer.before().get()));
      }
      return told(answer);
    } catch (UnreadableFileException unreadable) {
      throw Problem.badRequest(String.valueOf(unreadable.getMessage()));
    }
  }

  private static byte[] content(JsonObject body) throws Problem {
    if (!(body.getValue("content") instanceof String text)) {
      throw Problem.badRequest("content: wanted a file in base64, found nothing");
    }
    try {
      return Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException wrong) {
      throw Problem.badRequest("content: wanted base64, found something else");
    }
  }

  private static boolean flag(JsonObject body, String name) throws Problem {
    Object value = body.getValue(name, false);
    if (!(value instanceof Boolean flag)) {
      throw Problem.badRequest(name + ": wanted true or false, found something else");
    }
    return flag;
  }

  private static JsonObject told(Imports.Answer answer) {
    JsonArray bad = new JsonArray();
    answer.parsed().bad().stream().limit(BAD_TOLD_MAX).forEach(row -> bad.add(told(row)));
    JsonArray series = new JsonArray();
    answer.series().stream().limit(SERIES_TOLD_MAX).forEach(each -> series.add(told(each)));
    return new JsonObject()
        .put("stored", answer.number().isPresent())
        .put("import", answer.number().orElse(null))
        .put("before", answer.before().orElse(null))
        .put("format", answer.parsed().format().label())
        .put("readings", answer.readings())
        .put("absent", answer.parsed().absent())
        .put("bad", answer.parsed().bad().size())
        .put("rows", bad)
        .put("series", series);
  }

  private static JsonObject told(BadRow row) {
    return new JsonObject()
        .put("line", row.line())
        .put("column", row.column())
        .put("wanted", row.wanted())
        .put("found", row.found());
  }

  private static JsonObject told(Summary each) {
    return new JsonObject()
        .put("number", each.number())
        .put("meter", each.meter())
        .put("new", each.isNew())
        .put("register", each.register())
        .put("unit", each.unit())
        .put("length", each.length())
        .put("readings", each.readings())
        .put("estimated", each.estimated())
        .put("from", each.from().toString())
        .put("to", each.to().toString())
        .put("value", Long.toString(each.value()));
  }

  JsonObject list(Asked asked) throws Problem, SQLException {
    int building = asked.key("building");
    buildings.visible(asked.principal(), building);
    int after = asked.keyCursor();
    try (Connection connection = database.getConnection();
        PreparedStatement query =
            connection.prepareStatement(
                """
                select id, name, sha256, format, who, at, readings, bad, absent, from_instant,
                  to_instant, bytes
                from import where building = ? and id > ? and stored_at is not null
                order by id limit ?\
                """)) {
      query.setInt(1, building);
      query.setInt(2, after);
      query.setInt(3, PAGE);
      JsonArray items = new JsonArray();
      int last = 0;
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          last = row.getInt(1);
          items.add(
              new JsonObject()
                  .put("id", last)
                  .put("name", row.getString(2))
                  .put("sha256", row.getString(3))
                  .put("format", row.getString(4))
                  .put("who", row.getString(5))
                  .put("at", row.getTimestamp(6).toInstant().toString())
                  .put("readings", row.getInt(7))
                  .put("bad", row.getInt(8))
                  .put("absent", row.getInt(9))
                  .put("from", row.getTimestamp(10).toInstant().toString())
                  .put("to", row.getTimestamp(11).toInstant().toString())
                  .put("bytes", row.getInt(12)));
        }
      }
      return Buildings.page(items, PAGE, Integer.toString(last));
    }
  }

  private Imports imports() throws Problem {
    return imports.orElseThrow(
        () -> new Problem(409, "Shows only", "this collector takes nothing in"));
  }
}
