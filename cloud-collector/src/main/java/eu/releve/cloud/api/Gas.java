package eu.releve.cloud.api;

import eu.releve.cloud.audit.Audit;
import eu.releve.cloud.derive.AmountUnit;
import eu.releve.cloud.derive.Energy;
import eu.releve.cloud.derive.LocalCalendar;
import eu.releve.cloud.gas.GasCorrections;
import eu.releve.cloud.gas.GasCorrections.Correction;
import eu.releve.cloud.gas.GasState;
import eu.releve.cloud.gas.GasSupplies;
import eu.releve.cloud.gas.GasSupply;
import eu.releve.cloud.gas.GasUse;
import eu.releve.cloud.purpose.Fineness;
import eu.releve.cloud.purpose.Sight;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/** How points are supplied with gas, and what revised calorific values changed there. */
final class Gas {
  private static final int DAYS_MAX = 1_200;

  /** A pascal is a hundredth of a millibar, a milli-degree a thousandth of a degree. */
  private static final int MILLIBAR_DIGITS = 2;

  private static final int DEGREE_DIGITS = 3;

  private final DataSource database;
  private final Consumption consumption;
  private final InstantSource clock;

  Gas(DataSource database, Consumption consumption, InstantSource clock) {
    this.database = database;
    this.consumption = consumption;
    this.clock = clock;
  }

  JsonObject supplies(Asked asked) throws Problem, SQLException {
    int point = asked.key("point");
    var unused = consumption.place(asked.principal(), point);
    try (Connection connection = database.getConnection()) {
      JsonArray items = new JsonArray();
      for (GasSupplies.Told told : new GasSupplies(connection).of(point)) {
        items.add(told(told));
      }
      return new JsonObject().put("items", items).putNull("next");
    }
  }

  private static JsonObject told(GasSupplies.Told told) {
    GasSupply supply = told.supply();
    JsonObject item =
        new JsonObject()
            .put("id", told.id())
            .put("from", supply.from().toString())
            .put("zone", supply.zone())
            .put("volume", supply.metered().isPresent() ? "metered" : "normal");
    supply
        .metered()
        .ifPresent(
            state ->
                item.put("altitudeM", state.altitudeMetres())
                    .put("pressureMbar", decimal(state.deliveryPascals(), MILLIBAR_DIGITS))
                    .put("temperatureC", decimal(state.milliDegrees(), DEGREE_DIGITS))
                    .put("z", Weather.decimal(state.compressibility())));
    return item.put("source", supply.source())
        .put("inForce", told.inForce())
        .put("at", supply.madeAt().truncatedTo(ChronoUnit.MILLIS).toString())
        .put("by", supply.madeBy());
  }

  private static String decimal(int steps, int digits) {
    return Weather.decimal(BigDecimal.valueOf(steps, digits));
  }

  JsonObject supply(Asked asked) throws Problem, SQLException {
    int point = asked.key("point");
    Consumption.Place place = consumption.place(asked.principal(), point);
    String who = asked.principal().name();
    GasSupply supply = wanted(Asked.body(asked.context()), who);
    try (Connection connection = database.getConnection()) {
      GasSupplies supplies = new GasSupplies(connection);
      if (!supplies.isCounted(point)) {
        throw new Problem(
            409, "No gas", "wanted a point that counts gas in cubic metres, found none there");
      }
      if (supplies.of(point).size() >= GasSupplies.SUPPLIES_MAX) {
        throw new Problem(
            409,
            "Too many",
            "wanted at most %d of a point, found as many".formatted(GasSupplies.SUPPLIES_MAX));
      }
      int id = supplies.add(point, supply);
      Audit.noteOfBuilding(
          connection,
          supply.madeAt(),
          who,
          Audit.Deed.GAS_SUPPLY_TOLD,
          "point %d from %s: zone %s, %s, of %s"
              .formatted(point, supply.from(), supply.zone(), text(supply), supply.source()),
          place.building());
      connection.commit();
      return new JsonObject().put("id", id);
    }
  }

  private static String text(GasSupply supply) {
    return supply
        .metered()
        .map(
            state ->
                "%d m, %s mbar, %s degC, Z %s"
                    .formatted(
                        state.altitudeMetres(),
                        decimal(state.deliveryPascals(), MILLIBAR_DIGITS),
                        decimal(state.milliDegrees(), DEGREE_DIGITS),
                        state.compressibility()))
        .orElse("m3(n)");
  }

  private GasSupply wanted(JsonObject body, String who) throws Problem {
    Instant now = clock.instant();
    GasFields fields = new GasFields(body);
    LocalDate from = fields.day("from", now);
    String zone = fields.zone();
    Optional<GasState> state =
        fields.is("volume", "normal", "metered") ? Optional.empty() : Optional.of(state(fields));
    if (state.isEmpty()) {
      for (String name : List.of("altitudeM", "pressureMbar", "temperatureC", "z")) {
        if (fields.has(name)) {
          throw Problem.badRequest(
              name + ": wanted nothing with volume normal, which is corrected already, found some");
        }
      }
    }
    return new GasSupply(from, zone, state, fields.source(), now, who);
  }

  private static GasState state(GasFields fields) throws Problem {
    int altitude = fields.whole("altitudeM");
    int pascals = steps(fields, "pressureMbar", Optional.empty(), MILLIBAR_DIGITS);
    int degrees = steps(fields, "temperatureC", Optional.of("15"), DEGREE_DIGITS);
    BigDecimal z = fields.decimal("z", Optional.of("1"));
    try {
      return new GasState(altitude, pascals, degrees, z);
    } catch (IllegalArgumentException impossible) {
      throw Problem.badRequest(
          "altitudeM, pressureMbar, temperatureC, z: " + impossible.getMessage());
    }
  }

  private static int steps(GasFields fields, String name, Optional<String> otherwise, int digits)
      throws Problem {
    BigDecimal value = fields.decimal(name, otherwise);
    if (value.stripTrailingZeros().scale() > digits) {
      throw Problem.badRequest(
          "%s: wanted at most %d decimals, found %s".formatted(name, digits, value));
    }
    return value.movePointRight(digits).intValueExact();
  }

  JsonObject corrections(Asked asked) throws Problem, SQLException {
    int point = asked.key("point");
    Consumption.Place place = consumption.place(asked.principal(), point);
    LocalDate from = GasFields.day(asked.parameter("from").orElse(""), "from");
    LocalDate to = GasFields.day(asked.parameter("to").orElse(""), "to");
    long days = to.toEpochDay() - from.toEpochDay();
    if (days < 1 || days > DAYS_MAX) {
      throw Problem.badRequest(
          "from, to: wanted 1 to %d days, found %s to %s".formatted(DAYS_MAX, from, to));
    }
    LocalCalendar calendar = LocalCalendar.of(place.zone());
    try (Connection connection = database.getConnection()) {
      Sight sight =
          Sight.of(asked.principal().role(), Whose.of(connection, place.building(), point));
      JsonArray items = new JsonArray();
      int withheld = 0;
      for (Correction each : corrections(new GasUse(connection, point, calendar), from, to)) {
        Instant end = calendar.start(each.after().value().to());
        if ((sight.allows(Fineness.DAY) || each.ofMonths()) && sight.allows(end, clock.instant())) {
          items.add(told(each));
        } else {
          withheld++;
        }
      }
      return new JsonObject().put("items", items).put("withheld", withheld).putNull("next");
    }
  }

  private static List<Correction> corrections(GasUse use, LocalDate from, LocalDate to)
      throws Problem, SQLException {
    try {
      return new GasCorrections(use).of(from, to);
    } catch (IllegalArgumentException tooMany) {
      throw Problem.badRequest("from, to: " + tooMany.getMessage());
    }
  }

  private static JsonObject told(Correction correction) {
    Energy rise = new Energy(correction.joules().abs());
    BigDecimal difference = rise.in(AmountUnit.KILOWATT_HOUR);
    return new JsonObject()
        .put("quantity", correction.quantity().id())
        .put("before", GasInEnergy.version(correction.before()))
        .put("after", GasInEnergy.version(correction.after()))
        .put("at", correction.after().madeAt().truncatedTo(ChronoUnit.MILLIS).toString())
        .put("by", correction.after().madeBy())
        .put("unit", AmountUnit.KILOWATT_HOUR.symbol())
        .put("old", correction.old().in(AmountUnit.KILOWATT_HOUR).toPlainString())
        .put("new", correction.now().in(AmountUnit.KILOWATT_HOUR).toPlainString())
        .put(
            "difference",
            (correction.joules().signum() < 0 ? difference.negate() : difference).toPlainString());
  }
}
