package eu.releve.cloud.imports;

import eu.releve.measure.RegisterName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Adds the total of an interval where a file tells only its tariffs: points count by totals. */
final class Totals {
  private Totals() {}

  private record Moment(Entry.Series series, Instant at) {}

  /** The same entries, followed by the totals that lack. */
  static List<Entry> with(List<Entry> entries) {
    Set<Entry.Series> told = new HashSet<>();
    entries.forEach(entry -> told.add(entry.series()));
    Map<Moment, Entry> totals = new LinkedHashMap<>();
    for (Entry entry : entries) {
      RegisterName register = entry.series().register();
      Entry.Series total = total(entry.series());
      if (register.tariff() > 0 && entry.series().length().isPresent() && !told.contains(total)) {
        totals.merge(
            new Moment(total, entry.at()),
            new Entry(entry.line(), total, entry.at(), entry.value(), entry.estimated()),
            (one, other) ->
                new Entry(
                    one.line(),
                    total,
                    one.at(),
                    Math.addExact(one.value(), other.value()),
                    one.estimated() || other.estimated()));
      }
    }
    List<Entry> all = new ArrayList<>(entries);
    all.addAll(totals.values());
    return all;
  }

  private static Entry.Series total(Entry.Series series) {
    return new Entry.Series(
        series.meter(),
        series.place(),
        RegisterName.of(series.register().quantity()),
        series.unit(),
        series.length(),
        series.named());
  }
}
