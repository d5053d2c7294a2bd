package eu.releve.cloud.cost;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Named values that somebody typed, read strictly: what cannot be taken is told with where it
 * stands, what was wanted and what was found.
 */
public final class Cells {
  /** How many problems are told at once. */
  public static final int PROBLEMS_MAX = 20;

  private static final Pattern DECIMAL = Pattern.compile("-?\\d{1,12}(?:[.,]\\d{1,9})?");
  private static final int FOUND_MAX = 80;
  private static final int YEAR_MIN = 1970;
  private static final int YEAR_MAX = 2200;

  private final String where;
  private final Map<String, String> values;
  private final List<String> problems;

  /**
   * @param where they stand, before each name: {@code lines[2].} or {@code line 12: }.
   * @param values by their names; empty ones are taken as absent.
   * @param problems where what is wrong is told.
   */
  public Cells(String where, Map<String, String> values, List<String> problems) {
    this.where = where;
    this.values = new TreeMap<>(values);
    this.values.values().removeIf(String::isBlank);
    this.problems = problems;
  }

  /** Refuses names that nobody asked for: a misspelt end would be no end. */
  void only(Set<String> names) {
    for (String name : values.keySet()) {
      if (!names.contains(name)) {
        tell("%s%s: wanted one of %s, found this".formatted(where, shown(name), sorted(names)));
      }
    }
  }

  private static String sorted(Set<String> names) {
    return String.join(", ", new TreeSet<>(names));
  }

  /** Tells that a value is not what is wanted. */
  void bad(String name, String wanted) {
    String found = values.containsKey(name) ? "'" + shown(values.get(name)) + "'" : "nothing";
    tell("%s%s: wanted %s, found %s".formatted(where, name, wanted, found));
  }

  /** Tells what is wrong with all of them together. */
  void bad(String told) {
    tell(where + told);
  }

  private void tell(String problem) {
    if (problems.size() < PROBLEMS_MAX) {
      problems.add(problem);
    }
  }

  private static String shown(String text) {
    String clean = text.replaceAll("\\p{Cntrl}", "?");
    return clean.length() > FOUND_MAX ? clean.substring(0, FOUND_MAX) + "..." : clean;
  }

  /** Whether nothing is wrong so far, here or beside it. */
  boolean isGood() {
    return problems.isEmpty();
  }

  boolean has(String name) {
    return values.containsKey(name);
  }

  /** A text as it stands, or nothing. */
  Optional<String> given(String name) {
    return Optional.ofNullable(values.get(name)).map(String::strip);
  }

  /** A text that has to be there. */
  Optional<String> text(String name, int lengthMax) {
    Optional<String> text =
        given(name)
            .filter(found -> found.length() <= lengthMax)
            .filter(found -> found.codePoints().noneMatch(Character::isISOControl));
    if (text.isEmpty()) {
      bad(name, "a text of 1 to " + lengthMax + " characters");
    }
    return text;
  }

  /** One of some words. */
  <T> Optional<T> word(String name, Function<String, Optional<T>> of, String all) {
    Optional<T> word = given(name).flatMap(of);
    if (word.isEmpty()) {
      bad(name, "one of " + all);
    }
    return word;
  }

  /** A day that has to be there. */
  Optional<LocalDate> day(String name) {
    Optional<LocalDate> day = given(name).flatMap(Cells::parsed);
    if (day.isEmpty()) {
      bad(name, "a day such as 2026-03-01");
    }
    return day;
  }

  private static Optional<LocalDate> parsed(String text) {
    try {
      return Optional.of(LocalDate.parse(text))
          .filter(day -> YEAR_MIN <= day.getYear() && day.getYear() < YEAR_MAX);
    } catch (DateTimeException other) {
      return Optional.empty();
    }
  }

  /**
   * A decimal number that has to be there.
   *
   * @param max inclusive; the least is 0.
   */
  Optional<BigDecimal> decimal(String name, BigDecimal max) {
    Optional<BigDecimal> number =
        signed(name).filter(found -> found.signum() >= 0 && found.compareTo(max) <= 0);
    if (number.isEmpty()) {
      bad(name, "a decimal number of 0 to " + max.toPlainString());
    }
    return number;
  }

  /** A decimal number, which may be below zero, or nothing. */
  Optional<BigDecimal> signed(String name) {
    return given(name)
        .filter(text -> DECIMAL.matcher(text).matches())
        .map(text -> new BigDecimal(text.replace(',', '.')));
  }
}
