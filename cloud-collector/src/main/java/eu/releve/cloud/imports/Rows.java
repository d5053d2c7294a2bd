package eu.releve.cloud.imports;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Gathers the rows of a file, those that can be taken and those that cannot. */
final class Rows {
  private static final Pattern METER =
      Pattern.compile("[A-Za-z0-9][A-Za-z0-9 ./_-]{0,28}[A-Za-z0-9]");

  private final List<Entry> entries = new ArrayList<>();
  private final List<BadRow> bad = new ArrayList<>();
  private final Map<Moment, Integer> lines = new HashMap<>();
  private int absent;

  private record Moment(Entry.Series series, Instant at) {}

  /** Reads one row, or says why it cannot be taken. */
  @FunctionalInterface
  interface Reading {
    /** The entry; nothing for a row without a value. */
    Optional<Entry> of(Table.Line line) throws Refusal;
  }

  void add(Table.Line line, Reading reading) {
    try {
      Optional<Entry> entry = reading.of(line);
      if (entry.isEmpty()) {
        absent++;
        return;
      }
      Entry one = entry.get();
      Integer before = lines.putIfAbsent(new Moment(one.series(), one.at()), line.number());
      if (before != null) {
        throw new Refusal(
            "row", "one row a register and instant", one.at() + " as in line " + before);
      }
      entries.add(one);
    } catch (Refusal refusal) {
      bad.add(refusal.at(line.number()));
    }
  }

  boolean has(Entry.Series series, Instant at) {
    return lines.containsKey(new Moment(series, at));
  }

  Parsed parsed(Format format) {
    return new Parsed(format, entries, bad, absent);
  }

  /** A meter's number; what is made of it has to fit into an identifier. */
  static String meter(String column, String text) throws Refusal {
    if (!METER.matcher(text).matches()) {
      throw new Refusal(column, "2 to 30 letters and digits", text);
    }
    return text;
  }

  static BigDecimal number(String column, String text) throws Refusal {
    return Amounts.number(text)
        .filter(value -> value.signum() >= 0)
        .orElseThrow(
            () -> new Refusal(column, "a number from zero on with a decimal comma or point", text));
  }
}
