package eu.releve.edge.simulate;

import eu.releve.measure.Kind;
import eu.releve.measure.RegisterName;
import eu.releve.measure.Unit;
import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * A value as a meter writes it at its port.
 *
 * @param text with as many digits as its place has.
 * @param steps what an exact reader gets of it.
 */
record PortNumber(String text, long steps) {
  /**
   * A register's value, cut off for a counter, else rounded; below zero it is zero.
   *
   * @param digits before the point; a counter begins again when they do not suffice.
   * @param decimals behind the point.
   */
  static PortNumber of(
      RegisterName register, BigDecimal steps, Unit unit, int digits, int decimals) {
    boolean counter = register.quantity().kind() == Kind.COUNTER;
    BigDecimal number =
        steps
            .max(BigDecimal.ZERO)
            .divide(
                unit.stepsOf(register.quantity()),
                decimals,
                counter ? RoundingMode.DOWN : RoundingMode.HALF_EVEN);
    BigDecimal full = BigDecimal.ONE.scaleByPowerOfTen(digits);
    BigDecimal largest = full.subtract(BigDecimal.ONE.scaleByPowerOfTen(-decimals));
    BigDecimal shown = counter ? number.remainder(full) : number.min(largest);
    String text = shown.setScale(decimals, RoundingMode.UNNECESSARY).toPlainString();
    int width = digits + (decimals == 0 ? 0 : 1 + decimals);
    return new PortNumber(
        "0".repeat(Math.max(0, width - text.length())) + text,
        unit.toSteps(shown, register.quantity()).orElseThrow());
  }
}
