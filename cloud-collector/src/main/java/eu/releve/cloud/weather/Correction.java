package eu.releve.cloud.weather;

import static eu.releve.measure.Require.require;

import eu.releve.measure.Quantity;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Optional;
import java.util.Set;

/**
 * What an earlier period would have used in the weather of a later one. The weather explains the
 * heating part alone; what is used in summer, too, stays as it is.
 */
public sealed interface Correction {
  /** What heats, in units of its own. Electricity and water tell nothing of how much is heating. */
  Set<Quantity> HEATING =
      Set.of(
          Quantity.HEAT_ENERGY,
          Quantity.GAS_ENERGY,
          Quantity.GAS_VOLUME,
          Quantity.GAS_VOLUME_CORRECTED,
          Quantity.ALLOCATION);

  /**
   * It was corrected.
   *
   * @param baseLoad the part that the weather does not explain, at most what was used.
   * @param corrected the same part, and the rest by the ratio of the degree days, in steps of the
   *     quantity, rounded half-even once.
   */
  record Made(BigInteger baseLoad, BigInteger corrected) implements Correction {}

  /** It was not, for a reason. */
  record Refused(Reason why) implements Correction {}

  /** Why nothing is corrected. */
  enum Reason {
    /** The quantity does not say how much of it is heating. */
    NOT_HEATING,
    /** Nothing is known of the earlier period. */
    NO_EARLIER_FIGURE,
    /** Readings enclose less than nine tenths of one of the periods. */
    TOO_LITTLE_KNOWN,
    /** Of no summer is known what is used without heating. */
    NO_SUMMER,
    /** The temperature of at least one day is not known from one and the same source. */
    DAYS_MISSING,
    /** The earlier period had no degree day to divide by. */
    NO_DEGREE_DAYS
  }

  /** June, July and August. */
  int SUMMER_DAYS = 92;

  /** Whether the weather explains a part of that quantity. */
  static boolean isOf(String quantity) {
    return Quantity.of(quantity).filter(HEATING::contains).isPresent();
  }

  /**
   * Corrects an earlier period to the weather of a later one.
   *
   * @param used in the earlier period, in steps of the quantity.
   * @param baseLoad what of it is no heating, as far as a summer tells.
   * @param earlier its degree days.
   * @param later those of the later period, of the same length and base.
   */
  static Correction of(BigInteger used, BigInteger baseLoad, DegreeDays earlier, DegreeDays later) {
    require(
        earlier.base() == later.base(),
        "%s and %s are not compared: two bases",
        earlier.base().id(),
        later.base().id());
    if (!earlier.isWhole() || !later.isWhole()) {
      return new Refused(Reason.DAYS_MISSING);
    }
    return of(used, baseLoad, earlier.sum(), later.sum());
  }

  private static Correction of(
      BigInteger used, BigInteger baseLoad, BigDecimal earlier, BigDecimal later) {
    BigInteger base = baseLoad.min(used);
    BigDecimal heating = new BigDecimal(used.subtract(base));
    if (heating.signum() == 0) {
      return new Made(base, used);
    }
    if (earlier.signum() == 0) {
      return new Refused(Reason.NO_DEGREE_DAYS);
    }
    BigInteger scaled =
        heating.multiply(later).divide(earlier, 0, RoundingMode.HALF_EVEN).toBigIntegerExact();
    return new Made(base, base.add(scaled));
  }

  /**
   * The base load of a period as a summer shows it: as much a day as in June, July and August.
   *
   * @param summer what was used in these months.
   * @param days of the period.
   * @return rounded half-even to a step.
   */
  static BigInteger baseLoad(BigInteger summer, int days) {
    return new BigDecimal(summer)
        .multiply(BigDecimal.valueOf(days))
        .divide(BigDecimal.valueOf(SUMMER_DAYS), 0, RoundingMode.HALF_EVEN)
        .toBigIntegerExact();
  }

  /** The reason, where there is one. */
  default Optional<Reason> reason() {
    return switch (this) {
      case Made unused -> Optional.empty();
      case Refused refused -> Optional.of(refused.why);
    };
  }
}
