package eu.releve.cloud.api;

import eu.releve.cloud.account.Principal;
import eu.releve.cloud.imports.Imports;
import eu.releve.cloud.imports.Photo;
import eu.releve.cloud.imports.TypedReading;
import eu.releve.cloud.imports.TypedReading.Answer;
import eu.releve.cloud.imports.TypedReading.Which;
import eu.releve.cloud.purpose.Entries;
import eu.releve.cloud.purpose.Fineness;
import eu.releve.cloud.purpose.Households;
import eu.releve.cloud.purpose.Sight;
import eu.releve.measure.MeterId;
import eu.releve.measure.RegisterName;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import javax.sql.DataSource;

/** What people read on displays, and the photos that they took of them. */
final class HandReadings {
  /** Of a request: a photo in base64 and a few words. */
  static final int BODY_BYTES_MAX = Photo.BYTES_MAX / 3 * 4 + (64 << 10);

  private static final int TEXT_MAX = 64;
  private static final int REASON_MAX = 100;

  private final DataSource database;
  private final Buildings buildings;
  private final Optional<Imports> imports;
  private final InstantSource clock;

  HandReadings(DataSource database, Optional<Imports> imports, InstantSource clock) {
    this.database = database;
    this.clock = clock;
    this.buildings = new Buildings(database);
    this.imports = imports;
  }

  JsonObject type(Asked asked) throws Problem, SQLException {
    int building = asked.key("building");
    buildings.visible(asked.principal(), building);
    JsonObject body = Asked.body(asked.context());
    Sees sees = sees(asked, building, which(body), register(body));
    TypedReading typed =
        new TypedReading(
            building,
            which(body),
            register(body),
            instant(body),
            value(body),
            Asked.field(body, "unit", TEXT_MAX),
            Sources.flag(body, "exchanged"),
            Sources.flag(body, "common"),
            photo(body),
            sees.readings,
            asked.principal().name(),
            body.containsKey("reason") ? Asked.field(body, "reason", REASON_MAX) : "");
    Imports taking =
        imports.orElseThrow(
            () -> new Problem(409, "Shows only", "this collector takes nothing in"));
    if (sees.hidden.isPresent()) {
      admit(database, sees.hidden.get(), asked.principal(), clock.instant());
    }
    return switch (taking.type(typed)) {
      case Answer.Stored stored -> told(typed, stored);
      case Answer.Known known ->
          throw new Problem(409, "Known", "the same was typed before, as import " + known.number());
      case Answer.Refused refused ->
          throw Problem.badRequest(
              "%s: wanted %s, found '%s'"
                  .formatted(refused.what(), refused.wanted(), refused.found()));
    };
  }

  /** Refuses more indexes of a dwelling's register than would still tell too little of it. */
  static void admit(DataSource database, int register, Principal by, Instant now)
      throws Problem, SQLException {
    if (!new Entries(database).mayType(register, by.name(), now)) {
      throw new Problem(
          429,
          "Too many",
          "wanted at most %d indexes of a dwelling's register in %d days, found as many"
              .formatted(Entries.ENTRIES_MAX, Entries.WITHIN.toDays()));
    }
  }

  /**
   * Whether what was read may be told; of a dwelling an office is not told what a gateway reads.
   *
   * @param hidden the register of which it may not, when there is one.
   */
  private record Sees(boolean readings, Optional<Integer> hidden) {}

  private Sees sees(Asked asked, int building, Which which, RegisterName register)
      throws SQLException {
    String serial = which instanceof Which.Bearing bearing ? bearing.serial() : "";
    try (Connection connection = database.getConnection();
        PreparedStatement query =
            connection.prepareStatement(
                """
                select m.point, r.id
                from meter m left join register r on r.meter = m.id and r.name = ?
                where m.building = ? and (m.name = ? or lower(m.serial) = lower(?))\
                """)) {
      query.setString(1, register.toString());
      query.setInt(2, building);
      query.setString(
          3,
          switch (which) {
            case Which.Named named -> named.name().value();
            case Which.Bearing bearing -> bearing.identifier();
          });
      query.setString(4, serial);
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          Integer point = row.getObject(1, Integer.class);
          Households households =
              point == null ? Households.ONE : Whose.of(connection, building, point);
          if (!Sight.of(asked.principal().role(), households).allows(Fineness.READING)) {
            return new Sees(false, Optional.ofNullable(row.getObject(2, Integer.class)));
          }
        }
      }
    }
    return new Sees(true, Optional.empty());
  }

  private static Which which(JsonObject body) throws Problem {
    if (body.containsKey("meter") == body.containsKey("serial")) {
      throw Problem.badRequest("meter, serial: wanted one of the two, found both or neither");
    }
    if (body.containsKey("serial")) {
      return new Which.Bearing(Asked.field(body, "serial", TEXT_MAX));
    }
    String name = Asked.field(body, "meter", TEXT_MAX);
    try {
      return new Which.Named(new MeterId(name));
    } catch (IllegalArgumentException wrong) {
      throw Problem.badRequest("meter: wanted a name of a meter, found '" + name + "'");
    }
  }

  private static RegisterName register(JsonObject body) throws Problem {
    String name = Asked.field(body, "register", TEXT_MAX);
    try {
      return RegisterName.parse(name);
    } catch (IllegalArgumentException wrong) {
      throw Problem.badRequest(
          "register: wanted a register such as water-volume, found '" + name + "'");
    }
  }

  private static Instant instant(JsonObject body) throws Problem {
    String text = Asked.field(body, "instant", TEXT_MAX);
    try {
      return Instant.parse(text);
    } catch (DateTimeException wrong) {
      throw Problem.badRequest(
          "instant: wanted one such as 2026-03-01T12:00:00Z, found '" + text + "'");
    }
  }

  private static BigDecimal value(JsonObject body) throws Problem {
    String text = Asked.field(body, "value", TEXT_MAX);
    return TypedReading.number(text)
        .orElseThrow(
            () ->
                Problem.badRequest(
                    "value: wanted a number from zero on as a text, found '" + text + "'"));
  }

  private static Optional<Photo> photo(JsonObject body) throws Problem {
    if (!body.containsKey("photo")) {
      return Optional.empty();
    }
    byte[] bytes = Sources.bytes(body, "photo");
    Optional<Photo> photo = Photo.of(bytes);
    if (photo.isEmpty()) {
      throw Problem.badRequest(
          "photo: wanted a JPEG or PNG of at most %d bytes, found %d bytes %s"
              .formatted(
                  Photo.BYTES_MAX,
                  bytes.length,
                  bytes.length > Photo.BYTES_MAX ? "" : "of something else"));
    }
    return photo;
  }

  private JsonObject told(TypedReading typed, Answer.Stored stored) throws SQLException {
    try (Connection connection = database.getConnection();
        PreparedStatement query =
            connection.prepareStatement("select id from photo where import = ?")) {
      query.setInt(1, stored.number());
      try (ResultSet row = query.executeQuery()) {
        return new JsonObject()
            .put("import", stored.number())
            .put("meter", stored.meter())
            .put("register", typed.register().toString())
            .put("instant", typed.at().toString())
            .put("value", Long.toString(stored.steps()))
            .put("unit", typed.register().quantity().step().symbol())
            .put("photo", row.next() ? row.getInt(1) : null);
      }
    }
  }

  /** A photo; of a home for those who may see its readings, and for who brought it. */
  Photo photo(Asked asked) throws Problem, SQLException {
    int building = asked.key("building");
    buildings.visible(asked.principal(), building);
    try (Connection connection = database.getConnection();
        PreparedStatement query =
            connection.prepareStatement(
                """
                select f.type, f.bytes, f.who, (
                  select m.point from import i join register r on r.id = any (i.registers)
                    join meter m on m.id = r.meter
                  where i.id = f.import order by r.id limit 1)
                from photo f where f.building = ? and f.id = ?\
                """)) {
      query.setInt(1, building);
      query.setInt(2, asked.key("photo"));
      try (ResultSet row = query.executeQuery()) {
        if (!row.next()) {
          throw Problem.notFound("photo");
        }
        Integer point = row.getObject(4, Integer.class);
        Households households =
            point == null ? Households.ONE : Whose.of(connection, building, point);
        Sight sight = Sight.of(asked.principal().role(), households);
        boolean own = row.getString(3).equals(asked.principal().name());
        if (!own && !sight.allows(Fineness.READING)) {
          throw Problem.forbidden("a photo of a home is refused: " + sight.reason());
        }
        return new Photo(row.getString(1), row.getBytes(2));
      }
    }
  }
}
