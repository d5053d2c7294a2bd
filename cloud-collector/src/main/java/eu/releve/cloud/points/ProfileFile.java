package eu.releve.cloud.points;

import eu.releve.cloud.derive.StandardProfile;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * A file of a standard profile: rows {@code starts;weight} of a whole year, one after the other
 * without a hole, each with the offset of its zone. All or nothing: one row that cannot be read
 * refuses the file.
 *
 * @param first when the first step begins.
 * @param step how long each is: 15, 30 or 60 minutes.
 * @param weights of the steps, in 10^-12.
 * @param sha256 of its text, 64 hexadecimal digits.
 */
public record ProfileFile(Instant first, Duration step, List<Long> weights, String sha256) {
  /** The longest text. */
  public static final int CHARACTERS_MAX = 4 << 20;

  private static final int PROBLEMS_MAX = 20;
  private static final int DECIMALS_MAX = 12;
  private static final int SHOWN_MAX = 40;
  private static final List<Duration> STEPS =
      List.of(Duration.ofMinutes(15), Duration.ofMinutes(30), Duration.ofMinutes(60));
  private static final List<Duration> YEARS = List.of(Duration.ofDays(365), Duration.ofDays(366));

  public ProfileFile {
    weights = List.copyOf(weights);
  }

  /** What came of reading a file. */
  public sealed interface Read {
    /** It can be read. */
    record Good(ProfileFile file) implements Read {}

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

  private record Row(int line, Instant starts, long weight) {}

  private static final class RefusedRow extends Exception {
    private static final long serialVersionUID = 1L;

    RefusedRow(String wantedAndFound) {
      super(wantedAndFound);
    }
  }

  /**
   * Reads a file.
   *
   * @param text its content, with or without a first line of names.
   */
  public static Read read(String text) {
    List<Row> rows = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    List<String> lines = text.lines().toList();
    for (int i = 0; i < lines.size() && problems.size() < PROBLEMS_MAX; i++) {
      // Spreadsheets begin a file with a mark that says how it is encoded.
      String line = lines.get(i).replace("\uFEFF", "").strip();
      if (line.isEmpty() || (i == 0 && line.startsWith("starts;"))) {
        continue;
      }
      try {
        rows.add(row(i + 1, line));
      } catch (RefusedRow refused) {
        problems.add("line %d: %s".formatted(i + 1, refused.getMessage()));
      }
    }
    if (problems.isEmpty()) {
      asAWhole(rows).ifPresent(problems::add);
    }
    if (!problems.isEmpty()) {
      return new Read.Bad(problems);
    }
    return new Read.Good(
        new ProfileFile(
            rows.getFirst().starts,
            step(rows),
            rows.stream().map(Row::weight).toList(),
            sha256(text)));
  }

  private static Row row(int number, String line) throws RefusedRow {
    String[] fields = line.split(";", -1);
    if (fields.length != 2) {
      throw new RefusedRow("wanted starts;weight, found '" + shown(line) + "'");
    }
    return new Row(number, starts(fields[0].strip()), weight(fields[1].strip()));
  }

  private static Instant starts(String text) throws RefusedRow {
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException other) {
      throw new RefusedRow(
          "starts: wanted an instant such as 2026-01-01T00:00:00+01:00, found '%s'"
              .formatted(shown(text)));
    }
  }

  private static long weight(String text) throws RefusedRow {
    String number = text.replace(',', '.');
    if (number.matches("\\d{1,3}(\\.\\d{1,%d})?".formatted(DECIMALS_MAX))) {
      long weight = new BigDecimal(number).movePointRight(DECIMALS_MAX).longValueExact();
      if (weight <= StandardProfile.WEIGHT_MAX) {
        return weight;
      }
    }
    throw new RefusedRow(
        "weight: wanted a decimal from 0 to 100 with at most %d digits after the point, found '%s'"
            .formatted(DECIMALS_MAX, shown(text)));
  }

  private static Duration step(List<Row> rows) {
    return Duration.between(rows.get(0).starts, rows.get(1).starts);
  }

  private static Optional<String> asAWhole(List<Row> rows) {
    if (rows.size() < 2) {
      return Optional.of("wanted the rows of a year, found %d".formatted(rows.size()));
    }
    Duration step = step(rows);
    if (!STEPS.contains(step)) {
      return Optional.of(
          "line %d: wanted a row 15, 30 or 60 minutes after the one before, found %s"
              .formatted(rows.get(1).line, rows.get(1).starts));
    }
    for (int i = 1; i < rows.size(); i++) {
      Instant wanted = rows.get(i - 1).starts.plus(step);
      if (!rows.get(i).starts.equals(wanted)) {
        return Optional.of(
            "line %d: wanted %s, found %s".formatted(rows.get(i).line, wanted, rows.get(i).starts));
      }
    }
    Duration whole = step.multipliedBy(rows.size());
    if (!YEARS.contains(whole)) {
      return Optional.of(
          "wanted a whole year of 365 or 366 days, found %s to %s"
              .formatted(rows.getFirst().starts, rows.getFirst().starts.plus(whole)));
    }
    return rows.stream().allMatch(row -> row.weight == 0)
        ? Optional.of("weight: wanted one above zero, found none")
        : Optional.empty();
  }

  private static String shown(String text) {
    String visible = text.replaceAll("\\p{Cntrl}", "?");
    return visible.length() <= SHOWN_MAX ? visible : visible.substring(0, SHOWN_MAX) + "...";
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
