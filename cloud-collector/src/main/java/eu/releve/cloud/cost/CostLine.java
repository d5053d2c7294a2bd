package eu.releve.cloud.cost;

import static eu.releve.measure.Require.require;

import eu.releve.cloud.cost.Charge.PerUnit;
import eu.releve.cloud.derive.QuarterHour.Status;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.Optional;

/**
 * What one line of a contract asks for some days: quantity times price, rounded to a cent where it
 * is read and nowhere before.
 *
 * @param tariff the line.
 * @param from the first local day on which it is used.
 * @param to the day after the last.
 * @param quantity in the line's unit.
 * @param knowledge how well it is known.
 */
public record CostLine(
    Tariff tariff, LocalDate from, LocalDate to, Fraction quantity, Knowledge knowledge) {
  private static final int CENTS = 2;
  private static final int SHARE_DECIMALS = 4;
  private static final BigDecimal PERCENT = new BigDecimal("0.01");

  /**
   * How well a quantity is known; of a fee everything is.
   *
   * @param estimated how much of it was not measured.
   * @param enclosedMillis how much of the days lies between readings.
   * @param measuredMillis how much of that lies between readings close enough.
   * @param millis how long the days are, 0 for a fee.
   * @param worst how its worst part was come by.
   */
  public record Knowledge(
      Fraction estimated, long enclosedMillis, long measuredMillis, long millis, Status worst) {
    /** Of what is not measured: days, a contracted power. */
    static final Knowledge OF_A_FEE = new Knowledge(Fraction.ZERO, 0, 0, 0, Status.MEASURED);

    /** Whether readings enclose all of it. */
    boolean isWhole() {
      return enclosedMillis >= millis;
    }

    private Knowledge plus(Knowledge other) {
      return new Knowledge(
          estimated.plus(other.estimated),
          enclosedMillis + other.enclosedMillis,
          measuredMillis + other.measuredMillis,
          millis + other.millis,
          worse(worst, other.worst));
    }

    /** A day of which nothing is known is told by the coverage. */
    private static Status worse(Status one, Status other) {
      if (one == Status.MISSING || other == Status.MISSING) {
        return one == Status.MISSING ? other : one;
      }
      return one.code() >= other.code() ? one : other;
    }
  }

  public CostLine {
    require(from.isBefore(to), "%s to %s are no days", from, to);
  }

  /** This and other days of the same line. */
  CostLine plus(CostLine other) {
    require(tariff.equals(other.tariff), "%s and %s are two lines", tariff, other.tariff);
    return new CostLine(
        tariff,
        from.isBefore(other.from) ? from : other.from,
        to.isAfter(other.to) ? to : other.to,
        quantity.plus(other.quantity),
        knowledge.plus(other.knowledge));
  }

  /** Whether it is about something that was counted. */
  public boolean isCounted() {
    return tariff.line().charge() instanceof PerUnit;
  }

  /** In EUR without VAT, exactly. */
  public Fraction exact() {
    return quantity.times(tariff.line().price());
  }

  /** In EUR without VAT, exactly, of the part that was not measured. */
  public Fraction exactEstimated() {
    return knowledge.estimated.times(tariff.line().price());
  }

  /** In EUR without VAT, to a cent, a half up. */
  public BigDecimal net() {
    return exact().decimal(CENTS);
  }

  /** Its VAT in EUR, to a cent, a half up. */
  public BigDecimal vat() {
    return exact().times(tariff.line().vat()).times(PERCENT).decimal(CENTS);
  }

  /** With VAT, in EUR. */
  public BigDecimal gross() {
    return net().add(vat());
  }

  /** The share of the days that was measured, 0 to 1, rounded down; nothing for a fee. */
  public Optional<BigDecimal> coverage() {
    return knowledge.millis == 0
        ? Optional.empty()
        : Optional.of(
            BigDecimal.valueOf(Math.min(knowledge.measuredMillis, knowledge.millis))
                .divide(BigDecimal.valueOf(knowledge.millis), SHARE_DECIMALS, RoundingMode.DOWN));
  }

  /** The share of the quantity that was not measured, 0 to 1. */
  public BigDecimal estimatedShare() {
    return share(knowledge.estimated, quantity);
  }

  /** A part of a whole, rounded up so that a little is not nothing. */
  static BigDecimal share(Fraction part, Fraction whole) {
    if (whole.isZero() || part.isZero()) {
      return BigDecimal.ZERO.setScale(SHARE_DECIMALS);
    }
    Fraction share = part.over(whole);
    return new BigDecimal(share.numerator())
        .divide(new BigDecimal(share.denominator()), SHARE_DECIMALS, RoundingMode.UP);
  }
}
