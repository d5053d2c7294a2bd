package eu.releve.cloud.points;

import eu.releve.cloud.derive.Figure;
import eu.releve.cloud.derive.QuarterHour.Status;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A main meter beside the meters below it, for one quantity and one period.
 *
 * @param main what the main meter counted.
 * @param below what those below it counted together.
 * @param reasons what has to be known of it, with the points that each concerns.
 */
public record Balance(VirtualFigure main, VirtualFigure below, Map<Reason, Set<String>> reasons) {
  private static final int PERCENT_DIGITS = 2;

  public Balance {
    reasons = Map.copyOf(reasons);
  }

  /** Why two sides do not compare, or compare with a doubt. */
  public enum Reason {
    /** Nothing is known of what it counted: the two sides do not compare. */
    WITHOUT_READINGS(true),
    /** Less than nine tenths of the period was measured: the two sides do not compare. */
    INCOMPLETE(true),
    /** No meter stands there: what passes there is in the difference. */
    WITHOUT_METER(false),
    /** A meter came or went within the period. */
    EXCHANGED(false),
    /** A part of what it used was not measured. */
    ESTIMATED(false),
    /** Its counter began anew, or showed what is not believed. */
    UNCERTAIN(false);

    private final boolean forbids;

    Reason(boolean forbids) {
      this.forbids = forbids;
    }
  }

  /**
   * Balances two sides.
   *
   * @param name of the main meter's point.
   * @param children what was counted below it, by point; at least one.
   * @param exchanged points at which a meter came or went within the period.
   * @param unmetered points directly below that have no meter at all.
   */
  public static Balance of(
      String name,
      Figure main,
      Map<String, Figure> children,
      Set<String> exchanged,
      Set<String> unmetered) {
    Map<Reason, Set<String>> reasons = new EnumMap<>(Reason.class);
    doubt(name, main, reasons);
    VirtualFigure below = VirtualFigure.nothing(main.over());
    for (Map.Entry<String, Figure> child : children.entrySet()) {
      doubt(child.getKey(), child.getValue(), reasons);
      below = below.with(VirtualFigure.of(child.getKey(), child.getValue()), 1);
    }
    for (String point : exchanged) {
      if (point.equals(name) || children.containsKey(point)) {
        add(reasons, Reason.EXCHANGED, point);
      }
    }
    unmetered.forEach(point -> add(reasons, Reason.WITHOUT_METER, point));
    return new Balance(VirtualFigure.of(name, main), below, reasons);
  }

  private static void doubt(String point, Figure figure, Map<Reason, Set<String>> reasons) {
    if (figure.status() == Status.MISSING) {
      add(reasons, Reason.WITHOUT_READINGS, point);
      return;
    }
    if (!figure.isComparable()) {
      add(reasons, Reason.INCOMPLETE, point);
    }
    if (figure.status().code() >= Status.UNCERTAIN.code()) {
      add(reasons, Reason.UNCERTAIN, point);
    } else if (figure.statusOfTotal().code() > Status.ROLLOVER.code()) {
      add(reasons, Reason.ESTIMATED, point);
    }
  }

  private static void add(Map<Reason, Set<String>> reasons, Reason reason, String point) {
    reasons.computeIfAbsent(reason, first -> new TreeSet<>()).add(point);
  }

  /** Whether both sides are known well enough to be set against each other. */
  public boolean isCompared() {
    return reasons.keySet().stream().noneMatch(reason -> reason.forbids);
  }

  /** What the main meter counted more; below zero where it counted less. */
  public Optional<BigInteger> difference() {
    return isCompared() ? Optional.of(main.value().subtract(below.value())) : Optional.empty();
  }

  /** The difference in hundredths of what the main meter counted, to two digits. */
  public Optional<BigDecimal> percent() {
    return difference()
        .filter(unused -> main.value().signum() != 0)
        .map(
            more ->
                new BigDecimal(more)
                    .movePointRight(2)
                    .divide(new BigDecimal(main.value()), PERCENT_DIGITS, RoundingMode.HALF_EVEN));
  }
}
