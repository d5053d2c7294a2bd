package eu.releve.cloud.closing;

import eu.releve.cloud.derive.DisplayIndex.How;
import eu.releve.measure.Require;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Locale;
import java.util.Optional;

/**
 * One register in one period: what its display showed at both ends, and what it counted between.
 *
 * @param meter whose display.
 * @param opening at the beginning of the period, or when the meter was installed in it.
 * @param closing at the end, or when it was removed.
 * @param used what it counted, as the figures say, in steps; absent where nothing is known.
 * @param coverage the share of the period that was measured, 0 to 1.
 * @param estimated the share of what was used that was not measured, 0 to 1.
 * @param quality the worst of both indexes and of what lies between.
 * @param remark what a reader must know who subtracts.
 */
public record Line(
    Meter meter,
    Stand opening,
    Stand closing,
    Optional<BigInteger> used,
    BigDecimal coverage,
    BigDecimal estimated,
    How quality,
    Remark remark) {
  /** How what was used goes with the two indexes. */
  public enum Remark {
    /** It is closing less opening. */
    NONE,
    /** The display passed the end of its digits: it is more by one turn of them. */
    ROLLOVER,
    /** It is not: the counter began anew, or more of its readings are being worked on. */
    NOT_THE_DIFFERENCE,
    /** An index is missing: it is what was counted between the readings there are. */
    PARTIAL,
    /** The source states amounts: there is no index. */
    AMOUNTS;

    /** As programs read it. */
    public String label() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Remark of(String label) {
      return valueOf(label.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
  }

  public Line {
    Require.require(
        used.map(steps -> steps.signum() >= 0).orElse(true), "%s steps are negative", used);
  }

  /**
   * What was used, in the unit and decimals of the display: the difference of the two indexes as
   * they are shown, so that whoever subtracts finds it, and more or less where the remark says so.
   * Within one of its last digit it is what was used to the step.
   */
  public Optional<BigDecimal> shown() {
    if (used.isEmpty() || opening.steps().isEmpty() || closing.steps().isEmpty()) {
      return used.map(meter::shown);
    }
    BigInteger first = BigInteger.valueOf(opening.steps().get());
    BigInteger last = BigInteger.valueOf(closing.steps().get());
    BigInteger beside = used.get().subtract(last.subtract(first));
    return Optional.of(meter.shown(last).subtract(meter.shown(first)).add(meter.shown(beside)));
  }
}
