package eu.releve.cloud.closing;

import static eu.releve.measure.Require.require;

import eu.releve.measure.Quantity;
import eu.releve.measure.RegisterName;
import eu.releve.measure.Resolution;
import eu.releve.measure.Unit;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Optional;

/**
 * One display of one meter: a register, whose it is, and how it shows a number.
 *
 * @param register its key.
 * @param lot whose; nothing for common parts.
 * @param point its name.
 * @param title the point's, as people know it.
 * @param meter its name.
 * @param serial as it stands on the meter, where somebody noted it.
 * @param name of the register.
 * @param unit of the display.
 * @param decimals that it shows, 0 to 6.
 */
public record Meter(
    int register,
    Optional<String> lot,
    String point,
    String title,
    String meter,
    Optional<String> serial,
    RegisterName name,
    String unit,
    int decimals) {
  private static final int DECIMALS_MAX = 6;

  /** A resolution comes in four digits; the last one may be rounded. */
  private static final MathContext DIGITS = new MathContext(3, RoundingMode.HALF_UP);

  public Meter {
    require(0 <= decimals && decimals <= DECIMALS_MAX, "%d decimals are not in 0..6", decimals);
  }

  /** What is counted. */
  public Quantity quantity() {
    return name.quantity();
  }

  /** Whether it is the total that sums are made of, and no tariff's part of it. */
  public boolean isTotal() {
    return name.equals(RegisterName.of(quantity()));
  }

  /** Steps of the quantity in the unit of the display, rounded half up to its decimals. */
  public BigDecimal shown(BigInteger steps) {
    return new BigDecimal(steps)
        .divide(stepsOfUnit(unit, quantity()), decimals, RoundingMode.HALF_UP);
  }

  /** The unit of a register's source, where it is one; else the step of its quantity. */
  static String unitOf(String source, Quantity quantity) {
    return Unit.of(source)
        .filter(unit -> unit.measures(quantity))
        .map(Unit::symbol)
        .orElse(quantity.step().symbol());
  }

  /** How many decimals of that unit a register of that resolution can tell. */
  static int decimalsOf(Resolution resolution, String unit, Quantity quantity) {
    BigDecimal smallest =
        resolution.inSteps().divide(stepsOfUnit(unit, quantity), DIGITS).stripTrailingZeros();
    return Math.clamp(smallest.scale(), 0, DECIMALS_MAX);
  }

  private static BigDecimal stepsOfUnit(String unit, Quantity quantity) {
    return Unit.of(unit)
        .filter(known -> known.measures(quantity))
        .map(known -> known.stepsOf(quantity))
        .orElse(BigDecimal.ONE);
  }
}
