package eu.releve.cloud.api;

import eu.releve.cloud.audit.Audit;
import eu.releve.cloud.cost.BillFile;
import eu.releve.cloud.cost.Bills;
import eu.releve.cloud.cost.Charge;
import eu.releve.cloud.cost.Contract;
import eu.releve.cloud.cost.Contracts;
import eu.releve.cloud.cost.Contracts.Deed;
import eu.releve.cloud.cost.Contracts.Kept;
import eu.releve.cloud.cost.Line;
import eu.releve.cloud.cost.TypedContract;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import javax.sql.DataSource;

/** Contracts and bills, typed or brought. */
final class Tariffs {
  private static final int PAGE = 50;
  private static final int REASON_MAX = 200;
  private static final int NAME_MAX = 200;
  private static final int CONTENT_MAX = 60 << 10;

  /** What a request says of a contract beside the contract itself. */
  private static final Set<String> OF_REQUEST =
      Set.of("point", "supersedes", "reason", "withdrawn", "lines");

  private final DataSource database;
  private final Buildings buildings;
  private final InstantSource clock;

  Tariffs(DataSource database, Buildings buildings, InstantSource clock) {
    this.database = database;
    this.buildings = buildings;
    this.clock = clock;
  }

  JsonObject list(Asked asked) throws Problem, SQLException {
    int building = asked.key("building");
    buildings.visible(asked.principal(), building);
    Optional<Integer> one =
        asked.parameter("contract").isPresent()
            ? Optional.of(asked.keyParameter("contract"))
            : Optional.empty();
    int after = asked.keyCursor();
    JsonArray items = new JsonArray();
    int last = 0;
    try (Connection connection = database.getConnection()) {
      Contracts contracts = new Contracts(connection);
      List<Kept> kept =
          one.isPresent()
              ? contracts.versions(building, one.get())
              : contracts.of(building, after, PAGE);
      for (Kept each : kept) {
        items.add(told(each));
        last = each.contract();
      }
    }
    return one.isPresent()
        ? new JsonObject().put("items", items).putNull("next")
        : Buildings.page(items, PAGE, Integer.toString(last));
  }

  JsonObject write(Asked asked) throws Problem, SQLException {
    int building = asked.key("building");
    buildings.visible(asked.principal(), building);
    JsonObject body = Asked.body(asked.context());
    Optional<Integer> supersedes = key(body, "supersedes");
    boolean isReasoned = supersedes.isPresent() || body.containsKey("reason");
    Deed deed = deed(asked, isReasoned ? Asked.field(body, "reason", REASON_MAX) : "typed");
    try (Connection connection = database.getConnection()) {
      Contracts contracts = new Contracts(connection);
      contracts.lock(building);
      Optional<Integer> point = point(connection, building, body);
      Kept written =
          supersedes.isPresent()
              ? next(contracts, building, supersedes.get(), body, deed)
              : first(contracts, building, point, terms(body), deed);
      String what = written.withdrawn() ? "withdrawn: " : "";
      note(connection, building, deed, Audit.Deed.CONTRACT_WRITTEN, what + line(written));
      connection.commit();
      return told(written);
    }
  }

  private static void note(
      Connection connection, int building, Deed deed, Audit.Deed what, String text)
      throws SQLException {
    Audit.noteOfBuilding(connection, deed.at(), deed.by(), what, text, building);
  }

  private static String line(Kept kept) {
    return "contract %d, version %d: %s of %s, %s to %s; %s"
        .formatted(
            kept.contract(),
            kept.version(),
            kept.terms().medium().id(),
            kept.terms().supplier(),
            kept.terms().from(),
            kept.terms().to().map(LocalDate::toString).orElse("..."),
            kept.deed().reason());
  }

  private Deed deed(Asked asked, String reason) {
    return new Deed(
        clock.instant().truncatedTo(ChronoUnit.MILLIS), asked.principal().name(), reason);
  }

  private static Kept first(
      Contracts contracts, int building, Optional<Integer> point, Contract terms, Deed deed)
      throws Problem, SQLException {
    alone(contracts, building, point, terms, Optional.empty());
    if (contracts.of(building, 0, Contracts.CONTRACTS_MAX).size() >= Contracts.CONTRACTS_MAX) {
      throw tooMany("contracts of a building", Contracts.CONTRACTS_MAX);
    }
    return contracts.add(building, point, terms, deed);
  }

  private static Kept next(
      Contracts contracts, int building, int contract, JsonObject body, Deed deed)
      throws Problem, SQLException {
    List<Kept> versions = contracts.versions(building, contract);
    if (versions.isEmpty()) {
      throw Problem.badRequest(
          "supersedes: wanted a contract of this building, found %d".formatted(contract));
    }
    Kept before = versions.getLast();
    if (before.version() >= Contracts.VERSIONS_MAX) {
      throw tooMany("versions of a contract", Contracts.VERSIONS_MAX);
    }
    if (Boolean.TRUE.equals(body.getValue("withdrawn"))) {
      return contracts.supersede(before, before.terms(), true, deed);
    }
    Optional<Integer> point = key(body, "point");
    if (point.isPresent() && !point.equals(before.point())) {
      throw Problem.badRequest(
          "point: wanted that of the contract that it supersedes, found %d".formatted(point.get()));
    }
    Contract terms = terms(body);
    if (terms.medium() != before.terms().medium()) {
      throw Problem.badRequest(
          "medium: wanted %s, as the contract that it supersedes, found '%s'"
              .formatted(before.terms().medium().id(), terms.medium().id()));
    }
    alone(contracts, building, before.point(), terms, Optional.of(contract));
    return contracts.supersede(before, terms, false, deed);
  }

  private static void alone(
      Contracts contracts,
      int building,
      Optional<Integer> point,
      Contract terms,
      Optional<Integer> except)
      throws Problem, SQLException {
    Optional<Kept> other = contracts.inTheWay(building, point, terms, except);
    if (other.isPresent()) {
      throw Problem.badRequest(inTheWay(terms, other.get()));
    }
  }

  private static String inTheWay(Contract terms, Kept other) {
    return "from, to: wanted days without a contract of %s, found contract %d of %s from %s to %s"
        .formatted(
            terms.medium().id(),
            other.contract(),
            other.terms().supplier(),
            other.terms().from(),
            other.terms().to().map(LocalDate::toString).orElse("..."));
  }

  private static Problem tooMany(String what, int max) {
    return new Problem(409, "Too many", "wanted at most %d %s, found as many".formatted(max, what));
  }

  private static Contract terms(JsonObject body) throws Problem {
    JsonObject head = body.copy();
    OF_REQUEST.forEach(head::remove);
    return switch (TypedContract.read(cells("", head), lines(body))) {
      case TypedContract.Good good -> good.terms();
      case TypedContract.Bad bad -> throw Problem.badRequest(String.join("; ", bad.problems()));
    };
  }

  private static List<Map<String, String>> lines(JsonObject body) throws Problem {
    if (!(body.getValue("lines") instanceof JsonArray array)) {
      throw Problem.badRequest("lines: wanted a list, found something else");
    }
    List<Map<String, String>> lines = new ArrayList<>();
    for (int i = 0; i < array.size(); i++) {
      if (!(array.getValue(i) instanceof JsonObject line)) {
        throw Problem.badRequest("lines[%d]: wanted an object, found something else".formatted(i));
      }
      lines.add(cells("lines[%d].".formatted(i), line));
    }
    return lines;
  }

  /** Values as texts: a number with a fraction would have been through floating point already. */
  private static Map<String, String> cells(String where, JsonObject from) throws Problem {
    Map<String, String> cells = new TreeMap<>();
    for (String name : from.fieldNames()) {
      switch (from.getValue(name)) {
        case null -> {}
        case String text -> cells.put(name, text);
        case Integer whole -> cells.put(name, whole.toString());
        case Long whole -> cells.put(name, whole.toString());
        default ->
            throw Problem.badRequest(
                "%s%s: wanted a text such as \"0.25\", found something else"
                    .formatted(where, name));
      }
    }
    return cells;
  }

  private static Optional<Integer> key(JsonObject body, String name) throws Problem {
    return switch (body.getValue(name)) {
      case null -> Optional.empty();
      case Integer key when key > 0 -> Optional.of(key);
      default -> throw Problem.badRequest("%s: wanted a key, found something else".formatted(name));
    };
  }

  private static Optional<Integer> point(Connection connection, int building, JsonObject body)
      throws Problem, SQLException {
    Optional<Integer> point = key(body, "point");
    if (point.isPresent()) {
      try (PreparedStatement query =
          connection.prepareStatement("select from point where id = ? and building = ?")) {
        query.setInt(1, point.get());
        query.setInt(2, building);
        try (ResultSet row = query.executeQuery()) {
          if (!row.next()) {
            throw Problem.badRequest(
                "point: wanted a point of this building, found %d".formatted(point.get()));
          }
        }
      }
    }
    return point;
  }

  JsonObject bill(Asked asked) throws Problem, SQLException {
    int building = asked.key("building");
    buildings.visible(asked.principal(), building);
    JsonObject body = Asked.body(asked.context());
    String name = Asked.field(body, "name", NAME_MAX);
    if (!(body.getValue("content") instanceof String content)
        || content.isBlank()
        || content.length() > CONTENT_MAX) {
      throw Problem.badRequest(
          "content: wanted a text of 1 to %d characters, found something else"
              .formatted(CONTENT_MAX));
    }
    BillFile bill =
        switch (read(content)) {
          case BillFile.Read.Good good -> good.bill();
          case BillFile.Read.Bad bad ->
              throw Problem.badRequest("content: " + String.join("; ", bad.problems()));
        };
    Deed deed = deed(asked, "bill " + bill.number());
    try (Connection connection = database.getConnection()) {
      Bills.Taken taken =
          new Bills(connection)
              .take(
                  building,
                  point(connection, building, body),
                  bill,
                  new Bills.File(name, sha256(content), content),
                  deed);
      JsonObject told =
          switch (taken) {
            case Bills.Taken.Made made -> taken(made.bill(), "made", made.contract());
            case Bills.Taken.Extended more -> taken(more.bill(), "extended", more.contract());
            case Bills.Taken.Confirmed same -> taken(same.bill(), "confirmed", same.contract());
            case Bills.Taken.Before unused ->
                throw new Problem(
                    409, "Taken", "the same bill was brought for this building before");
            case Bills.Taken.TooMany many -> throw tooMany(many.what(), many.max());
            case Bills.Taken.InTheWay way ->
                throw Problem.badRequest("content: " + inTheWay(bill.terms(), way.other()));
          };
      String text =
          "%s (%s): %s contract %d, version %d"
              .formatted(
                  deed.reason(),
                  name,
                  told.getString("outcome"),
                  told.getJsonObject("contract").getInteger("contract"),
                  told.getJsonObject("contract").getInteger("version"));
      note(connection, building, deed, Audit.Deed.BILL_TAKEN, text);
      connection.commit();
      return told;
    }
  }

  private static JsonObject taken(int bill, String outcome, Kept contract) {
    return new JsonObject()
        .put("bill", bill)
        .put("outcome", outcome)
        .put("contract", told(contract));
  }

  private static BillFile.Read read(String content) throws Problem {
    String start = content.startsWith("\uFEFF") ? content.substring(1) : content;
    String first = start.lines().findFirst().orElse("").strip().replaceAll(";+$", "");
    if (first.equals(BillFile.FORMAT)) {
      return BillFile.ofSeparated(start);
    }
    try {
      JsonObject bill = new JsonObject(start);
      if (BillFile.FORMAT.equals(bill.getValue("format"))) {
        JsonObject head = bill.copy();
        List.of("format", "lines").forEach(head::remove);
        return BillFile.of(cells("", head), lines(bill));
      }
    } catch (DecodeException | ClassCastException other) {
      // Told below, like a bill of another format.
    }
    throw Problem.badRequest(
        "content: wanted JSON with format '%1$s', or lines of which the first is that, found another"
            .formatted(BillFile.FORMAT));
  }

  private static String sha256(String content) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256")
                  .digest(content.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java has SHA-256", impossible);
    }
  }

  private static JsonObject told(Kept kept) {
    JsonArray lines = new JsonArray();
    kept.terms().lines().forEach(line -> lines.add(told(line)));
    Instant at = kept.deed().at();
    JsonObject told =
        new JsonObject()
            .put("contract", kept.contract())
            .put("version", kept.version())
            .put("medium", kept.terms().medium().id())
            .put("supplier", kept.terms().supplier())
            .put("reference", kept.terms().reference().value())
            .put("currency", "EUR")
            .put("from", kept.terms().from().toString())
            .put("withdrawn", kept.withdrawn())
            .put("at", at.truncatedTo(ChronoUnit.MILLIS).toString())
            .put("by", kept.deed().by())
            .put("reason", kept.deed().reason())
            .put("lines", lines);
    kept.point().ifPresent(point -> told.put("point", point));
    kept.terms().to().ifPresent(to -> told.put("to", to.toString()));
    return told;
  }

  private static JsonObject told(Line line) {
    JsonObject told =
        new JsonObject()
            .put("id", line.id())
            .put("kind", line.kind().id())
            .put("label", line.label())
            .put("price", line.price().toPlainString())
            .put("vat", line.vat().toPlainString())
            .put("from", line.from().toString());
    line.to().ifPresent(to -> told.put("to", to.toString()));
    return switch (line.charge()) {
      case Charge.PerUnit its ->
          told.put("register", its.register().toString()).put("unit", its.unit());
      case Charge.PerPeriod its -> told.put("per", its.per().id());
      case Charge.PerPeak its ->
          told.put("register", its.demand().toString()).put("per", its.per().id());
      case Charge.PerPower its ->
          told.put("power", its.kilowatts().toPlainString()).put("per", its.per().id());
    };
  }
}
