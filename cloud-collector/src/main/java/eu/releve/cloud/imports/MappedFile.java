package eu.releve.cloud.imports;

import eu.releve.cloud.derive.IntervalLength;
import eu.releve.cloud.imports.ColumnMapping.Cell;
import eu.releve.measure.RegisterName;
import eu.releve.measure.Unit;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.TemporalAccessor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads a file as a mapping of its columns says. */
final class MappedFile {
  private static final Pattern NUMBER = Pattern.compile("\\d{1,15}(?:[.,]\\d{1,9})?");
  private static final int HEADER_TOLD_MAX = 200;

  private final ColumnMapping mapping;
  private final ZoneId building;
  private final ZoneId zone;
  private final Amounts amounts = new Amounts();
  private final Rows rows = new Rows();
  private final Map<String, Integer> columns = new HashMap<>();

  /**
   * @param zone of the building: its days, and local times where the mapping says no other zone.
   */
  MappedFile(ColumnMapping mapping, ZoneId zone) {
    this.mapping = mapping;
    this.building = zone;
    this.zone = mapping.time().zone().orElse(zone);
  }

  /**
   * What the file says.
   *
   * @throws UnreadableFileException when it has not the columns that the mapping names.
   */
  Parsed read(byte[] bytes) throws UnreadableFileException {
    Table table = Table.of(bytes, mapping.charset(), mapping.separator());
    Table.Line header =
        table.lines().stream()
            .filter(line -> line.number() == mapping.header())
            .findFirst()
            .orElseThrow(
                () ->
                    new UnreadableFileException(
                        "file, line %d: wanted the header, found nothing"
                            .formatted(mapping.header())));
    find("value", mapping.value(), header);
    for (String column : mapping.time().columns()) {
      find("time", column, header);
    }
    if (mapping.place().isPresent()) {
      find("place", mapping.place().get(), header);
    }
    if (mapping.estimated().isPresent()) {
      find("estimated", mapping.estimated().get().column(), header);
    }
    find(mapping.ofPoint() ? "point" : "meter", mapping.meter(), header);
    find("register", mapping.register(), header);
    find("unit", mapping.unit(), header);
    table.lines().stream()
        .filter(line -> line.number() > header.number())
        .forEach(line -> rows.add(line, this::entry));
    return rows.parsed(Format.MAPPED);
  }

  private void find(String what, Cell cell, Table.Line header) throws UnreadableFileException {
    if (cell instanceof Cell.Column column) {
      find(what, column.name(), header);
    }
  }

  private void find(String what, String column, Table.Line header) throws UnreadableFileException {
    List<String> names = header.names();
    String name = Table.name(column);
    int index = names.indexOf(name);
    if (index < 0 || names.lastIndexOf(name) != index) {
      String found = String.join(String.valueOf(mapping.separator()), header.cells());
      throw new UnreadableFileException(
          "file, line %d, %s: wanted %s column '%s', found the header '%s'"
              .formatted(
                  header.number(),
                  what,
                  index < 0 ? "a" : "only one",
                  column,
                  found.length() > HEADER_TOLD_MAX
                      ? found.substring(0, HEADER_TOLD_MAX) + "..."
                      : found));
    }
    columns.put(column, index);
  }

  private String text(Table.Line line, String column) {
    return line.cell(columns.getOrDefault(column, 0));
  }

  private String text(Table.Line line, Cell cell) throws Refusal {
    return switch (cell) {
      case Cell.Constant constant -> constant.text();
      case Cell.Column column -> meant(column, text(line, column.name()));
    };
  }

  private static String meant(Cell.Column column, String text) throws Refusal {
    if (column.values().isEmpty()) {
      return text;
    }
    String meant = column.values().get(text);
    if (meant == null) {
      String known = column.values().keySet().stream().sorted().collect(Collectors.joining(", "));
      throw new Refusal(column.name(), "one of " + known, text);
    }
    return meant;
  }

  private Optional<Entry> entry(Table.Line line) throws Refusal {
    RegisterName register = ColumnMapping.register(text(line, mapping.register()));
    Unit unit = ColumnMapping.unit(text(line, mapping.unit()), register);
    String place = mapping.place().isEmpty() ? "" : text(line, mapping.place().get());
    if (place.length() > Entry.PLACE_MAX) {
      throw new Refusal("place", "at most %d characters".formatted(Entry.PLACE_MAX), place);
    }
    String meter = text(line, mapping.meter());
    Entry.Series series =
        new Entry.Series(
            mapping.ofPoint() ? meter : Rows.meter("meter", meter),
            place.replaceAll("\\p{Cntrl}", " "),
            register,
            unit,
            mapping.length(),
            mapping.ofPoint());
    Instant at = end(series, line);
    boolean estimated =
        mapping
            .estimated()
            .filter(of -> of.yes().contains(Table.name(text(line, of.column()))))
            .isPresent();
    String text = text(line, mapping.value());
    if (text.isEmpty()) {
      return Optional.empty();
    }
    BigDecimal value = number(text);
    if (rows.has(series, at)) {
      throw new Refusal("row", "one row a register and instant", at.toString());
    }
    Optional<Long> steps =
        mapping.length().isPresent()
            ? amounts.next(series, value, 1)
            : Amounts.index(value, unit, register.quantity());
    return Optional.of(
        new Entry(
            line.number(),
            series,
            at,
            steps.orElseThrow(() -> new Refusal(mapping.value(), "a value of 62 bits", text)),
            estimated));
  }

  private BigDecimal number(String text) throws Refusal {
    char other = mapping.decimal() == ',' ? '.' : ',';
    if (!NUMBER.matcher(text).matches() || text.indexOf(other) >= 0) {
      throw new Refusal(
          mapping.value(),
          "a number from zero on with the decimal sign %s".formatted(mapping.decimal()),
          text);
    }
    return new BigDecimal(text.replace(',', '.'));
  }

  /** When an index was read, or when the interval of an amount ended. */
  private Instant end(Entry.Series series, Table.Line line) throws Refusal {
    String text =
        mapping.time().columns().stream()
            .map(column -> text(line, column))
            .collect(Collectors.joining(" "));
    TemporalAccessor parsed =
        mapping
            .time()
            .form()
            .parsed(text)
            .orElseThrow(
                () ->
                    new Refusal(
                        "time", "one of the form " + mapping.time().form().pattern(), text));
    Instant end =
        switch (parsed) {
          case LocalDate day -> ofDay(day);
          case LocalDateTime local -> ofLocal(series, local, text);
          default -> endOf(OffsetDateTime.from(parsed).toInstant(), text);
        };
    Optional<IntervalLength> length = mapping.length();
    if (length.isPresent() && !ends(length.get(), end)) {
      throw nowhere(length.get(), text);
    }
    return end;
  }

  private boolean ends(IntervalLength length, Instant end) {
    Instant start = length.start(end, building);
    return length.begins(start, building) && length.end(start, building).equals(end);
  }

  private static Refusal nowhere(IntervalLength length, String text) {
    return new Refusal("time", "where intervals of " + length.label() + " lie", text);
  }

  /** An index of a day is read at its end, as a meter's set day is, unless the mapping says it. */
  private Instant ofDay(LocalDate day) {
    boolean begin = mapping.length().isEmpty() && mapping.time().begins();
    return mapping.length().orElse(IntervalLength.DAY).of(begin ? day : day.plusDays(1), zone);
  }

  /** Where clocks are put back, the first of two instants that the register has no row of yet. */
  private Instant ofLocal(Entry.Series series, LocalDateTime local, String text) throws Refusal {
    List<ZoneOffset> offsets = zone.getRules().getValidOffsets(local);
    if (offsets.isEmpty()) {
      throw new Refusal("time", "a time that exists in " + zone, text);
    }
    for (ZoneOffset offset : offsets) {
      Instant end = endOf(local.toInstant(offset), text);
      if (!rows.has(series, end)) {
        return end;
      }
    }
    return endOf(local.toInstant(offsets.getLast()), text);
  }

  private Instant endOf(Instant told, String text) throws Refusal {
    if (!mapping.time().begins() || mapping.length().isEmpty()) {
      return told;
    }
    IntervalLength length = mapping.length().get();
    if (!length.begins(told, building)) {
      throw nowhere(length, text);
    }
    return length.end(told, building);
  }
}
