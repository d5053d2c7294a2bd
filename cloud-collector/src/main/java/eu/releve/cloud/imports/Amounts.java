package eu.releve.cloud.imports;

import eu.releve.measure.Quantity;
import eu.releve.measure.Unit;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Turns what a file states into whole steps, so that the steps of a series add up to what the file
 * adds up to, rounded once: each value is the difference of two rounded sums.
 */
final class Amounts {
  private static final Pattern NUMBER = Pattern.compile("-?\\d{1,15}(?:[.,]\\d{1,9})?");

  private final Map<Entry.Series, Sum> sums = new HashMap<>();

  /** Exact, as a numerator over a divisor that is the series' own. */
  private record Sum(BigDecimal exact, long rounded) {
    static final Sum NONE = new Sum(BigDecimal.ZERO, 0);
  }

  /** A number with a decimal comma or point and no thousands apart; nothing for others. */
  static Optional<BigDecimal> number(String text) {
    return NUMBER.matcher(text).matches()
        ? Optional.of(new BigDecimal(text.replace(',', '.')))
        : Optional.empty();
  }

  /** An index in steps, rounded half-even by itself; nothing where it does not fit. */
  static Optional<Long> index(BigDecimal value, Unit unit, Quantity quantity) {
    return unit.toSteps(value, quantity);
  }

  /**
   * The next amount of a series.
   *
   * @param value in the unit.
   * @param by what it is still to be divided by, the same for all of a series.
   * @return nothing where the sum does not fit.
   */
  Optional<Long> next(Entry.Series series, BigDecimal value, int by) {
    Sum before = sums.getOrDefault(series, Sum.NONE);
    BigDecimal exact =
        before.exact.add(value.multiply(series.unit().stepsOf(series.register().quantity())));
    BigDecimal rounded = exact.divide(BigDecimal.valueOf(by), 0, RoundingMode.HALF_EVEN);
    if (rounded.toBigInteger().bitLength() > 62) {
      return Optional.empty();
    }
    long sum = rounded.longValueExact();
    sums.put(series, new Sum(exact, sum));
    return Optional.of(sum - before.rounded);
  }
}
