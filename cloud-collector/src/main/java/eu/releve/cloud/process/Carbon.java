package eu.releve.cloud.process;

import eu.releve.cloud.process.EmissionFactor.Activity;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The emissions of a building in a month: {@code E = sum A_i x EF_i}, each line with the factor
 * that it used.
 */
public final class Carbon {
  /** Changes whenever the same input gives another result. */
  public static final String VERSION = "carbon-4";

  private final String region;
  private final List<EmissionFactor> factors;

  /**
   * @param region the building's country, two capital letters.
   * @param factors the dated table, in the order of its entries.
   */
  public Carbon(String region, List<EmissionFactor> factors) {
    this.region = region;
    this.factors = List.copyOf(factors);
  }

  /**
   * What a building used of one activity in a month.
   *
   * @param activity of what.
   * @param amount in the unit of the activity's factor, not negative.
   * @param coverage the measured share of the month, 0 to 1.
   * @param calorific the calorific values by which gas in cubic metres is in it, one line each.
   */
  public record Use(
      Activity activity, BigDecimal amount, BigDecimal coverage, List<String> calorific) {
    public Use {
      calorific = List.copyOf(calorific);
    }

    /** Of which nothing was counted in cubic metres of gas. */
    public Use(Activity activity, BigDecimal amount, BigDecimal coverage) {
      this(activity, amount, coverage, List.of());
    }
  }

  /**
   * One line of the statement.
   *
   * @param use what was used.
   * @param factor with which factor, nothing when the table has none for that month.
   * @param kg kg CO2e with three decimals, nothing without a factor.
   */
  public record Line(Use use, Optional<EmissionFactor> factor, Optional<BigDecimal> kg) {}

  /**
   * The month's statement.
   *
   * @param month which.
   * @param lines one a use, in the order given.
   * @param kg the sum of the lines that have a factor.
   * @param complete whether every line has one.
   * @param version of the rule that made it.
   */
  public record Statement(
      YearMonth month, List<Line> lines, BigDecimal kg, boolean complete, String version) {}

  /** The statement of a month; the factor is the one that holds on the month's last day. */
  public Statement of(YearMonth month, List<Use> uses) {
    List<Line> lines = new ArrayList<>();
    BigDecimal sum = BigDecimal.ZERO.setScale(3);
    boolean complete = true;
    for (Use use : uses) {
      Optional<EmissionFactor> factor = factor(use.activity(), month);
      Optional<BigDecimal> kg = factor.map(found -> kg(use, found));
      lines.add(new Line(use, factor, kg));
      sum = sum.add(kg.orElse(BigDecimal.ZERO));
      complete &= factor.isPresent();
    }
    return new Statement(month, List.copyOf(lines), sum, complete, VERSION);
  }

  private Optional<EmissionFactor> factor(Activity activity, YearMonth month) {
    return Dated.on(
        month.atEndOfMonth(),
        factors.stream()
            .filter(entry -> entry.activity() == activity && entry.region().equals(region))
            .toList());
  }

  private static BigDecimal kg(Use use, EmissionFactor factor) {
    return use.amount().multiply(factor.kgPerUnit()).setScale(3, RoundingMode.HALF_EVEN);
  }
}
