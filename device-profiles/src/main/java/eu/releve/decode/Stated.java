package eu.releve.decode;

import eu.releve.measure.RegisterName;
import eu.releve.measure.Resolution;
import eu.releve.measure.Unit;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;

/**
 * A register as a meter states it by itself, whoever the meter is.
 *
 * @param name which of its registers.
 * @param unit in which it is stated.
 * @param resolution the last digit that is stated, in steps of its quantity.
 * @param outcome its value, or why there is none.
 * @param taken when the meter says that it was taken; nothing for a present value.
 */
public record Stated(
    RegisterName name, Unit unit, Resolution resolution, Outcome outcome, Optional<Instant> taken) {
  /**
   * A number as it is written: its decimals are what the register can tell.
   *
   * @param unit one of the register's quantity.
   */
  public static Stated of(
      RegisterName name, BigDecimal number, Unit unit, Optional<Instant> taken) {
    Outcome outcome =
        unit.toSteps(number, name.quantity())
            .<Outcome>map(Outcome.Value::new)
            .orElseGet(() -> new Outcome.Refused("overflow: " + number + " " + unit.symbol()));
    return new Stated(name, unit, resolution(name, number, unit), outcome, taken);
  }

  /** The same register without a value, as its form would have stated one. */
  public static Stated without(RegisterName name, BigDecimal number, Unit unit, Outcome why) {
    return new Stated(name, unit, resolution(name, number, unit), why, Optional.empty());
  }

  private static Resolution resolution(RegisterName name, BigDecimal number, Unit unit) {
    BigDecimal digit = BigDecimal.ONE.scaleByPowerOfTen(-number.scale());
    return Resolution.nearest(digit.multiply(unit.stepsOf(name.quantity())));
  }
}
