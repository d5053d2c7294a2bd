package eu.releve.cloud.imports;

import eu.releve.measure.Quantity;
import eu.releve.measure.RegisterName;
import eu.releve.measure.Unit;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Index readings of sub-meters: one row a meter and date.
 *
 * <p>A date without a time is the end of that day, as the set day of a meter is: a reading of 31
 * December is the index with which the year ends.
 */
final class SubMetering {
  static final List<String> COLUMNS =
      List.of(
          "meter_number",
          "meter_type",
          "location",
          "reading_date",
          "reading_value",
          "previous_value",
          "unit",
          "estimated");

  private static final List<DateTimeFormatter> DATES =
      List.of(
          format("dd/MM/uuuu"), format("dd-MM-uuuu"), format("dd.MM.uuuu"), format("uuuu-MM-dd"));
  private static final List<DateTimeFormatter> TIMES =
      List.of(
          format("dd/MM/uuuu HH:mm[:ss]"),
          format("dd-MM-uuuu HH:mm[:ss]"),
          format("dd.MM.uuuu HH:mm[:ss]"),
          format("uuuu-MM-dd HH:mm[:ss]"),
          format("uuuu-MM-dd'T'HH:mm[:ss]"));
  private static final Set<String> YES = Set.of("oui", "yes", "ja", "true", "1", "o", "y", "j");
  private static final Set<String> NO = Set.of("", "non", "no", "nee", "nein", "false", "0", "n");

  /** What is told where another unit is found. */
  static final String UNITS_WANTED = "m\u00b3, L, Wh, kWh, MWh, MJ, GJ, Gcal or unit\u00e9s";

  private static final Map<String, Unit> UNITS =
      Map.ofEntries(
          Map.entry("m3", Unit.M3),
          Map.entry("m\u00b3", Unit.M3),
          Map.entry("l", Unit.L),
          Map.entry("wh", Unit.WH),
          Map.entry("kwh", Unit.KWH),
          Map.entry("mwh", Unit.MWH),
          Map.entry("mj", Unit.MJ),
          Map.entry("gj", Unit.GJ),
          Map.entry("gcal", Unit.GCAL),
          Map.entry("unites", Unit.RATIO),
          Map.entry("unite", Unit.RATIO),
          Map.entry("units", Unit.RATIO),
          Map.entry("unit", Unit.RATIO),
          Map.entry("eenheden", Unit.RATIO),
          Map.entry("hca", Unit.RATIO));
  private static final Map<String, List<Quantity>> TYPES =
      Map.ofEntries(
          Map.entry("water_cold", List.of(Quantity.WATER_VOLUME)),
          Map.entry("water_hot", List.of(Quantity.WATER_VOLUME)),
          Map.entry("water", List.of(Quantity.WATER_VOLUME)),
          Map.entry("heating", List.of(Quantity.HEAT_ENERGY, Quantity.ALLOCATION)),
          Map.entry("heat", List.of(Quantity.HEAT_ENERGY, Quantity.ALLOCATION)),
          Map.entry("cooling", List.of(Quantity.COLD_ENERGY)),
          Map.entry("electricity", List.of(Quantity.ACTIVE_ENERGY_IMPORT)),
          Map.entry("gas", List.of(Quantity.GAS_VOLUME, Quantity.GAS_ENERGY)));

  private final ZoneId zone;

  SubMetering(ZoneId zone) {
    this.zone = zone;
  }

  private static DateTimeFormatter format(String pattern) {
    return DateTimeFormatter.ofPattern(pattern, Locale.ROOT)
        .withResolverStyle(ResolverStyle.STRICT);
  }

  static boolean isHeader(List<String> names) {
    return names.equals(COLUMNS);
  }

  Parsed read(Table table) {
    Rows rows = new Rows();
    table.lines().stream().skip(1).forEach(line -> rows.add(line, this::entry));
    return rows.parsed(Format.SUB_METERING);
  }

  private Optional<Entry> entry(Table.Line line) throws Refusal {
    String meter = Rows.meter("meter_number", line.cell(0));
    Unit unit = unit(line.cell(6));
    Quantity quantity = quantity(line.cell(1), unit, line.cell(6));
    String place = line.cell(2);
    if (place.length() > Entry.PLACE_MAX) {
      throw new Refusal("location", "at most %d characters".formatted(Entry.PLACE_MAX), place);
    }
    Instant at = instant(line.cell(3));
    boolean estimated = estimated(line.cell(7));
    if (line.cell(4).isEmpty()) {
      return Optional.empty();
    }
    BigDecimal value = Rows.number("reading_value", line.cell(4));
    if (!line.cell(5).isEmpty()
        && Rows.number("previous_value", line.cell(5)).compareTo(value) > 0) {
      throw new Refusal("previous_value", "at most reading_value " + line.cell(4), line.cell(5));
    }
    Entry.Series series =
        new Entry.Series(
            meter,
            place.replaceAll("\\p{Cntrl}", " "),
            RegisterName.of(quantity),
            unit,
            Optional.empty());
    long steps =
        Amounts.index(value, unit, quantity)
            .orElseThrow(() -> new Refusal("reading_value", "a value of 64 bits", line.cell(4)));
    return Optional.of(new Entry(line.number(), series, at, steps, estimated));
  }

  /** The unit that people mean by that, whatever its case and accents. */
  static Optional<Unit> unitOf(String text) {
    return Optional.ofNullable(UNITS.get(Table.name(text)));
  }

  private static Unit unit(String text) throws Refusal {
    return unitOf(text).orElseThrow(() -> new Refusal("unit", UNITS_WANTED, text));
  }

  private static Quantity quantity(String type, Unit unit, String unitText) throws Refusal {
    List<Quantity> quantities = TYPES.get(Table.name(type));
    if (quantities == null) {
      throw new Refusal(
          "meter_type",
          "one of " + String.join(", ", TYPES.keySet().stream().sorted().toList()),
          type);
    }
    for (Quantity quantity : quantities) {
      if (unit.measures(quantity)) {
        return quantity;
      }
    }
    throw new Refusal("unit", "a unit of " + Table.name(type), unitText);
  }

  private Instant instant(String text) throws Refusal {
    for (DateTimeFormatter format : DATES) {
      try {
        return LocalDate.parse(text, format).plusDays(1).atStartOfDay(zone).toInstant();
      } catch (DateTimeException other) {
        // The next form, or a time with the date.
      }
    }
    for (DateTimeFormatter format : TIMES) {
      try {
        LocalDateTime local = LocalDateTime.parse(text, format);
        if (zone.getRules().getValidOffsets(local).isEmpty()) {
          throw new Refusal("reading_date", "a time that exists in " + zone, text);
        }
        return local.atZone(zone).toInstant();
      } catch (DateTimeException other) {
        // The next form.
      }
    }
    throw new Refusal("reading_date", "a date such as 31/12/2025 or 2025-12-31", text);
  }

  private static boolean estimated(String text) throws Refusal {
    String name = Table.name(text);
    if (!YES.contains(name) && !NO.contains(name)) {
      throw new Refusal("estimated", "Oui or Non", text);
    }
    return YES.contains(name);
  }
}
