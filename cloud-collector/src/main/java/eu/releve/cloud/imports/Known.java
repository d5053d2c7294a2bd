package eu.releve.cloud.imports;

import eu.releve.cloud.derive.LocalCalendar;
import eu.releve.cloud.derive.LocalPeriod;
import eu.releve.cloud.derive.Span;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * What a file states of one register, as sums between instants: whole local months where it states
 * them, else whole local days, else as it states them.
 */
final class Known {
  private static final Duration DAY_MAX = Duration.ofHours(25);
  private static final long QUARTER_HOUR_MILLIS = 900_000;

  private Known() {}

  /**
   * What was used in a period.
   *
   * @param amount in steps, not negative.
   */
  record Part(Instant from, Instant to, BigInteger amount) {}

  /** The parts between the rows of one series, by rising begin; what fell is left out. */
  static List<Part> parts(List<Entry> entries, ZoneId zone) {
    List<Entry> sorted = entries.stream().sorted(Comparator.comparing(Entry::at)).toList();
    List<Part> parts = new ArrayList<>();
    for (int i = 0; i < sorted.size(); i++) {
      Entry entry = sorted.get(i);
      if (entry.series().length().isPresent()) {
        Instant from = entry.series().length().get().start(entry.at(), zone);
        parts.add(new Part(from, entry.at(), BigInteger.valueOf(entry.value())));
      } else if (i > 0 && sorted.get(i - 1).value() <= entry.value()) {
        Entry before = sorted.get(i - 1);
        BigInteger amount =
            BigInteger.valueOf(entry.value()).subtract(BigInteger.valueOf(before.value()));
        parts.add(new Part(before.at(), entry.at(), amount));
      }
    }
    return parts;
  }

  /**
   * The periods that such parts fill, by rising begin, none over another.
   *
   * @param parts by rising begin.
   */
  static List<Part> periods(List<Part> parts, ZoneId zone) {
    List<Part> periods = new ArrayList<>();
    NavigableMap<Instant, BigInteger> sums = new TreeMap<>();
    BigInteger sum = BigInteger.ZERO;
    for (Part part : parts) {
      if (!sums.isEmpty() && part.from.isBefore(sums.lastKey())) {
        continue;
      }
      if (!sums.isEmpty() && part.from.isAfter(sums.lastKey())) {
        periods.addAll(ofRun(sums, LocalCalendar.of(zone)));
        sums = new TreeMap<>();
      }
      sums.putIfAbsent(part.from, sum);
      sum = sum.add(part.amount);
      sums.put(part.to, sum);
    }
    if (!sums.isEmpty()) {
      periods.addAll(ofRun(sums, LocalCalendar.of(zone)));
    }
    return periods;
  }

  /**
   * The periods of what has no gap.
   *
   * @param sums what the file states as used up to these instants.
   */
  private static List<Part> ofRun(NavigableMap<Instant, BigInteger> sums, LocalCalendar calendar) {
    TreeMap<Instant, Part> periods = new TreeMap<>();
    for (Span span : List.of(Span.MONTH, Span.DAY)) {
      for (LocalPeriod each : calendar.periods(span, sums.firstKey(), sums.lastKey())) {
        BigInteger begin = sums.get(each.from());
        BigInteger end = sums.get(each.to());
        if (begin != null && end != null && isFree(periods, each.from())) {
          periods.put(each.from(), new Part(each.from(), each.to(), end.subtract(begin)));
        }
      }
    }
    Instant from = sums.firstKey();
    BigInteger before = BigInteger.ZERO;
    for (Map.Entry<Instant, BigInteger> each : sums.entrySet()) {
      Instant to = each.getKey();
      boolean isLong = Duration.between(from, to).compareTo(DAY_MAX) > 0;
      if (isLong && isWhole(from) && isWhole(to) && isFree(periods, from)) {
        periods.put(from, new Part(from, to, each.getValue().subtract(before)));
      }
      from = to;
      before = each.getValue();
    }
    return List.copyOf(periods.values());
  }

  private static boolean isFree(NavigableMap<Instant, Part> periods, Instant from) {
    var before = periods.floorEntry(from);
    return before == null || !before.getValue().to.isAfter(from);
  }

  private static boolean isWhole(Instant instant) {
    return Math.floorMod(instant.toEpochMilli(), QUARTER_HOUR_MILLIS) == 0;
  }
}
