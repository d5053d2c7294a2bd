package eu.releve.cloud.process;

import static eu.releve.measure.Require.require;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.Optional;

/**
 * Water that ran night after night.
 *
 * @param since the morning of its first night.
 * @param last the morning of the last night that shows it.
 * @param cleanOn the first night known to be clean again; nothing while none is known.
 * @param ongoing whether no later night is known.
 * @param nights how many nights show it.
 * @param unknownNights how many nights between the first and the last are not known.
 * @param usualMl the usual smallest hourly flow, mL; 0 without any clean night before.
 * @param usualNights how many clean nights say what is usual.
 * @param flowMl the median smallest hourly flow of those nights, mL.
 * @param lostMl what ran away: the excess of each night over the usual, for 24 hours each; a night
 *     that is not known counts as the less of those around it.
 */
public record Leak(
    LocalDate since,
    LocalDate last,
    Optional<LocalDate> cleanOn,
    boolean ongoing,
    int nights,
    int unknownNights,
    long usualMl,
    int usualNights,
    long flowMl,
    long lostMl) {
  private static final long HOURS_A_YEAR = 8_760;
  private static final long TOILET_MIN_ML = 20_000;
  private static final long TOILET_MAX_ML = 100_000;
  private static final int NIGHTS_SURE = 7;
  private static final int NIGHTS_LIKELY = 4;

  public Leak {
    require(!last.isBefore(since), "a leak from %s to %s", since, last);
    require(!ongoing || cleanOn.isEmpty(), "a leak that goes on and was over on %s", cleanOn);
  }

  /** What such a flow most often comes from. */
  public enum Cause {
    /** Less than 20 litres an hour. */
    DRIP,
    /** 20 to 100 litres an hour: a toilet cistern. */
    TOILET,
    /** More than 100 litres an hour: a pipe, or a tap left open. */
    PIPE
  }

  /** How sure it is. */
  public enum Confidence {
    LOW,
    MEDIUM,
    HIGH
  }

  /** What keeps a leak from being surer. */
  public enum Doubt {
    /** It has not lasted long yet: a few more nights will confirm it, and nothing else would. */
    FEW_NIGHTS,
    /** Few nights before it were clean, or none: what is usual is not well known. */
    FEW_CLEAN_NIGHTS,
    /** Nights within it are not known, and never will be. */
    UNKNOWN_NIGHTS
  }

  /** The same, told as one of the past: nobody will see any more whether it goes on. */
  public Leak past() {
    return new Leak(
        since, last, cleanOn, false, nights, unknownNights, usualMl, usualNights, flowMl, lostMl);
  }

  /** What ran away, in litres, rounded to one. */
  public BigDecimal litres() {
    return BigDecimal.valueOf(lostMl, 3).setScale(0, RoundingMode.HALF_EVEN);
  }

  /** The excess flow in litres per hour, rounded to one decimal. */
  public BigDecimal litresPerHour() {
    return BigDecimal.valueOf(flowMl - usualMl, 3).setScale(1, RoundingMode.HALF_EVEN);
  }

  /** The usual flow in litres per hour, rounded to one decimal; nothing when there is none. */
  public Optional<BigDecimal> usualLitresPerHour() {
    return usualNights == 0
        ? Optional.empty()
        : Optional.of(BigDecimal.valueOf(usualMl, 3).setScale(1, RoundingMode.HALF_EVEN));
  }

  /** What runs away in a year of it, in cubic metres. */
  public BigDecimal yearlyM3() {
    return BigDecimal.valueOf((flowMl - usualMl) * HOURS_A_YEAR, 6);
  }

  /** What it cost so far, to the cent of the price's currency. */
  public BigDecimal cost(BigDecimal perM3) {
    return BigDecimal.valueOf(lostMl, 6).multiply(perM3).setScale(2, RoundingMode.HALF_EVEN);
  }

  /** What a year of it amounts to, cost or emissions. */
  public BigDecimal yearly(BigDecimal perM3) {
    return yearlyM3().multiply(perM3).setScale(2, RoundingMode.HALF_EVEN);
  }

  /** The likeliest cause of its flow. */
  public Cause cause() {
    long excess = flowMl - usualMl;
    return excess < TOILET_MIN_ML
        ? Cause.DRIP
        : excess <= TOILET_MAX_ML ? Cause.TOILET : Cause.PIPE;
  }

  /** How sure it is: by its nights, all of them known, and by how well the usual is known. */
  public Confidence confidence() {
    return nights >= NIGHTS_SURE && doubt() == Doubt.FEW_NIGHTS
        ? Confidence.HIGH
        : nights >= NIGHTS_LIKELY && usualNights > 0 ? Confidence.MEDIUM : Confidence.LOW;
  }

  /** What keeps it from being surer; of one that is sure, nothing does any more. */
  public Doubt doubt() {
    if (usualNights < NIGHTS_SURE) {
      return Doubt.FEW_CLEAN_NIGHTS;
    }
    return unknownNights > 0 ? Doubt.UNKNOWN_NIGHTS : Doubt.FEW_NIGHTS;
  }
}
