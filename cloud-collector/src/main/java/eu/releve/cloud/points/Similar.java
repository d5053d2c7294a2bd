package eu.releve.cloud.points;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What dwellings of a group used in a month, or why nothing is told of them. */
public sealed interface Similar {
  /** Fewer do not hide each other. */
  int DWELLINGS_MIN = 11;

  /**
   * An average, fixed when it was first told.
   *
   * @param pooled whether the group is of several buildings of the organisation.
   * @param dwellings how many.
   * @param total what they used together, in steps of the quantity.
   * @param areaM2 of all of them; nothing where one's is not known.
   * @param fixedAt when.
   */
  record Told(
      boolean pooled, int dwellings, BigInteger total, Optional<BigDecimal> areaM2, Instant fixedAt)
      implements Similar {
    private static final int DIGITS = 3;

    /** Steps a square metre, or a dwelling where an area is not known, to three digits. */
    public BigDecimal average() {
      return new BigDecimal(total)
          .divide(areaM2.orElse(BigDecimal.valueOf(dwellings)), DIGITS, RoundingMode.HALF_EVEN);
    }

    /** A dwelling's own use in the same measure. */
    public Optional<BigDecimal> own(BigInteger used, Optional<BigDecimal> ownAreaM2) {
      return areaM2.isEmpty()
          ? Optional.of(new BigDecimal(used).setScale(DIGITS))
          : ownAreaM2.map(
              area -> new BigDecimal(used).divide(area, DIGITS, RoundingMode.HALF_EVEN));
    }
  }

  /** Nothing is told. */
  record Withheld(Reason reason) implements Similar {}

  /** Why. */
  enum Reason {
    /** The month is not over yet, or not for a week. */
    TOO_EARLY,
    /** The quantity says nothing of another dwelling. */
    NOT_COMPARABLE,
    /** Fewer than eleven dwellings count it. */
    TOO_FEW_DWELLINGS,
    /** Of fewer than eleven of them nine tenths of the month were measured. */
    TOO_FEW_MEASURED,
    /** One of them used more than two fifths of all. */
    ONE_TOO_LARGE,
    /** Somebody else asks at this moment; once more in a minute. */
    BEING_RECKONED
  }

  /**
   * A dwelling that was measured well enough.
   *
   * @param used in steps of the quantity.
   */
  record Dwelling(BigInteger used, Optional<BigDecimal> areaM2) {}

  /** The average of dwellings, if it may be told. */
  static Similar of(List<Dwelling> measured, boolean pooled, Instant now) {
    if (measured.size() < DWELLINGS_MIN) {
      return new Withheld(Reason.TOO_FEW_MEASURED);
    }
    BigInteger total =
        measured.stream().map(Dwelling::used).reduce(BigInteger.ZERO, BigInteger::add);
    BigInteger largest =
        measured.stream().map(Dwelling::used).max(Comparator.naturalOrder()).orElseThrow();
    if (largest.multiply(BigInteger.valueOf(5)).compareTo(total.multiply(BigInteger.TWO)) > 0) {
      return new Withheld(Reason.ONE_TOO_LARGE);
    }
    Optional<BigDecimal> area =
        measured.stream().allMatch(dwelling -> dwelling.areaM2.isPresent())
            ? measured.stream()
                .flatMap(dwelling -> dwelling.areaM2.stream())
                .reduce(BigDecimal::add)
            : Optional.empty();
    return new Told(pooled, measured.size(), total, area, now);
  }
}
