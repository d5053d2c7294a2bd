package eu.releve.cloud.api;

import eu.releve.cloud.api.Doors.Sent;
import eu.releve.cloud.closing.Closing;
import eu.releve.cloud.closing.Closings;
import eu.releve.cloud.closing.Closings.Head;
import eu.releve.cloud.closing.Closings.Outcome;
import eu.releve.cloud.closing.FileKind;
import eu.releve.cloud.closing.Period;
import eu.releve.cloud.purpose.Households;
import eu.releve.cloud.purpose.Sight;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Optional;
import javax.sql.DataSource;

/** Lists of indexes for any two dates, and the periods that are closed. */
final class ClosingLists {
  private static final int REASON_MAX = 500;
  private static final int DAY_LENGTH = 10;
  private static final int LOT_MAX = 64;
  private static final int HEADS_MAX = 1_000;

  private final DataSource database;
  private final Buildings buildings;
  private final InstantSource clock;

  ClosingLists(DataSource database, Buildings buildings, InstantSource clock) {
    this.database = database;
    this.buildings = buildings;
    this.clock = clock;
  }

  /** The closings of a building, the newest period first. */
  JsonObject list(Asked asked) throws Problem, SQLException {
    int building = asked.key("building");
    buildings.visible(asked.principal(), building);
    JsonArray items = new JsonArray();
    try (Connection connection = database.getConnection()) {
      new Closings(connection)
          .heads(building).stream().limit(HEADS_MAX).forEach(head -> items.add(told(head)));
    }
    return new JsonObject().put("items", items).putNull("next");
  }

  private static JsonObject told(Head head) {
    return new JsonObject()
        .put("id", head.id())
        .put("lot", head.lot().orElse(null))
        .put("from", head.period().first().toString())
        .put("to", head.period().end().toString())
        .put("reason", head.reason())
        .put("at", head.at().truncatedTo(ChronoUnit.MILLIS).toString())
        .put("by", head.by());
  }

  /** What a closing of some days would hold today. */
  Sent look(Asked asked) throws Problem, SQLException {
    JsonObject building = buildings.one(asked);
    Period period = period(asked.parameter("from").orElse(""), asked.parameter("to").orElse(""));
    Optional<FileKind> kind = kind(asked);
    try (Connection connection = database.getConnection()) {
      Closings closings = new Closings(connection);
      Closing.Place place = place(closings, building, asked.parameter("lot"));
      if (!Closings.isShown(asked.principal().role(), place, period, clock.instant())) {
        throw notShown(asked, period);
      }
      Closing closing = closings.look(place, period);
      if (closing.lines().size() > Closing.LINES_MAX) {
        throw tooLong();
      }
      return sent(asked, closing, kind, ClosingJson.of(closing));
    }
  }

  private static Problem notShown(Asked asked, Period period) {
    return Problem.forbidden(
        "from, to: wanted first days of months that are over, found %s, %s: %s"
                .formatted(
                    period.first(),
                    period.end(),
                    Sight.of(asked.principal().role(), Households.ONE).reason())
            + "; another day is closed with its reason");
  }

  /** Closes some days of a building or of a lot. */
  JsonObject close(Asked asked) throws Problem, SQLException {
    JsonObject building = buildings.one(asked);
    JsonObject body = Asked.body(asked.context());
    Period period =
        period(Asked.field(body, "from", DAY_LENGTH), Asked.field(body, "to", DAY_LENGTH));
    String reason = Asked.field(body, "reason", REASON_MAX);
    Optional<String> lot =
        body.containsKey("lot") ? Optional.of(Asked.field(body, "lot", LOT_MAX)) : Optional.empty();
    try (Connection connection = database.getConnection()) {
      Closings closings = new Closings(connection);
      Closings.Wish wish =
          new Closings.Wish(
              place(closings, building, lot),
              period,
              reason,
              clock.instant().truncatedTo(ChronoUnit.MILLIS),
              asked.principal().name());
      JsonObject closed = closed(closings.close(wish), period);
      connection.commit();
      return closed;
    }
  }

  private static JsonObject closed(Outcome outcome, Period period) throws Problem {
    return switch (outcome) {
      case Outcome.Closed closed -> ClosingJson.of(closed.closing());
      case Outcome.Overlaps overlaps ->
          throw new Problem(
              409,
              "Closed",
              "from, to: wanted days that are not closed yet, found those of closing %d, %s to %s"
                  .formatted(
                      overlaps.other().id(),
                      overlaps.other().period().first(),
                      overlaps.other().period().end()));
      case Outcome.TooShort shortened ->
          throw new Problem(
              409,
              "Too short",
              "from, to: wanted at most two closings of a lot shorter than a month in twelve months"
                  + ", found closing %d and another".formatted(shortened.other().id()));
      case Outcome.TooLong unused -> throw tooLong();
      case Outcome.Empty unused ->
          throw new Problem(409, "Empty", "from, to: wanted days of which there is a meter");
      case Outcome.NotOver over ->
          throw Problem.badRequest(
              "to: wanted a day that has begun, %s at most, found %s"
                  .formatted(over.last().plusDays(1), period.end()));
      case Outcome.Brief unused ->
          throw Problem.badRequest(
              "from, to: wanted at least a month of a whole building, found %s to %s"
                  .formatted(period.first(), period.end()));
    };
  }

  private static Problem tooLong() {
    return Problem.badRequest(
        "lot: wanted a list of at most %d lines; ask for one lot".formatted(Closing.LINES_MAX));
  }

  /** A closing as it was closed, with what has changed of it since. */
  Sent one(Asked asked) throws Problem, SQLException {
    int number = asked.key("closing");
    Optional<FileKind> kind = kind(asked);
    try (Connection connection = database.getConnection()) {
      Closings closings = new Closings(connection);
      Closing closing = closings.find(number).orElseThrow(() -> Problem.notFound("closing"));
      // As the database sees it, so do handlers: a connection of an operator sees all.
      buildings.visible(asked.principal(), closing.place().building());
      if (kind.isPresent()) {
        return sent(asked, closing, kind, new JsonObject());
      }
      return Sent.json(ClosingJson.of(closing, closings.since(closing)));
    }
  }

  private static Sent sent(Asked asked, Closing closing, Optional<FileKind> kind, JsonObject json) {
    return kind.map(
            file ->
                new Sent(
                    file.type(),
                    Optional.of(file.name(closing)),
                    Buffer.buffer(file.of(closing, asked.language()))))
        .orElseGet(() -> Sent.json(json));
  }

  private static Closing.Place place(Closings closings, JsonObject building, Optional<String> lot)
      throws Problem, SQLException {
    int key = building.getInteger("id");
    Optional<Closing.Lot> found = Optional.empty();
    if (lot.isPresent()) {
      found = closings.lots(key).stream().filter(one -> one.name().equals(lot.get())).findFirst();
      if (found.isEmpty()) {
        throw Problem.badRequest("lot: wanted one of the building, found '" + lot.get() + "'");
      }
    }
    return new Closing.Place(
        key, building.getString("site"), ZoneId.of(building.getString("zone")), found);
  }

  /** As {@code format} says, or {@code Accept}; nothing for JSON. */
  private static Optional<FileKind> kind(Asked asked) throws Problem {
    Optional<String> format = asked.parameter("format");
    if (format.isPresent() && !format.get().equals("json")) {
      return Optional.of(
          FileKind.of(format.get())
              .orElseThrow(
                  () ->
                      Problem.badRequest(
                          "format: wanted json, csv, xlsx or pdf, found '" + format.get() + "'")));
    }
    String accepted = Optional.ofNullable(asked.context().request().getHeader("Accept")).orElse("");
    return format.isPresent()
        ? Optional.empty()
        : Arrays.stream(FileKind.values())
            .filter(kind -> accepted.startsWith(kind.type()))
            .findFirst();
  }

  private static Period period(String from, String to) throws Problem {
    LocalDate first = day("from", from);
    LocalDate end = day("to", to);
    if (!first.isBefore(end)) {
      throw Problem.badRequest(
          "from, to: wanted from before to, found %s, %s".formatted(first, end));
    }
    return new Period(first, end);
  }

  private static LocalDate day(String name, String text) throws Problem {
    try {
      LocalDate day = LocalDate.parse(text);
      if (1970 <= day.getYear() && day.getYear() < 2200) {
        return day;
      }
    } catch (DateTimeException other) {
      // Told below, like a day that no meter has seen.
    }
    throw Problem.badRequest(
        "%s: wanted a day such as 2026-03-01, found '%s'".formatted(name, text));
  }
}
