package eu.releve.cloud.api;

import eu.releve.cloud.closing.Adjustment;
import eu.releve.cloud.closing.Closing;
import eu.releve.cloud.closing.Closings;
import eu.releve.cloud.closing.Line;
import eu.releve.cloud.closing.Meter;
import eu.releve.cloud.closing.Stand;
import eu.releve.cloud.closing.Total;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Lists of indexes as programs read them: each number as it is shown, and to the step. */
final class ClosingJson {
  private ClosingJson() {}

  static JsonObject of(Closing closing) {
    JsonArray lines = new JsonArray();
    closing.lines().forEach(line -> lines.add(told(line)));
    JsonArray totals = new JsonArray();
    closing.totals().forEach(total -> totals.add(told(total)));
    JsonArray earlier = new JsonArray();
    closing.earlier().forEach(one -> earlier.add(told(one)));
    return new JsonObject()
        .put("building", closing.place().building())
        .put("site", closing.place().site())
        .put("zone", closing.place().zone().getId())
        .put("lot", closing.place().lot().map(Closing.Lot::name).orElse(null))
        .put("from", closing.period().first().toString())
        .put("to", closing.period().end().toString())
        .put(
            "closing",
            closing
                .made()
                .map(
                    made ->
                        new JsonObject()
                            .put("id", made.id())
                            .put("reason", made.reason())
                            .put("at", instant(made.at()))
                            .put("by", made.by()))
                .orElse(null))
        .put("lines", lines)
        .put("totals", totals)
        .put("earlier", earlier);
  }

  /** With what has changed of it since. */
  static JsonObject of(Closing closing, Closings.Since since) {
    JsonArray booked = new JsonArray();
    since.booked().forEach(one -> booked.add(told(one.adjustment()).put("bookedBy", one.by())));
    JsonArray pending = new JsonArray();
    since.pending().forEach(one -> pending.add(told(one)));
    return of(closing).put("booked", booked).put("adjustments", pending);
  }

  private static JsonObject told(Line line) {
    Meter meter = line.meter();
    return told(meter)
        .put("opening", told(meter, line.opening()))
        .put("closing", told(meter, line.closing()))
        .put("consumption", line.shown().map(BigDecimal::toPlainString).orElse(null))
        .put("steps", line.used().map(BigInteger::toString).orElse(null))
        .put("coverage", line.coverage().toPlainString())
        .put("estimatedShare", line.estimated().toPlainString())
        .put("quality", line.quality().label())
        .put("remark", line.remark().label());
  }

  private static JsonObject told(Meter meter) {
    return new JsonObject()
        .put("register", meter.register())
        .put("lot", meter.lot().orElse(null))
        .put("point", meter.point())
        .put("title", meter.title())
        .put("meter", meter.meter())
        .put("serial", meter.serial().orElse(null))
        .put("name", meter.name().toString())
        .put("quantity", meter.quantity().id())
        .put("unit", meter.unit())
        .put("step", meter.quantity().step().symbol());
  }

  private static JsonObject told(Meter meter, Stand stand) {
    return new JsonObject()
        .put("at", instant(stand.at()))
        .put("index", shown(meter, stand.steps()))
        .put("steps", stand.steps().map(Object::toString).orElse(null))
        .put("how", stand.how().label())
        .put("before", stand.before().map(ClosingJson::instant).orElse(null))
        .put("after", stand.after().map(ClosingJson::instant).orElse(null))
        .put("nearest", shown(meter, stand.known()));
  }

  private static @Nullable String shown(Meter meter, Optional<Long> steps) {
    return steps.map(value -> meter.shown(BigInteger.valueOf(value)).toPlainString()).orElse(null);
  }

  private static JsonObject told(Total total) {
    return new JsonObject()
        .put("lot", total.lot().orElse(null))
        .put("quantity", total.quantity().id())
        .put("unit", total.unit())
        .put("consumption", total.sum().toPlainString())
        .put("complete", total.complete());
  }

  private static JsonObject told(Adjustment one) {
    return told(one.meter())
        .put("closed", one.closed())
        .put("from", one.period().first().toString())
        .put("to", one.period().end().toString())
        .put("before", one.meter().shown(one.before()).toPlainString())
        .put("now", one.meter().shown(one.now()).toPlainString())
        .put("difference", one.shown().toPlainString())
        .put("steps", one.difference().toString());
  }

  private static String instant(Instant at) {
    return at.truncatedTo(ChronoUnit.MILLIS).toString();
  }
}
