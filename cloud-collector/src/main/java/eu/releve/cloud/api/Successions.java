package eu.releve.cloud.api;

import eu.releve.cloud.enrol.Claims;
import eu.releve.cloud.enrol.Reception;
import eu.releve.cloud.enrol.Replacement;
import eu.releve.cloud.enrol.Transfers;
import eu.releve.measure.GatewayId;
import eu.releve.measure.OrganisationId;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** What takes another's place: boxes, and organisations that manage buildings. */
final class Successions {
  private static final int PAGE = 1_000;
  private static final int REASON_MAX = 500;
  private static final int NAME_MAX = 64;
  private static final int BATCHES_MAX = 100;

  private final DataSource database;
  private final Optional<Reception> reception;
  private final Desk desk;

  Successions(DataSource database, Optional<Reception> reception, Desk desk) {
    this.database = database;
    this.reception = reception;
    this.desk = desk;
  }

  JsonObject replace(Asked asked) throws Problem, SQLException {
    operator(asked, "replacement");
    GatewayId old = identifier("gateway", asked.name("gateway"), GatewayId::new);
    JsonObject body = Asked.body(asked.context());
    GatewayId next = identifier("gateway", Asked.field(body, "gateway", NAME_MAX), GatewayId::new);
    String reason = Asked.field(body, "reason", REASON_MAX);
    if (old.equals(next)) {
      throw Problem.wanted("another-gateway");
    }
    Replacement.Made made =
        reception().replacement().replace(old, next, asked.principal().name(), reason);
    if (made.unmade().isPresent()) {
      throw unmade(made, made.unmade().get(), old, next);
    }
    JsonObject answer =
        new JsonObject()
            .put("gateway", next.value())
            .put("replaces", old.value())
            .put("organisation", made.organisation().orElse(null))
            .put("sites", new JsonArray(new ArrayList<>(made.sites())));
    claim(next, made, asked).ifPresent(label -> answer.mergeIn(label));
    return answer;
  }

  /** The code with which the new box gets in, where this collector makes codes. */
  private Optional<JsonObject> claim(GatewayId next, Replacement.Made made, Asked asked)
      throws Problem, SQLException {
    if (reception().address().isEmpty() || made.organisation().isEmpty()) {
      return Optional.empty();
    }
    return reception()
        .claims()
        .make(
            next,
            new OrganisationId(made.organisation().get()),
            Claims.LIFE_USUAL,
            asked.principal().name())
        .made()
        .map(
            code ->
                new JsonObject()
                    .put("code", code.code().text())
                    .put(
                        "label",
                        reception.flatMap(r -> r.label(next, code.code())).orElseThrow().text())
                    .put("expires", code.expires().truncatedTo(ChronoUnit.MILLIS).toString()));
  }

  private static Problem unmade(
      Replacement.Made made, Replacement.Unmade why, GatewayId old, GatewayId next) {
    return switch (why) {
      case NO_SUCH_GATEWAY -> Problem.noSuch("gateway");
      case REPLACED -> Problem.told(409, "Replaced", "replace.replaced", old);
      case RETIRED -> Problem.told(409, "Retired", "replace.retired", next);
      case ANOTHERS -> Problem.told(409, "Another's", "replace.anothers", next);
      case SAME_BUILDING ->
          Problem.told(
              409,
              "Same building",
              "replace.same-building",
              next,
              String.join(", ", made.sites()),
              old);
    };
  }

  JsonObject handIn(Asked asked) throws Problem, SQLException {
    operator(asked, "rescue");
    GatewayId gateway = identifier("gateway", asked.name("gateway"), GatewayId::new);
    JsonObject body = Asked.body(asked.context());
    if (!(body.getValue("batches") instanceof JsonArray texts)
        || texts.isEmpty()
        || texts.size() > BATCHES_MAX) {
      throw Problem.badRequest("batches: wanted 1 to %d batches in base64".formatted(BATCHES_MAX));
    }
    List<byte[]> batches = new ArrayList<>();
    for (Object text : texts) {
      try {
        batches.add(Base64.getDecoder().decode(String.valueOf(text)));
      } catch (IllegalArgumentException wrong) {
        throw Problem.badRequest("batches: wanted base64, found something else");
      }
    }
    String who = asked.principal().name();
    if (!reception().fleet().rescued(gateway, who, batches.size() + " batches from its disk")) {
      throw Problem.noSuch("gateway");
    }
    Desk.HandedIn done = desk.handIn(gateway, batches, who);
    return new JsonObject()
        .put("stored", done.stored())
        .put("known", done.known())
        .put("waiting", done.waiting())
        .put("refused", new JsonArray(new ArrayList<>(done.refused())));
  }

  JsonObject transfers(Asked asked) throws Problem, SQLException {
    int after = asked.keyCursor();
    try (Connection connection = database.getConnection();
        PreparedStatement query =
            connection.prepareStatement(
                """
                select t.id, t.building, b.site, f.name, o.name, t.day, t.asked_at, t.asked_by,
                  t.reason, t.withdrawn_at, t.done_at, t.problem,
                  exists (select from transfer_export e where e.transfer = t.id)
                from transfer t left join building b on b.id = t.building
                  left join organisation f on f.id = t.from_organisation
                  left join organisation o on o.id = t.to_organisation
                where t.id > ? order by t.id limit ?\
                """)) {
      query.setInt(1, after);
      query.setInt(2, PAGE);
      JsonArray items = new JsonArray();
      int last = 0;
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          last = row.getInt(1);
          items.add(described(row, asked.principal().isOperator()));
        }
      }
      return Buildings.page(items, PAGE, Integer.toString(last));
    }
  }

  /** To the two organisations, not who asked and why. */
  private static JsonObject described(ResultSet row, boolean whole) throws SQLException {
    JsonObject item =
        new JsonObject()
            .put("id", row.getInt(1))
            .put("building", row.getInt(2))
            .put("site", row.getString(3))
            .put("from", row.getString(4))
            .put("to", row.getString(5))
            .put("date", row.getString(6))
            .put("done", text(row.getTimestamp(11)))
            .put("export", row.getBoolean(13));
    if (whole) {
      item.put("asked", text(row.getTimestamp(7)))
          .put("who", row.getString(8))
          .put("reason", row.getString(9))
          .put("withdrawn", text(row.getTimestamp(10)))
          .put("problem", row.getString(12));
    }
    return item;
  }

  private static @Nullable String text(@Nullable Timestamp at) {
    return at == null ? null : at.toInstant().truncatedTo(ChronoUnit.MILLIS).toString();
  }

  JsonObject transfer(Asked asked) throws Problem, SQLException {
    operator(asked, "transfer");
    JsonObject body = Asked.body(asked.context());
    if (!(body.getValue("building") instanceof Integer building)) {
      throw Problem.badRequest("building: wanted a number, found something else");
    }
    OrganisationId to =
        identifier(
            "organisation", Asked.field(body, "organisation", NAME_MAX), OrganisationId::new);
    String reason = Asked.field(body, "reason", REASON_MAX);
    LocalDate day = day(Asked.field(body, "date", NAME_MAX));
    Transfers.Asking asking =
        reception().transfers().ask(building, to, day, asked.principal().name(), reason);
    if (asking.unmade().isPresent()) {
      throw unmade(asking.unmade().get(), to);
    }
    return one(asking.transfer().orElseThrow());
  }

  private static LocalDate day(String text) throws Problem {
    try {
      LocalDate day = LocalDate.parse(text);
      if (day.getYear() >= 2000 && day.getYear() < 2200) {
        return day;
      }
    } catch (DateTimeException none) {
      // Told below, like a day of another century.
    }
    throw Problem.wanted("date", text);
  }

  private static Problem unmade(Transfers.Unmade why, OrganisationId to) {
    return switch (why) {
      case NO_SUCH_BUILDING -> Problem.noSuch("building");
      case NO_SUCH_ORGANISATION -> Problem.noSuch("organisation", to.value());
      case SAME -> Problem.told(409, "The same", "transfer.same", to);
      case OPEN -> Problem.told(409, "Open", "transfer.open");
      case TOO_FAR -> Problem.wanted("date-near");
      case NO_AUTHORITY -> Problem.told(409, "No authority", "transfer.no-authority");
    };
  }

  JsonObject withdraw(Asked asked) throws Problem, SQLException {
    operator(asked, "transfer");
    int transfer = asked.key("transfer");
    String reason = Asked.field(Asked.body(asked.context()), "reason", REASON_MAX);
    if (!reception().transfers().withdraw(transfer, asked.principal().name(), reason)) {
      throw Problem.told(409, "Not open", "transfer.not-open");
    }
    return one(transfer);
  }

  private JsonObject one(int transfer) throws SQLException {
    try (Connection connection = database.getConnection();
        PreparedStatement query =
            connection.prepareStatement(
                """
                select t.id, t.building, b.site, f.name, o.name, t.day, t.asked_at, t.asked_by,
                  t.reason, t.withdrawn_at, t.done_at, t.problem,
                  exists (select from transfer_export e where e.transfer = t.id)
                from transfer t left join building b on b.id = t.building
                  left join organisation f on f.id = t.from_organisation
                  left join organisation o on o.id = t.to_organisation
                where t.id = ?\
                """)) {
      query.setInt(1, transfer);
      try (ResultSet row = query.executeQuery()) {
        row.next();
        return described(row, true);
      }
    }
  }

  /**
   * The sealed export of a transfer in a file that whoever takes it deletes.
   *
   * @throws Problem when there is none, or not for who asks.
   */
  Path export(Asked asked) throws Problem, SQLException {
    int transfer = asked.key("transfer");
    try (Connection connection = database.getConnection();
        PreparedStatement query =
            connection.prepareStatement(
                "select bytes from transfer_export where transfer = ? order by part")) {
      query.setInt(1, transfer);
      query.setFetchSize(4);
      Path file = Files.createTempFile("releve-export", ".zip");
      boolean found = false;
      try (ResultSet row = query.executeQuery();
          OutputStream out = Files.newOutputStream(file)) {
        while (row.next()) {
          out.write(row.getBytes(1));
          found = true;
        }
      }
      if (!found) {
        Files.delete(file);
        throw Problem.noSuch("export");
      }
      return file;
    } catch (IOException full) {
      throw new Problem(503, "No room", "the export cannot be written: " + full);
    }
  }

  private Reception reception() throws Problem {
    return reception.orElseThrow(() -> Problem.told(409, "Shows only", "refusal.shows-only"));
  }

  private static void operator(Asked asked, String what) throws Problem {
    if (!asked.principal().isOperator()) {
      throw Problem.forOperators(what);
    }
  }

  private static <T> T identifier(String name, String text, Function<String, T> make)
      throws Problem {
    try {
      return make.apply(text);
    } catch (IllegalArgumentException impossible) {
      throw Problem.wanted("identifier", name, text);
    }
  }
}
