package eu.releve.cloud.validate;

import static eu.releve.measure.Require.require;

import eu.releve.cloud.derive.Figure;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The rules that look at what one point used: pure functions of its days. A list of days is rising,
 * and its last day is the one that is judged.
 */
public final class CourseRules {
  /** How many days before it a day is compared with. */
  public static final int DAYS_BEFORE = 28;

  /** On how many days before and after its change a ratio is looked for. */
  public static final int DAYS_STEADY = 7;

  private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);
  private static final BigDecimal QUARTERS_AN_HOUR = BigDecimal.valueOf(4);
  private static final int ESTIMATED_FROM = 40;
  private static final int ESTIMATED_TO = 60;
  private static final int CHANGES_LEAST = 1_000;
  private static final MathContext DIGITS = MathContext.DECIMAL64;

  /** Ratios by which a wrong transformer, pulse weight or unit multiplies; their inverses too. */
  private static final List<BigDecimal> RATIOS =
      List.of("2", "2.5", "10", "40", "80", "100", "1000").stream().map(BigDecimal::new).toList();

  private CourseRules() {}

  /**
   * V06: how many quarter-hours of the day are missing. Of a meter that is never read each half an
   * hour only those that no readings enclose.
   */
  public static Verdict missing(List<DayUse> days, Limits.On limits) {
    boolean closely =
        days.stream().anyMatch(day -> day.quarters().stream().anyMatch(DayUse::isMeasured));
    long missing =
        days.getLast().quarters().stream()
            .filter(quarter -> closely ? !isKnown(quarter) : !DayUse.isEnclosed(quarter))
            .count();
    return Verdict.above(BigDecimal.valueOf(missing), limits.of(Rule.MISSING, "intervals"));
  }

  /** A counter that began anew is doubtful, and was read. */
  private static boolean isKnown(Figure quarter) {
    return DayUse.isMeasured(quarter)
        || (DayUse.isEnclosed(quarter) && quarter.status().code() >= ESTIMATED_TO);
  }

  /**
   * V08: by how much the highest quarter-hour is above the third highest. Told only above a fifth
   * of the contracted power, or where nobody knows that, above a power of its own.
   *
   * @param day in Wh.
   * @param contractKw the contracted power in kW, where it is known.
   * @param resolution in Wh; stands in for a third highest of nothing.
   */
  public static Verdict spike(
      DayUse day, Optional<BigDecimal> contractKw, long resolution, Limits.On limits) {
    List<BigInteger> highest =
        day.quarters().stream()
            .filter(DayUse::isMeasured)
            .map(Figure::consumption)
            .sorted(Comparator.reverseOrder())
            .limit(3)
            .toList();
    if (!day.isComparable() || highest.size() < 3) {
      return Verdict.Silent.UNKNOWN;
    }
    BigDecimal first = new BigDecimal(highest.getFirst());
    BigDecimal third = new BigDecimal(highest.getLast());
    BigDecimal percent =
        percent(first.subtract(third), third.max(BigDecimal.valueOf(Math.max(1, resolution))));
    BigDecimal leastKw =
        contractKw
            .map(
                contract ->
                    contract
                        .multiply(limits.of(Rule.SPIKE, "contract-percent"))
                        .divide(HUNDRED, DIGITS))
            .orElse(limits.of(Rule.SPIKE, "least-kw"));
    BigDecimal firstKw = first.multiply(QUARTERS_AN_HOUR).movePointLeft(3);
    return firstKw.compareTo(leastKw) > 0
        ? Verdict.above(percent, limits.of(Rule.SPIKE, "percent"))
        : Verdict.Silent.CLEAN;
  }

  /**
   * V12: for how many hours on end nothing was counted where something is used. Said only where
   * that time would usually move the counter by two of its own digits.
   *
   * @param resolution what the counter can tell, in steps.
   * @param limit in hours.
   */
  public static Verdict zero(List<DayUse> days, long resolution, BigDecimal limit) {
    DayUse day = days.getLast();
    if (!day.isComparable()) {
      return Verdict.Silent.UNKNOWN;
    }
    long longest = 0;
    long run = 0;
    long counted = 0;
    BigInteger used = BigInteger.ZERO;
    for (DayUse one : days) {
      for (Figure quarter : one.quarters()) {
        boolean measured = DayUse.isMeasured(quarter);
        run = measured && quarter.consumption().signum() == 0 ? run + 1 : 0;
        if (one.day().equals(day.day())) {
          longest = Math.max(longest, run);
        } else if (measured && run == 0) {
          used = used.add(quarter.consumption());
        }
        counted += measured ? 1 : 0;
      }
    }
    BigDecimal hours = BigDecimal.valueOf(longest).divide(QUARTERS_AN_HOUR, DIGITS);
    if (hours.compareTo(limit) < 0) {
      return Verdict.Silent.CLEAN;
    }
    BigDecimal expected =
        new BigDecimal(used)
            .multiply(QUARTERS_AN_HOUR)
            .multiply(limit)
            .divide(BigDecimal.valueOf(counted), DIGITS);
    boolean tells = expected.compareTo(BigDecimal.valueOf(2 * Math.max(1, resolution))) > 0;
    return tells ? new Verdict.Breach(hours, limit) : Verdict.Silent.UNKNOWN;
  }

  /**
   * V13: what was counted on a day on which no meter should have been there.
   *
   * @param used in steps.
   * @param resolution what the counter can tell, in steps.
   */
  public static Verdict inactive(BigInteger used, long resolution, Limits.On limits) {
    BigDecimal digits =
        new BigDecimal(used).divide(BigDecimal.valueOf(Math.max(1, resolution)), DIGITS);
    return Verdict.above(digits, limits.of(Rule.INACTIVE, "digits"));
  }

  /** V19: on how many days on end more than half was estimated. */
  public static Verdict prolonged(List<DayUse> days, Limits.On limits) {
    return prolonged(days.stream().map(CourseRules::isEstimated).toList(), limits);
  }

  /** The same, of days that are known to be estimated or not. */
  static Verdict prolonged(Iterable<Boolean> estimated, Limits.On limits) {
    int run = 0;
    for (boolean day : estimated) {
      run = day ? run + 1 : 0;
    }
    return Verdict.above(BigDecimal.valueOf(run), limits.of(Rule.PROLONGED, "days"));
  }

  private static boolean isEstimated(DayUse day) {
    long estimated =
        day.quarters().stream()
            .map(Figure::status)
            .filter(status -> status.code() >= ESTIMATED_FROM && status.code() < ESTIMATED_TO)
            .count();
    return 2 * estimated > day.quarters().size();
  }

  /**
   * V22: how far the largest jump of the day, from one quarter-hour to the next, is beyond what 999
   * of 1,000 jumps of the days before stay within.
   *
   * @param resolution what the counter can tell, in steps: jumps from less than ten of it are none.
   */
  public static Verdict demand(List<DayUse> days, long resolution, Limits.On limits) {
    List<Double> before =
        jumps(days.subList(0, days.size() - 1), resolution).stream().sorted().toList();
    if (before.size() < CHANGES_LEAST) {
      return Verdict.Silent.UNKNOWN;
    }
    double usual = before.get((int) Math.ceil(0.999 * before.size()) - 1);
    double largest = jumps(List.of(days.getLast()), resolution).stream().reduce(0.0, Math::max);
    if (usual == 0) {
      // A load that never changes: any jump would be without end.
      return Verdict.Silent.UNKNOWN;
    }
    return Verdict.above(
        BigDecimal.valueOf(largest / usual).setScale(3, RoundingMode.HALF_EVEN),
        limits.of(Rule.DEMAND, "times"));
  }

  private static List<Double> jumps(List<DayUse> days, long resolution) {
    double least = 10.0 * Math.max(1, resolution);
    List<Double> jumps = new ArrayList<>();
    for (DayUse day : days) {
      for (int i = 1; i < day.quarters().size(); i++) {
        Figure one = day.quarters().get(i - 1);
        Figure other = day.quarters().get(i);
        double from = one.consumption().doubleValue();
        if (DayUse.isMeasured(one) && DayUse.isMeasured(other) && from >= least) {
          jumps.add(Math.abs(other.consumption().doubleValue() - from) / from);
        }
      }
    }
    return jumps;
  }

  /**
   * V18: whether what is used a day changed by a ratio of transformers, pulses or units in the
   * middle of those days, from steady to steady.
   *
   * @param days seven before, the one of the change, and seven after.
   * @param declared whether somebody said that the meter or its ratio changed then.
   */
  public static Verdict multiplier(List<DayUse> days, boolean declared, Limits.On limits) {
    require(
        days.size() == 2 * DAYS_STEADY + 1,
        "wanted %d days, found %d",
        2 * DAYS_STEADY + 1,
        days.size());
    List<DayUse> before = days.subList(0, DAYS_STEADY);
    List<DayUse> after = days.subList(DAYS_STEADY + 1, days.size());
    BigDecimal steady = limits.of(Rule.MULTIPLIER, "steady-percent");
    if (declared || !isSteady(before, steady) || !isSteady(after, steady)) {
      return Verdict.Silent.CLEAN;
    }
    BigDecimal ratio = mean(after).divide(mean(before), DIGITS);
    BigDecimal near = limits.of(Rule.MULTIPLIER, "percent");
    for (BigDecimal known : RATIOS) {
      BigDecimal up = percent(ratio.subtract(known).abs(), known);
      BigDecimal down = percent(BigDecimal.ONE.divide(ratio, DIGITS).subtract(known).abs(), known);
      if (up.min(down).compareTo(near) <= 0) {
        return new Verdict.Breach(ratio.multiply(HUNDRED), HUNDRED);
      }
    }
    return Verdict.Silent.CLEAN;
  }

  /** Whether each day is within so many percent of their mean, and something was used. */
  private static boolean isSteady(List<DayUse> days, BigDecimal percent) {
    BigDecimal mean = mean(days);
    return mean.signum() > 0
        && days.stream()
            .allMatch(
                day ->
                    day.isComparable()
                        && percent(new BigDecimal(day.used()).subtract(mean).abs(), mean)
                                .compareTo(percent)
                            <= 0);
  }

  private static BigDecimal mean(List<DayUse> days) {
    return new BigDecimal(days.stream().map(DayUse::used).reduce(BigInteger.ZERO, BigInteger::add))
        .divide(BigDecimal.valueOf(days.size()), DIGITS);
  }

  static BigDecimal percent(BigDecimal part, BigDecimal whole) {
    return part.multiply(HUNDRED).divide(whole, DIGITS);
  }
}
