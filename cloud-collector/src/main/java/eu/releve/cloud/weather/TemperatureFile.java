package eu.releve.cloud.weather;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A file of daily temperatures: {@code date;mean}, or {@code date;mean;min;max} for the bases that
 * need the extremes. Degrees Celsius with at most three decimals, after a point or a comma. All or
 * nothing: one row that cannot be read refuses the file.
 *
 * @param days by their date, at least one.
 * @param sha256 of its text, 64 hexadecimal digits.
 */
public record TemperatureFile(SortedMap<LocalDate, DayTemperature> days, String sha256) {
  /** The most days: ten years. */
  public static final int DAYS_MAX = 3_660;

  private static final int PROBLEMS_MAX = 20;
  private static final int DECIMALS_MAX = 3;
  private static final int DIGITS_MAX = 10;
  private static final LocalDate FIRST = LocalDate.of(1970, 1, 1);

  public TemperatureFile {
    days = Collections.unmodifiableSortedMap(new TreeMap<>(days));
  }

  /** What came of reading a file. */
  public sealed interface Read {
    /** It can be read. */
    record Good(TemperatureFile file) implements Read {}

    /**
     * It cannot.
     *
     * @param problems the first twenty, each with its line, what was wanted and what was found.
     */
    record Bad(List<String> problems) implements Read {
      public Bad {
        problems = List.copyOf(problems);
      }
    }
  }

  /**
   * Reads a file.
   *
   * @param text its content, with or without a first line of names.
   * @param last no day may be later: it is not over.
   */
  public static Read read(String text, LocalDate last) {
    SortedMap<LocalDate, DayTemperature> days = new TreeMap<>();
    List<String> problems = new ArrayList<>();
    List<String> lines = text.lines().toList();
    for (int i = 0; i < lines.size() && problems.size() < PROBLEMS_MAX; i++) {
      String line = i == 0 ? withoutMark(lines.get(i)) : lines.get(i).strip();
      if (line.isEmpty() || (i == 0 && line.startsWith("date;"))) {
        continue;
      }
      try {
        add(days, line, last);
      } catch (RefusedRow refused) {
        problems.add("line %d: %s".formatted(i + 1, refused.getMessage()));
      }
    }
    if (problems.isEmpty() && days.isEmpty()) {
      problems.add("wanted rows of date;mean, found none");
    }
    return problems.isEmpty()
        ? new Read.Good(new TemperatureFile(days, sha256(text)))
        : new Read.Bad(problems);
  }

  /** Spreadsheets begin a file with a mark that says how it is encoded. */
  private static String withoutMark(String line) {
    return (line.startsWith("\uFEFF") ? line.substring(1) : line).strip();
  }

  private static final class RefusedRow extends Exception {
    private static final long serialVersionUID = 1L;

    RefusedRow(String wantedAndFound) {
      super(wantedAndFound);
    }
  }

  private static void add(SortedMap<LocalDate, DayTemperature> days, String line, LocalDate last)
      throws RefusedRow {
    String[] fields = line.split(";", -1);
    if (fields.length != 2 && fields.length != 4) {
      throw new RefusedRow("wanted date;mean or date;mean;min;max, found '" + shown(line) + "'");
    }
    LocalDate day = day(fields[0].strip(), last);
    long mean = milliDegrees("mean", fields[1]);
    Optional<DayTemperature.Range> range = Optional.empty();
    DayTemperature temperature;
    try {
      if (fields.length == 4) {
        long min = milliDegrees("min", fields[2]);
        range = Optional.of(new DayTemperature.Range(min, milliDegrees("max", fields[3])));
      }
      temperature = new DayTemperature(mean, range);
    } catch (IllegalArgumentException impossible) {
      throw new RefusedRow(String.valueOf(impossible.getMessage()));
    }
    if (days.size() >= DAYS_MAX) {
      throw new RefusedRow("wanted at most %d days, found more".formatted(DAYS_MAX));
    }
    if (days.putIfAbsent(day, temperature) != null) {
      throw new RefusedRow("wanted each day once, found %s again".formatted(day));
    }
  }

  private static LocalDate day(String text, LocalDate last) throws RefusedRow {
    try {
      LocalDate day = LocalDate.parse(text);
      if (!day.isBefore(FIRST) && !day.isAfter(last)) {
        return day;
      }
    } catch (DateTimeException other) {
      // Told below, like a day that nobody has measured.
    }
    throw new RefusedRow(
        "date: wanted a day such as 2026-03-01 from %s to %s, found '%s'"
            .formatted(FIRST, last, shown(text)));
  }

  private static long milliDegrees(String name, String text) throws RefusedRow {
    String number = text.strip().replace(',', '.');
    if (number.matches("[-+]?\\d{1,%d}(\\.\\d{1,%d})?".formatted(DIGITS_MAX, DECIMALS_MAX))) {
      return new BigDecimal(number).movePointRight(DECIMALS_MAX).longValueExact();
    }
    throw new RefusedRow(
        "%s: wanted degrees such as -3.5 with at most %d decimals, found '%s'"
            .formatted(name, DECIMALS_MAX, shown(text)));
  }

  private static String shown(String text) {
    String visible = text.replaceAll("\\p{Cntrl}", "?");
    return visible.length() <= 40 ? visible : visible.substring(0, 40) + "...";
  }

  private static String sha256(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException everyJavaHasIt) {
      throw new IllegalStateException(everyJavaHasIt);
    }
  }
}
