package eu.releve.provisioning.site;

import eu.releve.document.DocumentException;
import eu.releve.document.Mapping;
import eu.releve.measure.RegisterName;
import eu.releve.measure.Unit;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Reads what a meter showed when it came and when it went. */
final class HandoverReader {
  private static final Map<String, Unit> UNITS =
      Arrays.stream(Unit.values()).collect(Collectors.toMap(Unit::symbol, Function.identity()));

  private HandoverReader() {}

  static Handovers read(Mapping meter, Meter.Ratio current, Meter.Ratio voltage)
      throws DocumentException {
    Optional<Handover> installed = handover(meter, "installed", current, voltage);
    Optional<Handover> removed = handover(meter, "removed", current, voltage);
    return meter.make("removed", () -> new Handovers(installed, removed));
  }

  private static Optional<Handover> handover(
      Mapping meter, String key, Meter.Ratio current, Meter.Ratio voltage)
      throws DocumentException {
    Optional<Mapping> entry = meter.optionalMapping(key);
    if (entry.isEmpty()) {
      return Optional.empty();
    }
    Mapping said = entry.get();
    Instant at =
        said.value(
            "at",
            "an instant such as 2026-03-01T14:30:00+01:00",
            text -> OffsetDateTime.parse(text).toInstant());
    List<Shown> indexes = new ArrayList<>();
    for (Mapping index : said.optionalMappings("indexes")) {
      indexes.add(shown(index, current, voltage));
    }
    Optional<String> unreadable = said.optionalText("unreadable");
    said.end();
    return Optional.of(said.make("at", () -> new Handover(at, indexes, unreadable)));
  }

  private static Shown shown(Mapping index, Meter.Ratio current, Meter.Ratio voltage)
      throws DocumentException {
    RegisterName register = index.value("is", "a register's name", RegisterName::parse);
    Unit unit = index.oneOf("unit", UNITS);
    var value = index.decimal("index");
    index.end();
    Shown shown = index.make("index", () -> new Shown(register, value, unit));
    if (shown.steps(current, voltage).isEmpty()) {
      throw index.refuse("index", "a number that a counter can show", value.toString());
    }
    return shown;
  }
}
