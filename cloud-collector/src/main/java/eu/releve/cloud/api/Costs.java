package eu.releve.cloud.api;

import eu.releve.cloud.api.Consumption.Place;
import eu.releve.cloud.cost.Bill;
import eu.releve.cloud.cost.Charge;
import eu.releve.cloud.cost.Contracts;
import eu.releve.cloud.cost.CostLine;
import eu.releve.cloud.cost.Costing;
import eu.releve.cloud.cost.HeldEnergy;
import eu.releve.cloud.cost.HeldGas;
import eu.releve.cloud.cost.Line;
import eu.releve.cloud.cost.Missing;
import eu.releve.cloud.cost.PointDays;
import eu.releve.cloud.cost.Prices;
import eu.releve.cloud.cost.Uses;
import eu.releve.cloud.derive.LocalCalendar;
import eu.releve.cloud.derive.LocalPeriod;
import eu.releve.cloud.derive.Span;
import eu.releve.cloud.purpose.Fineness;
import eu.releve.cloud.purpose.Households;
import eu.releve.cloud.purpose.Sight;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;

/** What a point's use costs, by the days, months or years of its building. */
final class Costs {
  /** Ten years. */
  private static final int DAYS_MAX = 3_700;

  /** Of figures by the day: three years. */
  private static final int DAYS_BY_DAY_MAX = 1_200;

  private static final Map<String, Span> STEPS =
      Map.of("day", Span.DAY, "month", Span.MONTH, "year", Span.YEAR);

  /** Of a quantity, and of euros before they are rounded. */
  private static final int DECIMALS = 12;

  private final DataSource database;
  private final Consumption consumption;
  private final HeldEnergy.Source held;
  private final InstantSource clock;

  private Costs(
      DataSource database, Consumption consumption, HeldEnergy.Source held, InstantSource clock) {
    this.database = database;
    this.consumption = consumption;
    this.held = held;
    this.clock = clock;
  }

  static Costs on(Routes to) {
    return new Costs(to.database(), to.consumption(), new HeldGas(), to.house().clock());
  }

  JsonObject ofPoint(Asked asked) throws Problem, SQLException {
    String step = asked.parameter("step").orElse("month");
    Span span =
        Optional.ofNullable(STEPS.get(step))
            .orElseThrow(
                () -> Problem.badRequest("step: wanted day, month or year, found '" + step + "'"));
    int point = asked.key("point");
    Place place = consumption.place(asked.principal(), point);
    Instant now = clock.instant();
    try (Connection connection = database.getConnection()) {
      Households whose = Whose.of(connection, place.building(), point);
      Sight sight = Sight.of(asked.principal().role(), whose);
      if (!sight.allows(fineness(span))) {
        throw Problem.forbidden("step: '%s' is refused: %s".formatted(step, sight.reason()));
      }
      LocalDate today = now.atZone(place.zone()).toLocalDate();
      List<LocalPeriod> periods =
          periods(asked, span, place.zone()).stream()
              .filter(period -> sight.allows(period.to(), now))
              .filter(period -> period.first().isBefore(today))
              .toList();
      JsonArray items = new JsonArray();
      if (!periods.isEmpty()) {
        LocalDate end = earlier(last(periods.getLast(), place.zone()), today);
        Costing costing =
            costing(connection, new Wanted(point, place, whose, periods.getFirst().first(), end));
        for (LocalPeriod period : periods) {
          LocalDate until = earlier(last(period, place.zone()), today);
          items.add(item(period, until, costing.of(period.first(), until)));
        }
      }
      return new JsonObject()
          .put("point", point)
          .put("step", step)
          .put("zone", place.zone().getId())
          .put("currency", "EUR")
          .put("items", items);
    }
  }

  private static Fineness fineness(Span span) {
    return switch (span) {
      case DAY, WEEK -> Fineness.DAY;
      case MONTH -> Fineness.MONTH;
      case YEAR, HEATING_SEASON -> Fineness.YEAR;
    };
  }

  private static LocalDate last(LocalPeriod period, ZoneId zone) {
    return LocalCalendar.of(zone).day(period.to());
  }

  private static LocalDate earlier(LocalDate one, LocalDate other) {
    return one.isBefore(other) ? one : other;
  }

  private static List<LocalPeriod> periods(Asked asked, Span span, ZoneId zone) throws Problem {
    Instant from = asked.from();
    Instant to = asked.to();
    int daysMax = span == Span.DAY ? DAYS_BY_DAY_MAX : DAYS_MAX;
    if (ChronoUnit.DAYS.between(from, to) > daysMax) {
      throw Problem.badRequest(
          "from, to: wanted at most %d days, found %s to %s".formatted(daysMax, from, to));
    }
    return LocalCalendar.of(zone).periods(span, from, to);
  }

  /** Of which point the days from one to another are wanted. */
  private record Wanted(int point, Place place, Households whose, LocalDate from, LocalDate to) {}

  /**
   * Of dwellings a month is spread evenly over its days: prices that change within it would tell
   * otherwise what was used before and after, finer than anybody may see.
   */
  private Costing costing(Connection connection, Wanted wanted) throws SQLException {
    boolean isPersonal = wanted.whose.arePersonal();
    LocalDate from = isPersonal ? wanted.from.withDayOfMonth(1) : wanted.from;
    LocalDate to = isPersonal ? wanted.to.minusDays(1).withDayOfMonth(1).plusMonths(1) : wanted.to;
    PointDays days = new PointDays(connection, wanted.point, wanted.place.zone(), from, to);
    Prices prices = new Contracts(connection).prices(wanted.place.building(), wanted.point);
    Uses uses = days.uses();
    return new Costing(
        prices,
        isPersonal ? uses.evenly() : uses,
        held.of(connection, wanted.point, from, to),
        prices.haveDemand() ? days.peaks() : Costing.Peaks.NONE);
  }

  private static JsonObject item(LocalPeriod period, LocalDate until, Bill bill) {
    JsonArray lines = new JsonArray();
    bill.lines().forEach(line -> lines.add(told(line)));
    JsonArray missing = new JsonArray();
    bill.missing().forEach(each -> missing.add(told(each)));
    return new JsonObject()
        .put("date", period.name())
        .put("from", period.from().toString())
        .put("to", period.to().toString())
        .put("until", until.toString())
        .put("net", bill.net().toPlainString())
        .put("vat", bill.vat().toPlainString())
        .put("gross", bill.gross().toPlainString())
        .put("unroundedNet", Weather.decimal(bill.exactNet().decimal(DECIMALS)))
        .put("unroundedVat", Weather.decimal(bill.exactVat().decimal(DECIMALS)))
        .put("estimatedShare", bill.estimatedShare().toPlainString())
        .put("complete", bill.isComplete())
        .put("lines", lines)
        .put("missing", missing);
  }

  private static JsonObject told(CostLine line) {
    Line of = line.tariff().line();
    JsonObject told =
        new JsonObject()
            .put("contract", line.tariff().contract())
            .put("version", line.tariff().version())
            .put("line", of.id())
            .put("kind", of.kind().id())
            .put("label", of.label())
            .put("from", line.from().toString())
            .put("to", line.to().toString())
            .put("quantity", Weather.decimal(line.quantity().decimal(DECIMALS)))
            .put("unit", of.charge().unit())
            .put("price", of.price().toPlainString())
            .put("vatPercent", of.vat().toPlainString())
            .put("net", line.net().toPlainString())
            .put("vat", line.vat().toPlainString())
            .put("gross", line.gross().toPlainString())
            .put("unroundedNet", Weather.decimal(line.exact().decimal(DECIMALS)));
    if (of.charge() instanceof Charge.PerUnit counted) {
      told.put("register", counted.register().toString())
          .put("status", line.knowledge().worst().label())
          .put("estimatedShare", line.estimatedShare().toPlainString());
      line.coverage().ifPresent(share -> told.put("coverage", share.toPlainString()));
    }
    return told;
  }

  private static JsonObject told(Missing missing) {
    return new JsonObject()
        .put("reason", missing.reason().id())
        .put("what", missing.what())
        .put("since", missing.since().toString())
        .put("from", missing.from().toString())
        .put("to", missing.to().toString())
        .put("quantity", Weather.decimal(missing.quantity().decimal(DECIMALS)))
        .put("unit", missing.unit())
        .put("text", missing.text());
  }
}
