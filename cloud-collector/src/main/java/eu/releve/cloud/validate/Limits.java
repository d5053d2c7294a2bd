package eu.releve.cloud.validate;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The limits of all rules, with what an organisation set instead of the defaults.
 *
 * @param known the limits that there are, in their order.
 * @param own what the organisation set.
 */
public record Limits(List<Limit> known, List<Own> own) {
  public Limits {
    known = List.copyOf(known);
    own = List.copyOf(own);
  }

  /**
   * A limit and its default.
   *
   * @param rule of which rule.
   * @param name in one word, such as {@code percent}.
   * @param unit of its values.
   * @param value the default.
   * @param least the smallest value that makes sense.
   * @param most the largest one.
   * @param source where the default comes from.
   * @param confirmed whether somebody has confirmed it.
   * @param from the first day on which the default holds.
   */
  public record Limit(
      Rule rule,
      String name,
      String unit,
      BigDecimal value,
      BigDecimal least,
      BigDecimal most,
      String source,
      boolean confirmed,
      LocalDate from) {
    /** Whether somebody may set it to that. */
    public boolean allows(BigDecimal wanted) {
      return least.compareTo(wanted) <= 0 && wanted.compareTo(most) <= 0;
    }
  }

  /**
   * A value that an organisation set.
   *
   * @param number rising in the order in which they were set.
   * @param from the first local day for which it holds.
   */
  public record Own(
      int number,
      Rule rule,
      String name,
      BigDecimal value,
      LocalDate from,
      String who,
      String reason) {}

  /** The limits of a day, each with its newest default. */
  public List<Limit> known(LocalDate day) {
    return known.stream()
        .filter(limit -> !limit.from().isAfter(day))
        .filter(
            limit ->
                known.stream()
                    .noneMatch(
                        other ->
                            other.rule() == limit.rule()
                                && other.name().equals(limit.name())
                                && other.from().isAfter(limit.from())
                                && !other.from().isAfter(day)))
        .toList();
  }

  /** The limit of that name on a day; nothing where there is none. */
  public Optional<Limit> limit(Rule rule, String name, LocalDate day) {
    return known(day).stream()
        .filter(limit -> limit.rule() == rule && limit.name().equals(name))
        .findFirst();
  }

  /** What the organisation set for a day: of what holds then, what was set last. */
  public Optional<Own> own(Rule rule, String name, LocalDate day) {
    return own.stream()
        .filter(set -> set.rule() == rule && set.name().equals(name))
        .filter(set -> !set.from().isAfter(day))
        .max(Comparator.comparingInt(Own::number));
  }

  /** What holds on a day. */
  public On on(LocalDate day) {
    Map<String, BigDecimal> values = new LinkedHashMap<>();
    for (Limit limit : known(day)) {
      values.put(
          key(limit.rule(), limit.name()),
          own(limit.rule(), limit.name(), day).map(Own::value).orElse(limit.value()));
    }
    return new On(values);
  }

  private static String key(Rule rule, String name) {
    return rule.id() + " " + name;
  }

  /**
   * The limits of one day.
   *
   * @param values by rule and name.
   */
  public record On(Map<String, BigDecimal> values) {
    public On {
      values = Map.copyOf(values);
    }

    /**
     * A limit's value.
     *
     * @throws IllegalStateException when there is no such limit: the store is of another version.
     */
    public BigDecimal of(Rule rule, String name) {
      BigDecimal value = values.get(key(rule, name));
      if (value == null) {
        throw new IllegalStateException("no limit '%s' of %s".formatted(name, rule.id()));
      }
      return value;
    }

    /** The same as a whole number, rounded down. */
    public int whole(Rule rule, String name) {
      return of(rule, name).intValue();
    }
  }
}
