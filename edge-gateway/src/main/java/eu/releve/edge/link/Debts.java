package eu.releve.edge.link;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Answers that may still come: a unit that was silent, or drowned by another, can answer late, in
 * the shape of what it is asked next.
 *
 * <p>A unit answers in the order in which it was asked, and nobody answers after ten seconds, which
 * bounds how many there are.
 */
final class Debts {
  private static final long FORGOTTEN_MILLIS = 10_000;

  private final Map<Integer, List<Debt>> debts = new HashMap<>();

  private record Debt(RtuQuery query, long untilBootMillis) {}

  /** The unit owes an answer to that, once or more often. */
  void add(RtuQuery query, long nowBootMillis) {
    List<Debt> owed = debts.computeIfAbsent(query.unit(), unit -> new ArrayList<>());
    owed.removeIf(debt -> nowBootMillis >= debt.untilBootMillis() || debt.query().equals(query));
    owed.add(new Debt(query, nowBootMillis + FORGOTTEN_MILLIS));
  }

  private List<Debt> owed(int unit, long nowBootMillis) {
    return debts.getOrDefault(unit, List.of()).stream()
        .filter(debt -> nowBootMillis < debt.untilBootMillis())
        .toList();
  }

  /** Whether the unit owes anything: then it is not sure what it refuses. */
  boolean owes(int unit, long nowBootMillis) {
    return !owed(unit, nowBootMillis).isEmpty();
  }

  /** The unit has given registers that nothing owed can be: it owes nothing any more. */
  void answered(RtuQuery query, long nowBootMillis) {
    if (owed(query.unit(), nowBootMillis).stream().noneMatch(debt -> query.isLike(debt.query()))) {
      debts.remove(query.unit());
    }
  }

  /** Whether an answer that is still owed could be taken for the answer to that, and be wrong. */
  boolean endanger(RtuQuery query, long nowBootMillis) {
    return owed(query.unit(), nowBootMillis).stream()
        .anyMatch(
            debt -> query.isLike(debt.query()) && !query.range().equals(debt.query().range()));
  }

  /** The same question in a length in which nothing is owed; an even one if there is one. */
  RtuQuery otherwise(RtuQuery query, long nowBootMillis) {
    List<Debt> owed = owed(query.unit(), nowBootMillis);
    for (int words = 2; words <= RegisterRange.WORDS_MAX; words += words == 124 ? -123 : 2) {
      RtuQuery other = query.of(words);
      if (owed.stream().noneMatch(debt -> other.isLike(debt.query()))) {
        return other;
      }
    }
    return query.of(1);
  }
}
