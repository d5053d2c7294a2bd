package eu.releve.cloud.api;

import eu.releve.cloud.derive.AmountUnit;
import eu.releve.cloud.derive.LocalCalendar;
import eu.releve.cloud.derive.Stretch;
import eu.releve.cloud.gas.CalorificVersion;
import eu.releve.cloud.gas.GasEnergy;
import eu.releve.cloud.gas.GasFactors;
import eu.releve.cloud.gas.GasFactors.Holding;
import eu.releve.cloud.gas.GasTables;
import eu.releve.cloud.gas.GasUse;
import eu.releve.cloud.purpose.Fineness;
import eu.releve.cloud.purpose.Sight;
import eu.releve.measure.Quantity;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.sql.DataSource;

/** Sets beside each figure of gas in cubic metres the energy that it held. */
final class GasInEnergy {
  private static final int DIGITS = 10;

  private final DataSource database;
  private final Asked asked;

  GasInEnergy(DataSource database, Asked asked) {
    this.database = database;
    this.asked = asked;
  }

  /** By which convention a net value is made of a gross one. */
  private enum Net {
    FR("gross / 1.111"),
    BE("gross x 0.90");

    private static final BigDecimal FRENCH = new BigDecimal("1.111");
    private static final BigDecimal BELGIAN = new BigDecimal("0.90");

    private final String rule;

    Net(String rule) {
      this.rule = rule;
    }

    BigDecimal of(BigDecimal gross) {
      return switch (this) {
        case FR -> gross.divide(FRENCH, DIGITS, RoundingMode.HALF_EVEN);
        case BE -> gross.multiply(BELGIAN);
      };
    }
  }

  /** Whether that is gas in cubic metres. */
  static boolean isOf(String quantity) {
    return Quantity.of(quantity).filter(GasUse.QUANTITIES::contains).isPresent();
  }

  /** Adds the energies to an answer about a point. */
  void into(JsonObject figures) throws Problem, SQLException {
    Optional<Net> net = net();
    Optional<Instant> until = told();
    AmountUnit unit =
        Amounts.unit(asked).filter(AmountUnit::isOfEnergy).orElse(AmountUnit.KILOWATT_HOUR);
    List<JsonObject> series =
        figures.getJsonArray("series").stream()
            .map(JsonObject.class::cast)
            .filter(each -> isOf(each.getString("quantity")))
            .toList();
    if (series.isEmpty()) {
      return;
    }
    int point = figures.getInteger("point");
    LocalCalendar calendar = LocalCalendar.of(ZoneId.of(figures.getString("zone")));
    try (Connection connection = database.getConnection()) {
      GasFactors factors = GasTables.known(connection, point, until);
      GasUse use = new GasUse(connection, point, calendar);
      boolean fine = factors.isEmpty() || sight(connection, point).allows(Fineness.DAY);
      for (JsonObject each : series) {
        Quantity quantity = Quantity.of(each.getString("quantity")).orElseThrow();
        each.put("temperatureCorrected", quantity == Quantity.GAS_VOLUME_CORRECTED);
        if (factors.isEmpty()) {
          each.put("noEnergy", "no-circumstances");
        } else {
          List<JsonObject> items =
              each.getJsonArray("items").stream().map(JsonObject.class::cast).toList();
          List<GasUse.Cut> cuts = use.of(quantity, factors, stretches(items));
          new Told(unit, net, fine).into(each, items, cuts);
        }
      }
    }
  }

  private Sight sight(Connection connection, int point) throws Problem, SQLException {
    int building = Consumption.place(connection, asked.principal(), point).building();
    return Sight.of(asked.principal().role(), Whose.of(connection, building, point));
  }

  /**
   * How energies are told.
   *
   * @param fine whether those may be told that less than a month's use can be computed from.
   */
  private record Told(AmountUnit unit, Optional<Net> net, boolean fine) {
    void into(JsonObject series, List<JsonObject> items, List<GasUse.Cut> cuts) {
      List<Holding.Known> used = new ArrayList<>();
      for (int i = 0; i < items.size(); i++) {
        items.get(i).put("energy", energy(cuts.get(i), used));
      }
      JsonArray calorific = new JsonArray();
      used.forEach(known -> calorific.add(calorific(known)));
      series.put("energyUnit", unit.symbol()).put("calorific", calorific);
      net.ifPresent(by -> series.put("net", by.rule));
    }

    private JsonObject energy(GasUse.Cut cut, List<Holding.Known> used) {
      if (!fine && !cut.isOfMonths()) {
        return new JsonObject().put("withheld", "finer-than-a-month");
      }
      GasEnergy energy = cut.energy();
      if (!energy.missing().isEmpty()) {
        return new JsonObject().put("missing", energy.whyMissing());
      }
      JsonArray by = new JsonArray();
      for (Holding.Known known : energy.used()) {
        if (!used.contains(known)) {
          used.add(known);
        }
        by.add(used.indexOf(known));
      }
      BigDecimal gross = energy.energy().in(unit);
      JsonObject told =
          new JsonObject()
              .put("gross", gross.toPlainString())
              .put("provisional", energy.isProvisional())
              .put("by", by);
      net.ifPresent(rule -> told.put("net", Weather.decimal(rule.of(gross))));
      return told;
    }
  }

  private static JsonObject calorific(Holding.Known known) {
    return version(known.version()).put("factor", known.kilowattHours().toPlainString());
  }

  /** A version, as every answer tells it. */
  static JsonObject version(CalorificVersion version) {
    return new JsonObject()
        .put("id", version.id())
        .put("zone", version.zone())
        .put("from", version.value().from().toString())
        .put("to", version.value().to().toString())
        .put("version", version.number())
        .put("kwh", version.value().kilowattHours().toPlainString())
        .put("state", version.provisional() ? "provisional" : "final")
        .put("confirmed", version.confirmed())
        .put("source", version.value().source());
  }

  /** One after the other: in a gap of years a meter's day may lie over another meter's quarters. */
  private static List<Stretch> stretches(List<JsonObject> items) {
    List<Stretch> stretches = new ArrayList<>();
    long next = Long.MAX_VALUE;
    for (JsonObject item : items.reversed()) {
      long from = Instant.parse(item.getString("from")).toEpochMilli();
      long to = Instant.parse(item.getString("to")).toEpochMilli();
      stretches.add(new Stretch(from, Math.min(to, next)));
      next = from;
    }
    return stretches.reversed();
  }

  private Optional<Net> net() throws Problem {
    Optional<String> text = asked.parameter("net");
    Optional<Net> net =
        Arrays.stream(Net.values())
            .filter(each -> text.equals(Optional.of(each.name().toLowerCase(Locale.ROOT))))
            .findFirst();
    if (net.isEmpty() && text.isPresent()) {
      throw Problem.badRequest("net: wanted fr or be, found '" + text.get() + "'");
    }
    return net;
  }

  private Optional<Instant> told() throws Problem {
    Optional<String> text = asked.parameter("told");
    try {
      return text.map(Instant::parse);
    } catch (DateTimeParseException other) {
      throw Problem.badRequest(
          "told: wanted an instant such as 2026-03-01T00:00:00Z, found '%s'"
              .formatted(text.orElse("")));
    }
  }
}
