package eu.releve.cloud.api;

import eu.releve.cloud.derive.Editing;
import eu.releve.cloud.derive.Index;
import eu.releve.cloud.purpose.Fineness;
import eu.releve.cloud.purpose.Households;
import eu.releve.cloud.purpose.Sight;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/** What people type over the readings of a register. */
final class Edits {
  private static final int PAGE = 1_000;
  private static final int REASON_MAX = 500;
  private static final int TEXT_MAX = 64;
  private static final Pattern INDEX = Pattern.compile("0|[1-9]\\d{0,17}");
  private static final Instant BEGINNING = Instant.parse("2000-01-01T00:00:00Z");

  private final DataSource database;
  private final InstantSource clock;

  /**
   * @param database connections that may read readings and write edits.
   * @param clock says what is in the future.
   */
  Edits(DataSource database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  JsonObject list(Asked asked) throws Problem, SQLException {
    int after = asked.keyCursor();
    try (Connection connection = database.getConnection()) {
      Editing.Subject subject = subject(connection, asked, asked.key("register"), "register");
      boolean readings = seesReadings(connection, asked, subject);
      JsonArray items = new JsonArray();
      int last = 0;
      for (Editing.Edit edit : new Editing(connection).of(subject.register(), after, PAGE)) {
        items.add(told(edit, readings));
        last = edit.id();
      }
      return Buildings.page(items, PAGE, Integer.toString(last)).put("unit", subject.unit());
    }
  }

  private static JsonObject told(Editing.Edit edit, boolean readings) {
    JsonArray read = new JsonArray();
    edit.original().forEach(value -> read.add(Long.toString(value)));
    return new JsonObject()
        .put("id", edit.id())
        .put("kind", edit.typed().kind())
        .put("instant", edit.typed().instant().toString())
        .put("value", edit.typed().value().map(value -> Long.toString(value)).orElse(null))
        .put("read", readings ? read : null)
        .put("by", edit.made().by())
        .put("at", edit.made().at().truncatedTo(ChronoUnit.MILLIS).toString())
        .put("reason", edit.made().reason())
        .put("withdrawn", edit.withdrawn().map(Edits::told).orElse(null));
  }

  private static JsonObject told(Editing.Made made) {
    return new JsonObject()
        .put("by", made.by())
        .put("at", made.at().truncatedTo(ChronoUnit.MILLIS).toString())
        .put("reason", made.reason());
  }

  JsonObject add(Asked asked) throws Problem, SQLException {
    int register = asked.key("register");
    Editing.Subject subject;
    boolean readings;
    try (Connection connection = database.getConnection()) {
      subject = subject(connection, asked, register, "register");
      readings = seesReadings(connection, asked, subject);
    }
    JsonObject body = Asked.body(asked.context());
    Editing.Typed typed = typed(body);
    Editing.Made made = made(asked, body);
    if (!readings) {
      HandReadings.admit(database, register, asked.principal(), clock.instant());
    }
    try (Connection connection = database.getConnection()) {
      Editing.Answer answer = new Editing(connection).add(subject, typed, made);
      return switch (answer) {
        case Editing.Answer.Added added -> {
          connection.commit();
          yield new JsonObject().put("id", added.id());
        }
        case Editing.Answer.Refused refused -> throw refusal(refused, readings);
        case Editing.Answer.Full full ->
            throw new Problem(
                409,
                "Too many",
                "wanted at most %d edits of a register, found as many"
                    .formatted(Editing.EDITS_MAX));
      };
    }
  }

  private static Problem refusal(Editing.Answer.Refused refused, boolean readings) {
    String neighbours =
        readings
            ? refused.neighbours().stream().map(Edits::told).collect(Collectors.joining(" and "))
            : "";
    return Problem.badRequest(
        "%s: wanted %s%s, found %s"
            .formatted(
                refused.field(),
                refused.wanted(),
                neighbours.isEmpty() ? "" : " beside " + neighbours,
                refused.found()));
  }

  private static String told(Index index) {
    return "%d at %s".formatted(index.value(), Instant.ofEpochMilli(index.millis()));
  }

  private Editing.Typed typed(JsonObject body) throws Problem {
    String kind = Asked.field(body, "kind", TEXT_MAX);
    boolean index = kind.equals("index");
    if (!index && !kind.equals("discard")) {
      throw Problem.badRequest("kind: wanted index or discard, found '" + kind + "'");
    }
    if (!index && body.getValue("value") != null) {
      throw Problem.badRequest("value: wanted none with kind discard, found one");
    }
    Instant instant = instant(Asked.field(body, "instant", TEXT_MAX));
    return new Editing.Typed(instant, index ? Optional.of(value(body)) : Optional.empty());
  }

  private Instant instant(String text) throws Problem {
    try {
      Instant instant = Instant.parse(text);
      if (instant.equals(instant.truncatedTo(ChronoUnit.MILLIS))
          && !instant.isBefore(BEGINNING)
          && !instant.isAfter(clock.instant())) {
        return instant;
      }
    } catch (DateTimeException other) {
      // Told below, like an instant at which nobody can have looked.
    }
    throw Problem.badRequest(
        "instant: wanted one from %s to now in whole milliseconds, found '%s'"
            .formatted(BEGINNING, text));
  }

  private static long value(JsonObject body) throws Problem {
    String text = Asked.field(body, "value", TEXT_MAX);
    if (!INDEX.matcher(text).matches()) {
      throw Problem.badRequest(
          "value: wanted a whole number in the register's unit, 0 or above, found '%s'"
              .formatted(text));
    }
    return Long.parseLong(text);
  }

  private Editing.Made made(Asked asked, JsonObject body) throws Problem {
    String reason = Asked.field(body, "reason", REASON_MAX);
    if (reason.isBlank()) {
      throw Problem.wanted("text-missing", "reason", Integer.toString(REASON_MAX));
    }
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    return new Editing.Made(asked.principal().name(), now, reason);
  }

  JsonObject withdraw(Asked asked) throws Problem, SQLException {
    int edit = asked.key("edit");
    try (Connection connection = database.getConnection()) {
      Editing editing = new Editing(connection);
      int register = editing.registerOf(edit).orElseThrow(() -> Problem.notFound("edit"));
      Editing.Subject subject = subject(connection, asked, register, "edit");
      Editing.Made made = made(asked, Asked.body(asked.context()));
      if (!editing.withdraw(subject, edit, made)) {
        throw new Problem(409, "Withdrawn", "edit %d was withdrawn before".formatted(edit));
      }
      connection.commit();
      return new JsonObject().put("id", edit);
    }
  }

  private static Editing.Subject subject(
      Connection connection, Asked asked, int register, String what) throws Problem, SQLException {
    Editing.Subject subject =
        new Editing(connection).subject(register).orElseThrow(() -> Problem.notFound(what));
    try (PreparedStatement query =
        connection.prepareStatement(
            "select from building b where %s and b.id = ?".formatted(Buildings.VISIBLE))) {
      Buildings.visible(query, asked.principal());
      query.setInt(3, subject.building());
      try (ResultSet row = query.executeQuery()) {
        if (!row.next()) {
          throw Problem.notFound(what);
        }
      }
    }
    return subject;
  }

  /** Whether what was read may be shown: of a dwelling, no. */
  private static boolean seesReadings(Connection connection, Asked asked, Editing.Subject subject)
      throws SQLException {
    Households households =
        subject.point().isEmpty()
            ? Households.ONE
            : Whose.of(connection, subject.building(), subject.point().get());
    return Sight.of(asked.principal().role(), households).allows(Fineness.READING);
  }
}
