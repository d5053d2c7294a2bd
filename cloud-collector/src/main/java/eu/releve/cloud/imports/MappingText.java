package eu.releve.cloud.imports;

import eu.releve.cloud.derive.IntervalLength;
import eu.releve.cloud.imports.ColumnMapping.Cell;
import eu.releve.measure.RegisterName;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.Charset;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A mapping as people write it down: a JSON object, read strictly. */
public final class MappingText {
  /** The longest of them. */
  public static final int LENGTH_MAX = 8_192;

  private static final int TEXT_MAX = 100;
  private static final int VALUES_MAX = 100;
  private static final int HEADER_MAX = 100;
  private static final Set<String> KEYS =
      Set.of(
          "separator",
          "decimal",
          "encoding",
          "header",
          "meter",
          "point",
          "register",
          "unit",
          "place",
          "time",
          "value",
          "estimated",
          "per");
  private static final Set<String> ENCODINGS = Set.of("UTF-8", "ISO-8859-1", "windows-1252");

  private MappingText() {}

  /** What became of a text. */
  public sealed interface Read {
    /** It is a mapping. */
    record Good(ColumnMapping mapping) implements Read {}

    /** It is none. */
    record Bad(String what, String wanted, String found) implements Read {}
  }

  /** Reads one. */
  public static Read read(JsonObject text) {
    try {
      return new Read.Good(mapping(text));
    } catch (Refusal refusal) {
      BadRow bad = refusal.at(1);
      return new Read.Bad(bad.column(), bad.wanted(), bad.found());
    }
  }

  private static ColumnMapping mapping(JsonObject text) throws Refusal {
    int length = text.encode().length();
    if (length > LENGTH_MAX) {
      throw new Refusal("mapping", "at most %d characters".formatted(LENGTH_MAX), "" + length);
    }
    known("mapping", text, KEYS);
    boolean ofPoint = text.containsKey("point");
    if (ofPoint == text.containsKey("meter")) {
      throw new Refusal("meter, point", "one of the two", ofPoint ? "both" : "neither");
    }
    Cell register = cell(text, "register");
    Cell unit = cell(text, "unit");
    check(register, unit);
    Optional<IntervalLength> per = per(text);
    return new ColumnMapping(
        one(text, "separator", ";,|\t"),
        one(text, "decimal", ",."),
        encoding(text),
        header(text),
        cell(text, ofPoint ? "point" : "meter"),
        ofPoint,
        register,
        unit,
        text.containsKey("place") ? Optional.of(string(text, "place")) : Optional.empty(),
        time(object(text, "time"), per),
        string(text, "value"),
        text.containsKey("estimated")
            ? Optional.of(estimated(object(text, "estimated")))
            : Optional.empty(),
        per);
  }

  private static void known(String what, JsonObject text, Set<String> keys) throws Refusal {
    for (String key : text.fieldNames()) {
      if (!keys.contains(key)) {
        throw new Refusal(
            what, "the keys " + String.join(", ", keys.stream().sorted().toList()), key);
      }
    }
  }

  private static char one(JsonObject text, String key, String wanted) throws Refusal {
    String found = string(text, key);
    if (found.length() != 1 || wanted.indexOf(found.charAt(0)) < 0) {
      throw new Refusal(key, "one character of " + wanted.replace("\t", "tab"), found);
    }
    return found.charAt(0);
  }

  private static Charset encoding(JsonObject text) throws Refusal {
    String name = text.containsKey("encoding") ? string(text, "encoding") : "UTF-8";
    if (!ENCODINGS.contains(name)) {
      throw new Refusal(
          "encoding", "one of " + String.join(", ", ENCODINGS.stream().sorted().toList()), name);
    }
    return Charset.forName(name);
  }

  private static int header(JsonObject text) throws Refusal {
    Object value = text.getValue("header", 1);
    if (!(value instanceof Integer line) || line < 1 || line > HEADER_MAX) {
      throw new Refusal("header", "a line from 1 to " + HEADER_MAX, String.valueOf(value));
    }
    return line;
  }

  private static Optional<IntervalLength> per(JsonObject text) throws Refusal {
    String label = text.containsKey("per") ? string(text, "per") : "index";
    Optional<IntervalLength> length = IntervalLength.of(label);
    if (length.isEmpty() && !label.equals("index")) {
      throw new Refusal("per", "index, 10m, 15m, 30m, 1h, 1d or gas-day", label);
    }
    return length;
  }

  private static Cell cell(JsonObject text, String key) throws Refusal {
    JsonObject cell = object(text, key);
    known(key, cell, Set.of("constant", "column", "values"));
    if (cell.containsKey("constant") == cell.containsKey("column")) {
      throw new Refusal(key, "a constant or a column", cell.encode());
    }
    if (cell.containsKey("constant")) {
      return new Cell.Constant(string(cell, "constant"));
    }
    Map<String, String> values = new HashMap<>();
    if (cell.containsKey("values")) {
      JsonObject said = object(cell, "values");
      if (said.isEmpty() || said.size() > VALUES_MAX) {
        throw new Refusal(key + ", values", "1 to " + VALUES_MAX, "" + said.size());
      }
      for (String word : said.fieldNames()) {
        values.put(word, string(said, word));
      }
    }
    return new Cell.Column(string(cell, "column"), values);
  }

  /** Whatever register and unit can be known before a file is there. */
  private static void check(Cell register, Cell unit) throws Refusal {
    List<RegisterName> registers = new ArrayList<>();
    for (String name : fixed(register)) {
      registers.add(ColumnMapping.register(name));
    }
    for (String name : fixed(unit)) {
      boolean some = registers.isEmpty();
      for (RegisterName of : registers) {
        some |= isUnit(name, of);
      }
      if (!some) {
        throw new Refusal("unit", "a unit of " + registers, name);
      }
    }
  }

  private static boolean isUnit(String name, RegisterName register) {
    try {
      return ColumnMapping.unit(name, register).measures(register.quantity());
    } catch (Refusal other) {
      return false;
    }
  }

  private static List<String> fixed(Cell cell) {
    return switch (cell) {
      case Cell.Constant constant -> List.of(constant.text());
      case Cell.Column column -> List.copyOf(column.values().values());
    };
  }

  private static ColumnMapping.Time time(JsonObject text, Optional<IntervalLength> per)
      throws Refusal {
    known("time", text, Set.of("columns", "form", "zone", "tells"));
    if (!(text.getValue("columns") instanceof JsonArray names)
        || names.isEmpty()
        || names.size() > 2) {
      throw new Refusal("time, columns", "a list of one or two", "" + text.getValue("columns"));
    }
    List<String> columns = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      columns.add(text("time, columns", names.getValue(i)));
    }
    String pattern = string(text, "form");
    TimeForm form =
        TimeForm.of(pattern)
            .orElseThrow(() -> new Refusal("time, form", "one such as dd/MM/yyyy HH:mm", pattern));
    if (form.isDate() && per.isPresent() && !per.get().isDay()) {
      throw new Refusal(
          "time, form", "a time of day with a date: per is " + per.get().label(), pattern);
    }
    Optional<ZoneId> zone = Optional.empty();
    if (text.containsKey("zone")) {
      String name = string(text, "zone");
      if (!name.contains("/") || !ZoneId.getAvailableZoneIds().contains(name)) {
        throw new Refusal("time, zone", "a zone such as Europe/Brussels", name);
      }
      zone = Optional.of(ZoneId.of(name));
    }
    String tells = text.containsKey("tells") ? string(text, "tells") : "end";
    if (!tells.equals("end") && !tells.equals("begin")) {
      throw new Refusal("time, tells", "begin or end", tells);
    }
    return new ColumnMapping.Time(columns, form, zone, tells.equals("begin"));
  }

  private static ColumnMapping.Estimated estimated(JsonObject text) throws Refusal {
    known("estimated", text, Set.of("column", "yes"));
    if (!(text.getValue("yes") instanceof JsonArray words)
        || words.isEmpty()
        || words.size() > VALUES_MAX) {
      throw new Refusal(
          "estimated, yes", "a list of 1 to " + VALUES_MAX + " words", "" + text.getValue("yes"));
    }
    Set<String> yes = new HashSet<>();
    for (int i = 0; i < words.size(); i++) {
      yes.add(Table.name(text("estimated, yes", words.getValue(i))));
    }
    return new ColumnMapping.Estimated(string(text, "column"), yes);
  }

  private static JsonObject object(JsonObject text, String key) throws Refusal {
    Object value = text.getValue(key);
    if (value instanceof JsonObject object) {
      return object;
    }
    throw new Refusal(key, "an object", String.valueOf(value));
  }

  private static String string(JsonObject text, String key) throws Refusal {
    return text(key, text.getValue(key));
  }

  private static String text(String key, @Nullable Object value) throws Refusal {
    if (value instanceof String text && !text.isEmpty() && text.length() <= TEXT_MAX) {
      return text;
    }
    throw new Refusal(
        key, "a text of 1 to %d characters".formatted(TEXT_MAX), String.valueOf(value));
  }
}
