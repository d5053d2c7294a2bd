package eu.releve.cloud.validate;

import eu.releve.cloud.derive.Figure;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The rules that hold several figures together: meters of one tree, periods, energies. */
public final class TogetherRules {
  private static final MathContext DIGITS = MathContext.DECIMAL64;

  private TogetherRules() {}

  /**
   * V10: by how much a main meter and those below it differ on a day.
   *
   * @param whole of the main meter.
   * @param parts of all meters that are next below it.
   * @param resolutions of all of them together, in steps: less is no difference.
   * @param limit in percent of the main meter.
   */
  public static Verdict balance(
      Figure whole, List<Figure> parts, long resolutions, BigDecimal limit) {
    if (!whole.isComparable()
        || !parts.stream().allMatch(Figure::isComparable)
        || whole.consumption().signum() == 0) {
      return Verdict.Silent.UNKNOWN;
    }
    BigInteger apart = whole.consumption().subtract(sum(parts)).abs();
    return apart.compareTo(BigInteger.valueOf(resolutions)) <= 0
        ? Verdict.Silent.CLEAN
        : Verdict.above(
            CourseRules.percent(new BigDecimal(apart), new BigDecimal(whole.consumption())), limit);
  }

  /**
   * V11: whether what was used a day in a month is far from the month before and, where both are
   * known, from the same month of last year as well.
   */
  public static Verdict usage(
      Figure month, Figure before, Optional<Figure> lastYear, Limits.On limits) {
    List<Figure> compared =
        Stream.concat(Stream.of(before), lastYear.stream())
            .filter(other -> other.isComparable() && other.consumption().signum() > 0)
            .toList();
    if (!month.isComparable() || compared.isEmpty()) {
      return Verdict.Silent.UNKNOWN;
    }
    BigDecimal low = limits.of(Rule.USAGE, "low-percent");
    BigDecimal high = limits.of(Rule.USAGE, "high-percent");
    Verdict verdict = Verdict.Silent.CLEAN;
    for (Figure other : compared) {
      BigDecimal percent = CourseRules.percent(aDay(month), aDay(other));
      if (percent.compareTo(low) >= 0 && percent.compareTo(high) <= 0) {
        return Verdict.Silent.CLEAN;
      }
      verdict = new Verdict.Breach(percent, percent.compareTo(high) > 0 ? high : low);
    }
    return verdict;
  }

  private static BigDecimal aDay(Figure figure) {
    long millis = figure.over().toMillis() - figure.over().fromMillis();
    return new BigDecimal(figure.consumption()).divide(BigDecimal.valueOf(millis), DIGITS);
  }

  /**
   * V21: heat in percent of the gas that it was made of.
   *
   * @param heats of a day, in J.
   * @param gases of the same day, by their gross calorific value, in J.
   */
  public static Verdict crossEnergy(List<Figure> heats, List<Figure> gases, Limits.On limits) {
    BigInteger gas = sum(gases);
    boolean known = Stream.concat(heats.stream(), gases.stream()).allMatch(Figure::isComparable);
    return known && gas.signum() > 0
        ? Verdict.above(
            CourseRules.percent(new BigDecimal(sum(heats)), new BigDecimal(gas)),
            limits.of(Rule.CROSS_ENERGY, "percent"))
        : Verdict.Silent.UNKNOWN;
  }

  private static BigInteger sum(List<Figure> figures) {
    return figures.stream().map(Figure::consumption).reduce(BigInteger.ZERO, BigInteger::add);
  }
}
