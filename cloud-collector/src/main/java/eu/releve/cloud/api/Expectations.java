package eu.releve.cloud.api;

import eu.releve.cloud.audit.Audit;
import eu.releve.cloud.points.ExpectedUses;
import eu.releve.cloud.points.ExpectedUses.Profile;
import eu.releve.cloud.points.ExpectedUses.Said;
import eu.releve.cloud.points.ProfileFile;
import eu.releve.measure.Kind;
import eu.releve.measure.Quantity;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.sql.DataSource;

/** Standard profiles of a building, and what its points are expected to use in a year. */
final class Expectations {
  /** A profile and the names around it. */
  static final int BODY_BYTES_MAX = ProfileFile.CHARACTERS_MAX + (64 << 10);

  private static final int NAME_MAX = 64;
  private static final Pattern ANNUAL = Pattern.compile("[1-9]\\d{0,15}");

  private final DataSource database;
  private final Buildings buildings;
  private final Consumption consumption;
  private final InstantSource clock;

  Expectations(
      DataSource database, Buildings buildings, Consumption consumption, InstantSource clock) {
    this.database = database;
    this.buildings = buildings;
    this.consumption = consumption;
    this.clock = clock;
  }

  JsonObject profiles(Asked asked) throws Problem, SQLException {
    buildings.one(asked);
    JsonArray items = new JsonArray();
    try (Connection connection = database.getConnection()) {
      new ExpectedUses(connection)
          .profiles(asked.key("building"))
          .forEach(profile -> items.add(told(profile)));
    }
    return new JsonObject().put("items", items).putNull("next");
  }

  private static JsonObject told(Profile profile) {
    return new JsonObject()
        .put("id", profile.id())
        .put("name", profile.name())
        .put("first", profile.first().toString())
        .put("steps", profile.steps())
        .put("at", profile.at().truncatedTo(ChronoUnit.MILLIS).toString())
        .put("by", profile.by());
  }

  JsonObject bring(Asked asked) throws Problem, SQLException {
    buildings.one(asked);
    int building = asked.key("building");
    JsonObject body = Asked.body(asked.context());
    String name = Asked.field(body, "name", NAME_MAX);
    if (!(body.getValue("csv") instanceof String csv)
        || csv.isEmpty()
        || csv.length() > ProfileFile.CHARACTERS_MAX) {
      throw Problem.badRequest(
          "csv: wanted a text of 1 to %d characters, found something else"
              .formatted(ProfileFile.CHARACTERS_MAX));
    }
    ProfileFile file =
        switch (ProfileFile.read(csv)) {
          case ProfileFile.Read.Good good -> good.file();
          case ProfileFile.Read.Bad bad ->
              throw Problem.badRequest("csv: " + String.join("; ", bad.problems()));
        };
    Instant now = clock.instant();
    String who = asked.principal().name();
    try (Connection connection = database.getConnection()) {
      ExpectedUses uses = new ExpectedUses(connection);
      if (uses.profiles(building).size() >= ExpectedUses.PROFILES_MAX) {
        throw tooMany("%d profiles of a building".formatted(ExpectedUses.PROFILES_MAX));
      }
      int id =
          uses.bring(building, name, file, now, who)
              .orElseThrow(
                  () ->
                      new Problem(
                          409, "Taken", "the same file was brought for this building before"));
      Audit.noteOfBuilding(
          connection,
          now,
          who,
          Audit.Deed.PROFILE_BROUGHT,
          "%s: a year from %s".formatted(name, file.first()),
          building);
      connection.commit();
      return new JsonObject()
          .put("id", id)
          .put("first", file.first().toString())
          .put("steps", file.weights().size());
    }
  }

  private static Problem tooMany(String most) {
    return new Problem(409, "Too many", "wanted at most %s, found as many".formatted(most));
  }

  JsonObject uses(Asked asked) throws Problem, SQLException {
    int point = asked.key("point");
    var unused = consumption.place(asked.principal(), point);
    JsonArray items = new JsonArray();
    try (Connection connection = database.getConnection()) {
      new ExpectedUses(connection).of(point).forEach(said -> items.add(told(said)));
    }
    return new JsonObject().put("items", items).putNull("next");
  }

  private static JsonObject told(Said said) {
    return new JsonObject()
        .put("quantity", said.quantity().id())
        .put("annual", Long.toString(said.annual()))
        .put("unit", said.quantity().step().symbol())
        .put("profile", said.profile())
        .put("from", said.from().toString())
        .put("by", said.author())
        .put("at", said.at().truncatedTo(ChronoUnit.MILLIS).toString());
  }

  JsonObject say(Asked asked) throws Problem, SQLException {
    int point = asked.key("point");
    Consumption.Place place = consumption.place(asked.principal(), point);
    JsonObject body = Asked.body(asked.context());
    String profile = Asked.field(body, "profile", NAME_MAX);
    Said said =
        new Said(
            quantity(body),
            annual(body),
            profile,
            LocalDays.of(body, "from"),
            asked.principal().name(),
            clock.instant().truncatedTo(ChronoUnit.MILLIS));
    try (Connection connection = database.getConnection()) {
      ExpectedUses uses = new ExpectedUses(connection);
      if (uses.profiles(place.building()).stream().noneMatch(p -> p.name().equals(profile))) {
        throw Problem.badRequest(
            "profile: wanted the name of a profile of the building, found '%s'".formatted(profile));
      }
      if (uses.of(point).size() >= ExpectedUses.SAID_MAX) {
        throw tooMany("%d statements of a point".formatted(ExpectedUses.SAID_MAX));
      }
      uses.say(point, said);
      Audit.noteOfBuilding(
          connection,
          said.at(),
          said.author(),
          Audit.Deed.USE_EXPECTED,
          "point %d from %s: %d %s of %s a year by %s"
              .formatted(
                  point,
                  said.from(),
                  said.annual(),
                  said.quantity().step().symbol(),
                  said.quantity().id(),
                  profile),
          place.building());
      connection.commit();
      return told(said);
    }
  }

  private static Quantity quantity(JsonObject body) throws Problem {
    String text = Asked.field(body, "quantity", NAME_MAX);
    return Quantity.of(text)
        .filter(quantity -> quantity.kind() == Kind.COUNTER)
        .orElseThrow(
            () ->
                Problem.badRequest(
                    "quantity: wanted one that is counted, such as water-volume, found '%s'"
                        .formatted(text)));
  }

  private static long annual(JsonObject body) throws Problem {
    String text = Asked.field(body, "annual", NAME_MAX);
    return Optional.of(text)
        .filter(number -> ANNUAL.matcher(number).matches())
        .map(Long::parseLong)
        .orElseThrow(
            () ->
                Problem.badRequest(
                    "annual: wanted a whole number from 1 to 9999999999999999, found '%s'"
                        .formatted(text)));
  }
}
