package eu.releve.cloud.validate;

import eu.releve.cloud.derive.Figure;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongPredicate;

/** The rules of electricity: reactive energy and phases. */
public final class ElectricRules {
  private static final MathContext DIGITS = MathContext.DECIMAL64;
  private static final long MINUTE_MILLIS = Duration.ofMinutes(1).toMillis();
  private static final long GAP_MILLIS = Duration.ofMinutes(30).toMillis();
  private static final double QUARTERS_AN_HOUR = 4;

  private ElectricRules() {}

  /**
   * V15: in how many quarter-hours of the day the active part of what was drawn was below a share
   * that no house has, reactive energy without active energy among them.
   *
   * @param active drawn, in Wh.
   * @param reactive in varh, the same day of the same point.
   * @param feeds whether the point feeds in: then little is drawn, and that says nothing.
   */
  public static Verdict reactive(DayUse active, DayUse reactive, boolean feeds, Limits.On limits) {
    if (feeds || !active.isComparable() || !reactive.isComparable()) {
      return Verdict.Silent.UNKNOWN;
    }
    double least = limits.of(Rule.REACTIVE, "cos-percent").doubleValue() / 100;
    double leastVar = limits.of(Rule.REACTIVE, "least-var").doubleValue();
    long odd = 0;
    for (int i = 0; i < active.quarters().size(); i++) {
      Figure real = active.quarters().get(i);
      Figure blind = reactive.quarters().get(i);
      double watts = real.consumption().doubleValue() * QUARTERS_AN_HOUR;
      double vars = blind.consumption().doubleValue() * QUARTERS_AN_HOUR;
      if (DayUse.isMeasured(real)
          && DayUse.isMeasured(blind)
          && vars > leastVar
          && watts / Math.hypot(watts, vars) < least) {
        odd++;
      }
    }
    return Verdict.above(BigDecimal.valueOf(odd), limits.of(Rule.REACTIVE, "quarters"));
  }

  /**
   * V16: for how many minutes on end one phase was below its part of the nominal voltage, while
   * another one was not.
   *
   * @param volts by phase, mV by rising instant; of the day and, so that a phase that was never
   *     connected is none, of the day before.
   * @param fromMillis when the day begins that is judged.
   */
  public static Verdict voltage(
      Map<String, List<Sample>> volts, long fromMillis, Limits.On limits) {
    double low =
        limits.of(Rule.PHASE, "nominal-volts").doubleValue()
            * 1_000
            * limits.of(Rule.PHASE, "voltage-percent").doubleValue()
            / 100;
    return lost(volts, fromMillis, limits, value -> value < low, value -> value >= low);
  }

  /**
   * V16: for how many minutes on end one phase carried nothing while all others carried more than
   * their part of the greatest current.
   *
   * @param amperes by phase, mA by rising instant, as with voltages.
   * @param fromMillis when the day begins that is judged.
   */
  public static Verdict current(
      Map<String, List<Sample>> amperes, long fromMillis, Limits.On limits) {
    long greatest =
        amperes.values().stream()
            .flatMap(List::stream)
            .mapToLong(each -> Math.abs(each.value()))
            .max()
            .orElse(0);
    double much = greatest * limits.of(Rule.PHASE, "current-percent").doubleValue() / 100;
    double nothing = much / 10;
    return lost(
        amperes,
        fromMillis,
        limits,
        value -> Math.abs(value) < nothing,
        value -> Math.abs(value) > much);
  }

  private static Verdict lost(
      Map<String, List<Sample>> phases,
      long fromMillis,
      Limits.On limits,
      LongPredicate isLost,
      LongPredicate isThere) {
    TreeMap<Long, TreeMap<String, Long>> together = new TreeMap<>();
    phases.forEach(
        (phase, samples) -> {
          // A phase that is never there is not connected.
          if (samples.stream().anyMatch(each -> isThere.test(each.value()))) {
            samples.forEach(
                each ->
                    together
                        .computeIfAbsent(each.millis(), first -> new TreeMap<>())
                        .put(phase, each.value()));
          }
        });
    if (phases.size() < 2 || together.isEmpty()) {
      return Verdict.Silent.UNKNOWN;
    }
    long longest = 0;
    for (String phase : phases.keySet()) {
      long since = Long.MIN_VALUE;
      long last = Long.MIN_VALUE;
      for (Map.Entry<Long, TreeMap<String, Long>> at : together.tailMap(fromMillis).entrySet()) {
        boolean lost = isLost(phase, at.getValue(), isLost, isThere);
        boolean goesOn = since != Long.MIN_VALUE && at.getKey() - last <= GAP_MILLIS;
        since = !lost ? Long.MIN_VALUE : goesOn ? since : at.getKey();
        longest = lost ? Math.max(longest, at.getKey() - since) : longest;
        last = at.getKey();
      }
    }
    BigDecimal minutes =
        BigDecimal.valueOf(longest).divide(BigDecimal.valueOf(MINUTE_MILLIS), DIGITS);
    BigDecimal limit = limits.of(Rule.PHASE, "minutes");
    return longest > 0 && minutes.compareTo(limit) >= 0
        ? new Verdict.Breach(minutes, limit)
        : Verdict.Silent.CLEAN;
  }

  private static boolean isLost(
      String phase, Map<String, Long> values, LongPredicate isLost, LongPredicate isThere) {
    Long own = values.get(phase);
    return own != null
        && values.size() > 1
        && isLost.test(own)
        && values.entrySet().stream()
            .filter(other -> !other.getKey().equals(phase))
            .allMatch(other -> isThere.test(other.getValue()));
  }
}
