package eu.releve.document;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Keys and values of a document; what a value is, the method that asks for it decides.
 *
 * <p>Ask for every key that may be there, then call {@link #end}: it refuses all others. A key
 * without value ({@code key:}, {@code key: null}) is refused, never taken for absent.
 */
public final class Mapping implements Node {
  private static final Pattern INTEGER =
      Pattern.compile("(?<sign>[+-]?)(?:0x(?<hex>[0-9A-Fa-f]{1,15})|(?<dec>0|[1-9][0-9]{0,17}))");
  private static final Pattern DECIMAL =
      Pattern.compile("[+-]?(0|[1-9][0-9]{0,17})(\\.[0-9]{1,18})?([eE][+-]?[0-9]{1,2})?");
  private static final Pattern DURATION = Pattern.compile("(?<count>[0-9]{1,9})(?<unit>ms|[smhd])");

  private static final int YEAR_MIN = 1900;
  private static final int YEAR_MAX = 2200;

  private final Place place;
  private final Map<String, Entry> entries;
  private final Set<String> asked = new TreeSet<>();

  record Entry(Place place, Node value) {}

  Mapping(Place place, Map<String, Entry> entries) {
    this.place = place;
    this.entries = new LinkedHashMap<>(entries);
  }

  @Override
  public Place place() {
    return place;
  }

  @Override
  public String found() {
    return "a mapping";
  }

  /**
   * A copy in which the value of a key comes from elsewhere.
   *
   * @param source what messages call the place where the value is written.
   * @param value a list or mapping when it stands in brackets or braces, else a scalar.
   */
  public Mapping with(String key, String source, String value) throws DocumentException {
    Place at = new Place(source, 1);
    Map<String, Entry> changed = new LinkedHashMap<>(entries);
    boolean structured =
        (value.startsWith("[") && value.endsWith("]"))
            || (value.startsWith("{") && value.endsWith("}"));
    Node node =
        structured
            ? Document.load(source, "value: " + value).required("value", "a value")
            : new Node.Scalar(at, value, true);
    changed.put(key, new Entry(at, node));
    return new Mapping(place, changed);
  }

  /** The file's name as it was given. */
  public String file() {
    return place.file();
  }

  /** Where the mapping begins, counted from 1. */
  public int line() {
    return place.line();
  }

  /** The line of the key, or of the mapping where the key is absent. */
  public int line(String key) {
    return placeOf(key).line();
  }

  /** The keys in the order of the document. */
  public Set<String> keys() {
    return Collections.unmodifiableSet(entries.keySet());
  }

  /** Whether the key is written. */
  public boolean has(String key) {
    asked.add(key);
    return entries.containsKey(key);
  }

  /**
   * The value as text, at least one character that is not blank.
   *
   * @throws DocumentException when there is none, or a list or mapping.
   */
  public String text(String key) throws DocumentException {
    return textOf(required(key, "text"), key);
  }

  /** The value as text, where the key is written. */
  public Optional<String> optionalText(String key) throws DocumentException {
    return has(key) ? Optional.of(text(key)) : Optional.empty();
  }

  /** The texts of a list, or the one text that stands in its place; at least one. */
  public List<String> oneOrMoreTexts(String key) throws DocumentException {
    if (required(key, "text") instanceof Node.Scalar) {
      return List.of(text(key));
    }
    List<String> texts = texts(key);
    if (texts.isEmpty()) {
      throw refuse(key, "at least one", "an empty list");
    }
    return texts;
  }

  /** The texts of a list; one scalar is not a list. */
  public List<String> texts(String key) throws DocumentException {
    List<String> texts = new ArrayList<>();
    for (Node item : items(key)) {
      texts.add(textOf(item, key));
    }
    return List.copyOf(texts);
  }

  /**
   * A value made of the text.
   *
   * @param wanted what it is, for the message.
   * @param make throws {@link IllegalArgumentException} or {@link DateTimeException} when the text
   *     is none.
   */
  public <T> T value(String key, String wanted, Function<String, T> make) throws DocumentException {
    String text = text(key);
    try {
      return make.apply(text);
    } catch (IllegalArgumentException | DateTimeException wrong) {
      throw refuse(key, wanted, "'" + text + "': " + wrong.getMessage());
    }
  }

  /** A value made of the text, where the key is written. */
  public <T> Optional<T> optionalValue(String key, String wanted, Function<String, T> make)
      throws DocumentException {
    return has(key) ? Optional.of(value(key, wanted, make)) : Optional.empty();
  }

  /** A whole number of the range, decimal or {@code 0x...}, written without quotes. */
  public int integer(String key, int min, int max) throws DocumentException {
    String wanted = "an integer from " + min + " to " + max;
    Matcher form = matched(INTEGER, key, wanted);
    String digits = form.group("hex") == null ? form.group("dec") : form.group("hex");
    long size = Long.parseLong(digits, form.group("hex") == null ? 10 : 16);
    long value = "-".equals(form.group("sign")) ? -size : size;
    if (value < min || value > max) {
      throw refuse(key, wanted, form.group());
    }
    return (int) value;
  }

  /** A whole number of the range, where the key is written. */
  public Optional<Integer> optionalInteger(String key, int min, int max) throws DocumentException {
    return has(key) ? Optional.of(integer(key, min, max)) : Optional.empty();
  }

  /** The whole numbers of a list, each of the range. */
  public List<Integer> integers(String key, int min, int max) throws DocumentException {
    List<Integer> integers = new ArrayList<>();
    for (Node item : items(key)) {
      Mapping one = new Mapping(item.place(), Map.of(key, new Entry(item.place(), item)));
      integers.add(one.integer(key, min, max));
    }
    return List.copyOf(integers);
  }

  /** A decimal number, exact, written without quotes. */
  public BigDecimal decimal(String key) throws DocumentException {
    return new BigDecimal(matched(DECIMAL, key, "a decimal number").group());
  }

  /** A decimal number, where the key is written. */
  public Optional<BigDecimal> optionalDecimal(String key) throws DocumentException {
    return has(key) ? Optional.of(decimal(key)) : Optional.empty();
  }

  /** {@code true} or {@code false}, without quotes. */
  public boolean flag(String key) throws DocumentException {
    return oneOf(key, Map.of("true", true, "false", false));
  }

  /** A date such as 2026-03-01, of the years 1900 to 2200: any other is a slip of the pen. */
  public LocalDate date(String key) throws DocumentException {
    String wanted =
        "a date such as 2026-03-01, of the years %d to %d".formatted(YEAR_MIN, YEAR_MAX);
    Node value = required(key, wanted);
    if (value instanceof Node.Scalar scalar) {
      try {
        LocalDate date = LocalDate.parse(scalar.text());
        if (YEAR_MIN <= date.getYear() && date.getYear() <= YEAR_MAX) {
          return date;
        }
      } catch (DateTimeException wrong) {
        throw refuse(key, wanted, scalar.found());
      }
    }
    throw refuse(key, wanted, value.found());
  }

  /** A date, where the key is written. */
  public Optional<LocalDate> optionalDate(String key) throws DocumentException {
    return has(key) ? Optional.of(date(key)) : Optional.empty();
  }

  /** A duration of the range: a whole number followed by ms, s, m, h or d. */
  public Duration duration(String key, Duration min, Duration max) throws DocumentException {
    String wanted = "a duration from %s to %s, such as 15m".formatted(shown(min), shown(max));
    Matcher form = matched(DURATION, key, wanted);
    long count = Long.parseLong(form.group("count"));
    Duration value =
        switch (form.group("unit")) {
          case "ms" -> Duration.ofMillis(count);
          case "s" -> Duration.ofSeconds(count);
          case "m" -> Duration.ofMinutes(count);
          case "h" -> Duration.ofHours(count);
          default -> Duration.ofDays(count);
        };
    if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
      throw refuse(key, wanted, "'" + form.group() + "'");
    }
    return value;
  }

  /** A duration of the range, where the key is written. */
  public Optional<Duration> optionalDuration(String key, Duration min, Duration max)
      throws DocumentException {
    return has(key) ? Optional.of(duration(key, min, max)) : Optional.empty();
  }

  /** The value that the text names. */
  public <T> T oneOf(String key, Map<String, T> choices) throws DocumentException {
    String wanted = "one of " + String.join(", ", new TreeSet<>(choices.keySet()));
    Node value = required(key, wanted);
    T chosen = value instanceof Node.Scalar scalar ? choices.get(scalar.text()) : null;
    if (chosen == null) {
      throw refuse(key, wanted, value.found());
    }
    return chosen;
  }

  /** The value that the text names, where the key is written. */
  public <T> Optional<T> optionalOneOf(String key, Map<String, T> choices)
      throws DocumentException {
    return has(key) ? Optional.of(oneOf(key, choices)) : Optional.empty();
  }

  /** The mapping under the key. */
  public Mapping mapping(String key) throws DocumentException {
    Node value = required(key, "a mapping");
    if (value instanceof Mapping mapping) {
      return mapping;
    }
    throw refuse(key, "a mapping", value.found());
  }

  /** The mapping under the key, where the key is written. */
  public Optional<Mapping> optionalMapping(String key) throws DocumentException {
    return has(key) ? Optional.of(mapping(key)) : Optional.empty();
  }

  /** The mappings of the list under the key; the list may be empty, not absent. */
  public List<Mapping> mappings(String key) throws DocumentException {
    List<Mapping> mappings = new ArrayList<>();
    for (Node item : items(key)) {
      if (!(item instanceof Mapping mapping)) {
        throw new DocumentException(item.place(), key, "a list of mappings", item.found());
      }
      mappings.add(mapping);
    }
    return List.copyOf(mappings);
  }

  /** The mappings of the list under the key, none where the key is absent. */
  public List<Mapping> optionalMappings(String key) throws DocumentException {
    return has(key) ? mappings(key) : List.of();
  }

  /**
   * A record made of what was read; its own objection becomes an error at the key.
   *
   * @param key a key of this mapping, or what the record is called.
   * @param make throws {@link IllegalArgumentException} when the record would be wrong.
   */
  public <T> T make(String key, Supplier<T> make) throws DocumentException {
    try {
      return make.get();
    } catch (IllegalArgumentException wrong) {
      throw refuse(key, "one that can be", String.valueOf(wrong.getMessage()));
    }
  }

  /** The error to throw: at the key's line, or at the mapping's where the key is absent. */
  public DocumentException refuse(String key, String wanted, String found) {
    return new DocumentException(placeOf(key), key, wanted, found);
  }

  /**
   * Ends the reading of this mapping.
   *
   * @throws DocumentException when it has a key that nothing has asked for.
   */
  public void end() throws DocumentException {
    for (String key : entries.keySet()) {
      if (!asked.contains(key)) {
        throw refuse(key, Nearest.of(key, asked), "an unknown key");
      }
    }
  }

  private Place placeOf(String key) {
    Entry entry = entries.get(key);
    return entry == null ? place : entry.place();
  }

  private Node required(String key, String wanted) throws DocumentException {
    asked.add(key);
    Entry entry = entries.get(key);
    if (entry == null) {
      throw refuse(key, wanted, "nothing");
    }
    if (entry.value() instanceof Node.Scalar scalar && scalar.isNothing()) {
      throw refuse(key, wanted, "nothing");
    }
    return entry.value();
  }

  private List<Node> items(String key) throws DocumentException {
    Node value = required(key, "a list");
    if (value instanceof Node.Sequence list) {
      return list.items();
    }
    throw refuse(key, "a list", value.found());
  }

  private static String textOf(Node node, String key) throws DocumentException {
    if (node instanceof Node.Scalar scalar && !scalar.isNothing() && !scalar.text().isBlank()) {
      // A database would refuse some of them, and a reader sees none.
      if (scalar
          .text()
          .chars()
          .anyMatch(c -> Character.isISOControl(c) && c != '\n' && c != '\t')) {
        throw new DocumentException(node.place(), key, "text", "a control character");
      }
      return scalar.text();
    }
    throw new DocumentException(node.place(), key, "text", node.found());
  }

  private Matcher matched(Pattern form, String key, String wanted) throws DocumentException {
    Node value = required(key, wanted);
    if (value instanceof Node.Scalar scalar && scalar.plain()) {
      Matcher matcher = form.matcher(scalar.text());
      if (matcher.matches()) {
        return matcher;
      }
    }
    throw refuse(key, wanted, value.found());
  }

  private static String shown(Duration duration) {
    long millis = duration.toMillis();
    if (millis % 1000 != 0) {
      return millis + "ms";
    }
    long seconds = millis / 1000;
    if (seconds % 3600 == 0 && seconds > 0) {
      return seconds / 3600 + "h";
    }
    return seconds % 60 == 0 && seconds > 0 ? seconds / 60 + "m" : seconds + "s";
  }
}
