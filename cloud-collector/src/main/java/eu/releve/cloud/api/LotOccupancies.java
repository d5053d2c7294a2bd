package eu.releve.cloud.api;

import eu.releve.cloud.audit.Audit;
import eu.releve.cloud.audit.Audit.Deed;
import eu.releve.cloud.points.Occupancies;
import eu.releve.cloud.points.Occupancy;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/** Who uses a lot, from when to when. */
final class LotOccupancies {
  private static final int OCCUPANT_MAX = 64;
  private static final int REASON_MAX = 200;

  private final DataSource database;
  private final InstantSource clock;

  LotOccupancies(DataSource database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  /**
   * A lot that somebody asks for.
   *
   * @param key its key.
   * @param zone of its building.
   */
  record Lot(int building, int key, String name, boolean dwelling, ZoneId zone) {}

  /** The lot in the path, for those who may see its building. */
  static Lot lot(Connection connection, Asked asked) throws Problem, SQLException {
    int building = asked.key("building");
    String name = asked.name("lot");
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select l.id, l.kind, b.zone from lot l join building b on b.id = l.building
            where %s and b.id = ? and l.name = ?\
            """
                .formatted(Buildings.VISIBLE))) {
      Buildings.visible(query, asked.principal());
      query.setInt(3, building);
      query.setString(4, name);
      try (ResultSet row = query.executeQuery()) {
        if (!row.next()) {
          throw Problem.notFound("lot");
        }
        return new Lot(
            building,
            row.getInt(1),
            name,
            row.getString(2).equals("dwelling"),
            ZoneId.of(row.getString(3)));
      }
    }
  }

  JsonObject list(Asked asked) throws Problem, SQLException {
    try (Connection connection = database.getConnection()) {
      Lot lot = lot(connection, asked);
      JsonArray items = new JsonArray();
      new Occupancies(connection, lot.key).all().forEach(one -> items.add(told(lot, one)));
      return new JsonObject().put("items", items).putNull("next");
    }
  }

  JsonObject say(Asked asked) throws Problem, SQLException {
    try (Connection connection = database.getConnection()) {
      Lot lot = lot(connection, asked);
      JsonObject body = Asked.body(asked.context());
      String occupant = Asked.field(body, "occupant", OCCUPANT_MAX);
      LocalDate from = LocalDays.of(body, "from");
      Optional<LocalDate> to = LocalDays.optional(body, "to");
      if (to.isPresent() && !to.get().isAfter(from)) {
        throw Problem.badRequest("to: wanted a day after %s, found '%s'".formatted(from, to.get()));
      }
      Occupancies stored = new Occupancies(connection, lot.key);
      Instant now = begin(stored);
      List<Occupancy> all = stored.all();
      if (all.size() >= Occupancies.OCCUPANCIES_MAX) {
        throw tooMany("%d occupancies of a lot".formatted(Occupancies.OCCUPANCIES_MAX));
      }
      refuseOverlap(all, "'%s' from %s".formatted(occupant, from), from, to);
      String who = asked.principal().name();
      int id =
          stored.add(
              lot.building, occupant, from, to, new Occupancies.Deed(who, "said with it", now));
      // Without the occupant: the trail outlives what names a person.
      note(connection, lot, Deed.OCCUPANCY_SAID, asked, "from " + from, id);
      return one(connection, stored, lot, id);
    }
  }

  JsonObject end(Asked asked) throws Problem, SQLException {
    try (Connection connection = database.getConnection()) {
      Lot lot = lot(connection, asked);
      JsonObject body = Asked.body(asked.context());
      LocalDate day = LocalDays.of(body, "day");
      String reason = Asked.field(body, "reason", REASON_MAX);
      Occupancies stored = new Occupancies(connection, lot.key);
      Instant now = begin(stored);
      List<Occupancy> all = stored.all();
      Occupancy ended = found(all, asked);
      if (day.isBefore(ended.from())) {
        throw Problem.badRequest(
            "day: wanted %s or later, found '%s'".formatted(ended.from(), day));
      }
      refuseOverlap(
          all.stream().filter(other -> other.id() != ended.id()).toList(),
          ended.named(),
          ended.from(),
          Optional.of(day));
      stored.end(ended.id(), day, new Occupancies.Deed(asked.principal().name(), reason, now));
      String text = "%s: %s".formatted(day, reason);
      note(connection, lot, Deed.OCCUPANCY_ENDED, asked, text, ended.id());
      return one(connection, stored, lot, ended.id());
    }
  }

  /** Takes away what names the occupant of an occupancy that is over. */
  JsonObject erase(Asked asked) throws Problem, SQLException {
    try (Connection connection = database.getConnection()) {
      Lot lot = lot(connection, asked);
      String reason = Asked.field(Asked.body(asked.context()), "reason", REASON_MAX);
      Occupancies stored = new Occupancies(connection, lot.key);
      stored.lock();
      Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
      Occupancy one = found(stored.all(), asked);
      LocalDate today = now.atZone(lot.zone).toLocalDate();
      if (one.to().isEmpty() || one.to().get().isAfter(today)) {
        throw new Problem(
            409,
            "Not over",
            "wanted an occupancy that is over, found one to "
                + one.to().map(LocalDate::toString).orElse("no end"));
      }
      stored.erase(one.id(), now);
      note(connection, lot, Deed.OCCUPANT_ERASED, asked, reason, one.id());
      return one(connection, stored, lot, one.id());
    }
  }

  private Instant begin(Occupancies stored) throws Problem, SQLException {
    stored.lock();
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    if (stored.said(now) >= Occupancies.SAID_MAX) {
      throw tooMany("%d changes of a lot in 365 days".formatted(Occupancies.SAID_MAX));
    }
    return now;
  }

  private static Problem tooMany(String most) {
    return new Problem(409, "Too many", "wanted at most %s, found as many".formatted(most));
  }

  private static void refuseOverlap(
      List<Occupancy> others, String name, LocalDate from, Optional<LocalDate> to) throws Problem {
    for (Occupancy other : others) {
      if (other.overlaps(from, to)) {
        throw new Problem(
            409,
            "Overlap",
            "from, to: wanted days that no other occupancy has, found %s over %s"
                .formatted(name, other.named()));
      }
    }
  }

  private static Occupancy found(List<Occupancy> all, Asked asked) throws Problem {
    int id = asked.key("occupancy");
    return all.stream()
        .filter(one -> one.id() == id)
        .findFirst()
        .orElseThrow(() -> Problem.notFound("occupancy"));
  }

  private void note(
      Connection connection, Lot lot, Audit.Deed deed, Asked asked, String text, int occupancy)
      throws SQLException {
    Audit.noteOfBuilding(
        connection,
        clock.instant(),
        asked.principal().name(),
        deed,
        "lot %s, occupancy %d: %s".formatted(lot.name, occupancy, text),
        lot.building);
  }

  private static JsonObject one(Connection connection, Occupancies stored, Lot lot, int id)
      throws SQLException {
    Occupancy said =
        stored.all().stream().filter(each -> each.id() == id).findFirst().orElseThrow();
    connection.commit();
    return told(lot, said);
  }

  private static JsonObject told(Lot lot, Occupancy one) {
    return new JsonObject()
        .put("id", one.id())
        .put("lot", lot.name)
        .put("occupant", one.occupant().orElse(null))
        .put("from", one.from().toString())
        .put("to", one.to().map(LocalDate::toString).orElse(null))
        .put("by", one.author())
        .put("at", one.at().truncatedTo(ChronoUnit.MILLIS).toString());
  }
}
