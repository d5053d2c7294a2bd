package eu.releve.cloud.api;

import eu.releve.cloud.process.Carbon;
import eu.releve.cloud.process.EmissionFactor;
import eu.releve.cloud.process.Emissions;
import eu.releve.cloud.process.Findings;
import eu.releve.cloud.process.Leak;
import eu.releve.cloud.process.Price;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.InstantSource;
import java.time.YearMonth;
import java.util.Locale;
import java.util.Optional;

/** What was computed of a building, with what it rests on. */
final class Results {
  private static final YearMonth FIRST = YearMonth.of(1970, 1);
  private static final YearMonth LAST = YearMonth.of(2199, 12);

  private final Buildings buildings;
  private final Emissions emissions;
  private final Findings findings;
  private final InstantSource clock;

  Results(Buildings buildings, Emissions emissions, Findings findings, InstantSource clock) {
    this.buildings = buildings;
    this.emissions = emissions;
    this.findings = findings;
    this.clock = clock;
  }

  JsonObject carbon(Asked asked) throws Problem, SQLException {
    buildings.one(asked);
    YearMonth from = month(asked, "from").orElse(FIRST);
    YearMonth to = month(asked, "to").orElse(LAST);
    JsonArray items = new JsonArray();
    emissions
        .seenBy(asked.principal().role(), asked.key("building"), from, to, clock.instant())
        .forEach(each -> items.add(statement(each)));
    return all(items);
  }

  JsonObject findings(Asked asked) throws Problem, SQLException {
    buildings.one(asked);
    JsonArray items = new JsonArray();
    findings.of(asked.key("building")).forEach(each -> items.add(finding(each)));
    return all(items);
  }

  /** A month of the query, such as 2026-03. */
  static Optional<YearMonth> month(Asked asked, String name) throws Problem {
    Optional<String> text = asked.parameter(name);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      YearMonth month = YearMonth.parse(text.get());
      if (!month.isBefore(FIRST) && !month.isAfter(LAST)) {
        return Optional.of(month);
      }
    } catch (DateTimeException other) {
      // Told below, like a month that no meter has seen.
    }
    throw Problem.badRequest(
        "%s: wanted a month from %s to %s, found '%s'".formatted(name, FIRST, LAST, text.get()));
  }

  private static JsonObject all(JsonArray items) {
    return new JsonObject().put("items", items).putNull("next");
  }

  private static JsonObject statement(Carbon.Statement statement) {
    JsonArray lines = new JsonArray();
    for (Carbon.Line line : statement.lines()) {
      lines.add(
          new JsonObject()
              .put("activity", word(line.use().activity().name()))
              .put("amount", line.use().amount().toPlainString())
              .put("coverage", line.use().coverage().toPlainString())
              .put("calorific", new JsonArray(line.use().calorific()))
              .put("kg", line.kg().map(BigDecimal::toPlainString).orElse(null))
              .put("factor", line.factor().map(Results::factor).orElse(null)));
    }
    return new JsonObject()
        .put("month", statement.month().toString())
        .put("kg", statement.kg().toPlainString())
        .put("complete", statement.complete())
        .put("lines", lines)
        .put("rule", statement.version());
  }

  private static JsonObject factor(EmissionFactor factor) {
    return new JsonObject()
        .put("id", factor.id())
        .put("kgPerUnit", factor.kgPerUnit().toPlainString())
        .put("basis", factor.basis())
        .put("boundary", factor.boundary())
        .put("source", factor.source())
        .put("confirmed", factor.confirmed())
        .put("from", factor.from().toString())
        .put("to", factor.to().map(Object::toString).orElse(null));
  }

  private static JsonObject finding(Findings.Finding finding) {
    Leak leak = finding.leak();
    return new JsonObject()
        .put("kind", "leak")
        .put("point", finding.point())
        .put("pointName", finding.pointName())
        .put("lot", finding.lot().orElse(null))
        .put("since", leak.since().toString())
        .put("lastNight", leak.last().toString())
        .put("cleanOn", leak.cleanOn().map(Object::toString).orElse(null))
        .put("ongoing", leak.ongoing())
        .put("nights", leak.nights())
        .put("unknownNights", leak.unknownNights())
        .put(
            "usualLitresPerHour",
            leak.usualLitresPerHour().map(BigDecimal::toPlainString).orElse(null))
        .put("litresPerHour", leak.litresPerHour().toPlainString())
        .put("litres", leak.litres().toPlainString())
        .put("yearlyM3", leak.yearlyM3().toPlainString())
        .put("cause", word(leak.cause().name()))
        .put("confidence", word(leak.confidence().name()))
        .put("cost", finding.cost().map(BigDecimal::toPlainString).orElse(null))
        .put("price", finding.price().map(Results::price).orElse(null))
        .put("factor", finding.factor().map(Results::factor).orElse(null))
        .put("rule", finding.rule());
  }

  private static JsonObject price(Price price) {
    return new JsonObject()
        .put("id", price.id())
        .put("amount", price.amount().toPlainString())
        .put("currency", price.currency())
        .put("basis", price.basis())
        .put("boundary", price.boundary())
        .put("source", price.source())
        .put("confirmed", price.confirmed())
        .put("from", price.from().toString())
        .put("to", price.to().map(Object::toString).orElse(null));
  }

  static String word(String constant) {
    return constant.toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
