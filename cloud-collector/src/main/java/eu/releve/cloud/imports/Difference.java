package eu.releve.cloud.imports;

import static eu.releve.measure.Require.require;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.Instant;

/**
 * A period in which what a file says differs by a twentieth or more from what was measured.
 *
 * @param point its key.
 * @param pointName as the plan calls it.
 * @param quantity its name.
 * @param step the unit of both values: Wh, mL, J.
 * @param from the beginning of a local day, or of what the file states in one.
 * @param to exclusive.
 * @param measured in steps, not negative.
 * @param imported in steps, not negative.
 */
public record Difference(
    int point,
    String pointName,
    String quantity,
    String step,
    Instant from,
    Instant to,
    BigInteger measured,
    BigInteger imported) {
  /** A difference of a twentieth is told. */
  private static final BigInteger PARTS = BigInteger.valueOf(20);

  private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

  public Difference {
    require(from.isBefore(to), "%s to %s is no period", from, to);
    require(measured.signum() >= 0 && imported.signum() >= 0, "%s, %s", measured, imported);
  }

  /** Whether it is 5 % of what was measured, or more. */
  boolean isTold() {
    BigInteger apart = imported.subtract(measured).abs();
    return apart.signum() > 0 && apart.multiply(PARTS).compareTo(measured) >= 0;
  }

  /**
   * How far what the file says lies above what was measured, below zero where it lies under it, to
   * a tenth, half up; 100 where nothing was measured.
   */
  public BigDecimal percent() {
    return measured.signum() == 0
        ? HUNDRED.setScale(1)
        : new BigDecimal(imported.subtract(measured))
            .multiply(HUNDRED)
            .divide(new BigDecimal(measured), 1, RoundingMode.HALF_UP);
  }
}
