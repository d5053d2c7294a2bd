package eu.releve.provisioning.site;

import static eu.releve.measure.Require.require;

import eu.releve.measure.Kind;
import eu.releve.measure.RegisterName;
import eu.releve.measure.Unit;
import java.math.BigDecimal;
import java.util.Optional;

/**
 * What a meter's display said of one of its counters.
 *
 * @param register the counter.
 * @param index as it was read, not below zero, at most {@value #DIGITS_MAX} digits.
 * @param unit in which it was read.
 */
public record Shown(RegisterName register, BigDecimal index, Unit unit) {
  /** No display has more. */
  public static final int DIGITS_MAX = 18;

  public Shown {
    require(register.quantity().kind() == Kind.COUNTER, "%s is no counter", register);
    require(unit.measures(register.quantity()), "%s is no unit of %s", unit.symbol(), register);
    require(
        index.signum() >= 0 && index.precision() <= DIGITS_MAX && index.scale() <= DIGITS_MAX,
        "an index of %s",
        index);
  }

  /**
   * The index in steps of its quantity, times what transformers the meter does not know of; nothing
   * where that is more than a number holds.
   */
  public Optional<Long> steps(Meter.Ratio current, Meter.Ratio voltage) {
    BigDecimal times =
        BigDecimal.valueOf(current.primary()).multiply(BigDecimal.valueOf(voltage.primary()));
    long by = (long) current.secondary() * voltage.secondary();
    return unit.toSteps(index.multiply(times), by, register.quantity());
  }

  @Override
  public String toString() {
    return register + " " + index.toPlainString() + " " + unit.symbol();
  }
}
