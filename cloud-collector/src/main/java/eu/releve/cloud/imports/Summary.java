package eu.releve.cloud.imports;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a file says of one register.
 *
 * @param number the meter's, as the file writes it.
 * @param meter under which name it is stored.
 * @param isNew whether a meter of that name is still to be made.
 * @param register which register.
 * @param unit the step in which it is stored.
 * @param length {@code index}, or over how long each value is.
 * @param readings how many.
 * @param estimated how many of them are estimated.
 * @param from the first instant.
 * @param to the last instant.
 * @param value the sum of amounts, or the last index, in steps.
 */
public record Summary(
    String number,
    String meter,
    boolean isNew,
    String register,
    String unit,
    String length,
    int readings,
    int estimated,
    Instant from,
    Instant to,
    long value) {
  static List<Summary> of(List<Entry> entries, Map<Entry.Series, Matching.Target> targets) {
    Map<Entry.Series, List<Entry>> bySeries = new LinkedHashMap<>();
    entries.forEach(
        entry -> bySeries.computeIfAbsent(entry.series(), s -> new ArrayList<>()).add(entry));
    List<Summary> summaries = new ArrayList<>();
    bySeries.forEach(
        (series, own) -> {
          Matching.Target target = targets.get(series);
          if (target != null) {
            summaries.add(of(series, own, target));
          }
        });
    return summaries;
  }

  private static Summary of(Entry.Series series, List<Entry> own, Matching.Target target) {
    Entry first = own.getFirst();
    Entry last = own.getFirst();
    long sum = 0;
    for (Entry entry : own) {
      first = entry.at().isBefore(first.at()) ? entry : first;
      last = entry.at().isAfter(last.at()) ? entry : last;
      sum += series.length().isPresent() ? entry.value() : 0;
    }
    return new Summary(
        series.meter(),
        target.meter().value(),
        target.point().isEmpty(),
        series.register().toString(),
        series.register().quantity().step().symbol(),
        Imports.label(series.length()),
        own.size(),
        (int) own.stream().filter(Entry::estimated).count(),
        first.at(),
        last.at(),
        series.length().isPresent() ? sum : last.value());
  }
}
