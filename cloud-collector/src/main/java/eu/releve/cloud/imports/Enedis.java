package eu.releve.cloud.imports;

import eu.releve.cloud.derive.IntervalLength;
import eu.releve.measure.Quantity;
import eu.releve.measure.RegisterName;
import eu.releve.measure.Unit;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A load curve of Enedis: the mean power of each step, not its energy.
 *
 * <p>Two lines say whose it is, then come {@code Horodate;Valeur}. An instant has its offset and is
 * the end of its step. How long a step is the file says, or else the smallest distance of its
 * instants. Energy is mean power times the step, in whole Wh whose sum is the curve's.
 */
final class Enedis {
  /** The first ones; others follow. */
  static final List<String> COLUMNS =
      List.of(
          "Identifiant PRM",
          "Type de donnees",
          "Date de debut",
          "Date de fin",
          "Grandeur physique",
          "Grandeur metier",
          "Etape metier",
          "Unite");

  private static final List<String> NAMES = COLUMNS.stream().map(Table::name).toList();
  private static final String STEP = "pas en minutes";
  private static final int HEAD_LINES = 3;
  private static final int HOUR_MINUTES = 60;

  private final ZoneId zone;
  private final Amounts amounts = new Amounts();

  Enedis(ZoneId zone) {
    this.zone = zone;
  }

  static boolean isHeader(List<String> names) {
    return names.size() >= NAMES.size() && names.subList(0, NAMES.size()).equals(NAMES);
  }

  Parsed read(Table table) throws UnreadableFileException {
    if (table.lines().size() < HEAD_LINES) {
      throw new UnreadableFileException(
          "file: wanted a line that says whose curve it is, then Horodate;Valeur, found less");
    }
    Table.Line said = table.lines().get(1);
    Table.Line head = table.lines().get(2);
    expect(said, 1, List.of("courbe de charge"));
    expect(said, 4, List.of("energie active"));
    expect(said, 5, List.of("consommation", "production", "injection"));
    expect(said, 7, List.of("w", "kw"));
    expect(head, 0, List.of("horodate"));
    expect(head, 1, List.of("valeur"));
    List<Table.Line> lines = table.lines().subList(HEAD_LINES, table.lines().size());
    IntervalLength length = length(table.lines().getFirst().names(), said, lines);
    boolean drawn = Table.name(said.cell(5)).equals("consommation");
    Rows rows = new Rows();
    Entry.Series series;
    try {
      series =
          new Entry.Series(
              Rows.meter("Identifiant PRM", said.cell(0)),
              "",
              RegisterName.of(
                  drawn ? Quantity.ACTIVE_ENERGY_IMPORT : Quantity.ACTIVE_ENERGY_EXPORT),
              Unit.WH,
              Optional.of(length));
    } catch (Refusal unnamed) {
      throw new UnreadableFileException(
          "file, line %d: %s".formatted(said.number(), unnamed.getMessage()));
    }
    int factor = Table.name(said.cell(7)).equals("kw") ? 1_000 : 1;
    lines.forEach(line -> rows.add(line, each -> entry(each, series, length, factor, rows)));
    return rows.parsed(Format.ENEDIS);
  }

  private static void expect(Table.Line line, int column, List<String> wanted)
      throws UnreadableFileException {
    if (!wanted.contains(Table.name(line.cell(column)))) {
      throw new UnreadableFileException(
          "file, line %d, column %d: wanted %s, found '%s'"
              .formatted(
                  line.number(), column + 1, String.join(" or ", wanted), line.cell(column)));
    }
  }

  private static IntervalLength length(List<String> header, Table.Line said, List<Table.Line> lines)
      throws UnreadableFileException {
    int column = header.indexOf(STEP);
    String text = column < 0 ? "" : said.cell(column);
    Optional<Duration> step =
        Amounts.number(text).isPresent() && text.length() <= 4
            ? Optional.of(Duration.ofMinutes(Amounts.number(text).orElseThrow().longValue()))
            : smallest(lines);
    return step.flatMap(IntervalLength::of)
        .filter(length -> length != IntervalLength.DAY)
        .orElseThrow(
            () ->
                new UnreadableFileException(
                    "file: wanted steps of 10, 15, 30 or 60 minutes, found "
                        + step.map(Duration::toString).orElse("none")));
  }

  private static Optional<Duration> smallest(List<Table.Line> lines) {
    List<Instant> instants = new ArrayList<>();
    for (Table.Line line : lines) {
      try {
        instants.add(instant(line.cell(0)));
      } catch (Refusal unreadable) {
        // Told with its row.
      }
    }
    instants.sort(Instant::compareTo);
    Optional<Duration> smallest = Optional.empty();
    for (int i = 1; i < instants.size(); i++) {
      Duration step = Duration.between(instants.get(i - 1), instants.get(i));
      if (step.isPositive() && (smallest.isEmpty() || step.compareTo(smallest.get()) < 0)) {
        smallest = Optional.of(step);
      }
    }
    return smallest;
  }

  private static Instant instant(String text) throws Refusal {
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException wrong) {
      throw new Refusal("Horodate", "an instant such as 2026-03-01T00:30:00+01:00", text);
    }
  }

  private Optional<Entry> entry(
      Table.Line line, Entry.Series series, IntervalLength length, int factor, Rows rows)
      throws Refusal {
    Instant end = instant(line.cell(0));
    if (!length.begins(length.start(end, zone), zone)) {
      throw new Refusal("Horodate", "the end of a step of " + length.label(), line.cell(0));
    }
    if (line.cell(1).isEmpty()) {
      return Optional.empty();
    }
    BigDecimal watts = Rows.number("Valeur", line.cell(1)).multiply(BigDecimal.valueOf(factor));
    if (rows.has(series, end)) {
      throw new Refusal("row", "one row a step", line.cell(0));
    }
    BigDecimal wattMinutes = watts.multiply(BigDecimal.valueOf(length.nominal().toMinutes()));
    long steps =
        amounts
            .next(series, wattMinutes, HOUR_MINUTES)
            .orElseThrow(() -> new Refusal("Valeur", "a sum of 62 bits", line.cell(1)));
    return Optional.of(new Entry(line.number(), series, end, steps, false));
  }
}
