package eu.releve.cloud.imports;

import eu.releve.cloud.derive.IntervalLength;
import eu.releve.measure.Phase;
import eu.releve.measure.Quantity;
import eu.releve.measure.RegisterName;
import eu.releve.measure.Unit;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What Fluvius lets its customers download: the amount of each quarter-hour or day, by register.
 *
 * <p>Times are local and say no offset. Where clocks are put back an hour is there twice: the first
 * row of a register is the first of them, the second row the second.
 *
 * <p>Of electricity day and night are registers {@code .t1} and {@code .t2}. An EAN with rows in
 * cubic metres is one of gas, its kWh are gas as energy.
 */
final class Fluvius {
  /** Those that are needed, in whatever order and with whatever others. */
  static final List<String> COLUMNS =
      List.of(
          "Van (datum)",
          "Van (tijdstip)",
          "Tot (datum)",
          "Tot (tijdstip)",
          "EAN-code",
          "Register",
          "Volume",
          "Eenheid",
          "Validatiestatus");

  private static final List<String> NAMES = COLUMNS.stream().map(Table::name).toList();
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("[dd-MM-uuuu][dd/MM/uuuu][uuuu-MM-dd]", Locale.ROOT)
          .withResolverStyle(ResolverStyle.STRICT);
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("H:mm[:ss]", Locale.ROOT).withResolverStyle(ResolverStyle.STRICT);
  private static final Set<String> READ =
      Set.of("", "uitgelezen", "gevalideerd", "gelezen", "gemeten", "geen verbruik");
  private static final Set<String> ESTIMATED = Set.of("geschat", "estimated", "estime");
  private static final Map<String, RegisterName> REGISTERS =
      Map.ofEntries(
          Map.entry("afname", of(Quantity.ACTIVE_ENERGY_IMPORT, 0)),
          Map.entry("afname actief", of(Quantity.ACTIVE_ENERGY_IMPORT, 0)),
          Map.entry("afname totaal", of(Quantity.ACTIVE_ENERGY_IMPORT, 0)),
          Map.entry("afname dag", of(Quantity.ACTIVE_ENERGY_IMPORT, 1)),
          Map.entry("afname nacht", of(Quantity.ACTIVE_ENERGY_IMPORT, 2)),
          Map.entry("injectie", of(Quantity.ACTIVE_ENERGY_EXPORT, 0)),
          Map.entry("injectie actief", of(Quantity.ACTIVE_ENERGY_EXPORT, 0)),
          Map.entry("injectie totaal", of(Quantity.ACTIVE_ENERGY_EXPORT, 0)),
          Map.entry("injectie dag", of(Quantity.ACTIVE_ENERGY_EXPORT, 1)),
          Map.entry("injectie nacht", of(Quantity.ACTIVE_ENERGY_EXPORT, 2)));

  private final ZoneId zone;
  private final Amounts amounts = new Amounts();
  private final Set<String> gas = new HashSet<>();
  private final Map<String, Integer> columns = new HashMap<>();
  private final Rows rows = new Rows();
  private Optional<IntervalLength> length = Optional.empty();

  Fluvius(ZoneId zone) {
    this.zone = zone;
  }

  private static RegisterName of(Quantity quantity, int tariff) {
    return new RegisterName(quantity, RegisterName.Extreme.NONE, Phase.ALL, tariff, 0, 0);
  }

  static boolean isHeader(List<String> names) {
    return normal(names).containsAll(NAMES);
  }

  /** Some exports say EAN and Registratie. */
  private static List<String> normal(List<String> names) {
    return names.stream()
        .map(name -> name.equals("ean") ? "ean-code" : name)
        .map(name -> name.equals("registratie") ? "register" : name)
        .toList();
  }

  Parsed read(Table table) {
    List<String> header = normal(table.lines().getFirst().names());
    for (String column : COLUMNS) {
      columns.put(column, header.indexOf(Table.name(column)));
    }
    List<Table.Line> lines = table.lines().subList(1, table.lines().size());
    for (Table.Line line : lines) {
      if (unitOf(line).filter(unit -> unit == Unit.M3).isPresent()) {
        gas.add(cell(line, "EAN-code"));
      }
      length = length.or(() -> lengthOf(line));
    }
    lines.forEach(line -> rows.add(line, this::entry));
    return rows.parsed(Format.FLUVIUS);
  }

  private String cell(Table.Line line, String column) {
    return line.cell(columns.getOrDefault(column, 0));
  }

  private Optional<Unit> unitOf(Table.Line line) {
    return switch (Table.name(cell(line, "Eenheid"))) {
      case "kwh" -> Optional.of(Unit.KWH);
      case "m3", "m\u00b3" -> Optional.of(Unit.M3);
      default -> Optional.empty();
    };
  }

  /** How long the intervals of a file are, as its clock shows them. */
  private Optional<IntervalLength> lengthOf(Table.Line line) {
    try {
      return IntervalLength.of(Duration.between(local(line, "Van"), local(line, "Tot")));
    } catch (Refusal unreadable) {
      return Optional.empty();
    }
  }

  private LocalDateTime local(Table.Line line, String which) throws Refusal {
    String date = cell(line, which + " (datum)");
    String time = cell(line, which + " (tijdstip)");
    try {
      return LocalDateTime.of(LocalDate.parse(date, DATE), LocalTime.parse(time, TIME));
    } catch (DateTimeException wrong) {
      throw new Refusal(
          which, "a date and a time such as 31-12-2025 and 23:45:00", date + " " + time);
    }
  }

  private Optional<Entry> entry(Table.Line line) throws Refusal {
    IntervalLength of =
        length.orElseThrow(
            () ->
                new Refusal(
                    "Tot",
                    "an interval of 15 minutes, an hour or a day",
                    cell(line, "Tot (tijdstip)")));
    String ean = Rows.meter("EAN-code", cell(line, "EAN-code"));
    Unit unit =
        unitOf(line)
            .orElseThrow(() -> new Refusal("Eenheid", "kWh or m\u00b3", cell(line, "Eenheid")));
    Entry.Series series = new Entry.Series(ean, "", register(line, unit), unit, Optional.of(of));
    LocalDateTime from = local(line, "Van");
    LocalDateTime to = local(line, "Tot");
    Instant start = start(series, from, of);
    Instant end = of.end(start, zone);
    if (!end.atZone(zone).toLocalDateTime().equals(to)) {
      throw new Refusal("Tot", end.atZone(zone).toLocalDateTime().toString(), to.toString());
    }
    if (!of.begins(start, zone)) {
      throw new Refusal("Van", "the beginning of " + of.label(), from.toString());
    }
    boolean estimated = estimated(cell(line, "Validatiestatus"));
    if (cell(line, "Volume").isEmpty()) {
      return Optional.empty();
    }
    BigDecimal volume = Rows.number("Volume", cell(line, "Volume"));
    if (rows.has(series, end)) {
      throw new Refusal("row", "one row a register and interval", from.toString());
    }
    long steps =
        amounts
            .next(series, volume, 1)
            .orElseThrow(() -> new Refusal("Volume", "a sum of 62 bits", cell(line, "Volume")));
    return Optional.of(new Entry(line.number(), series, end, steps, estimated));
  }

  /** The first of two instants of that local time that the register has no row of yet. */
  private Instant start(Entry.Series series, LocalDateTime local, IntervalLength of)
      throws Refusal {
    List<ZoneOffset> offsets = zone.getRules().getValidOffsets(local);
    if (offsets.isEmpty()) {
      throw new Refusal("Van", "a time that exists in " + zone, local.toString());
    }
    for (ZoneOffset offset : offsets) {
      Instant start = local.toInstant(offset);
      if (!rows.has(series, of.end(start, zone))) {
        return start;
      }
    }
    return local.toInstant(offsets.getLast());
  }

  private RegisterName register(Table.Line line, Unit unit) throws Refusal {
    String text = cell(line, "Register");
    RegisterName register = REGISTERS.get(Table.name(text));
    if (register == null) {
      throw new Refusal("Register", "Afname or Injectie, Dag, Nacht or neither", text);
    }
    if (gas.contains(cell(line, "EAN-code"))) {
      return RegisterName.of(unit == Unit.M3 ? Quantity.GAS_VOLUME : Quantity.GAS_ENERGY);
    }
    return register;
  }

  private static boolean estimated(String status) throws Refusal {
    String name = Table.name(status);
    if (!READ.contains(name) && !ESTIMATED.contains(name)) {
      throw new Refusal(
          "Validatiestatus", "Uitgelezen, Gevalideerd, Geschat or Geen verbruik", status);
    }
    return ESTIMATED.contains(name);
  }
}
