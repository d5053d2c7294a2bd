package eu.releve.profile;

import static eu.releve.measure.Require.require;

import eu.releve.measure.Kind;
import eu.releve.measure.RegisterName;
import eu.releve.measure.Resolution;
import eu.releve.measure.Unit;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Optional;

/**
 * A counter that is kept for a meter which only gives pulses.
 *
 * @param name which of the meter's registers: a counter.
 * @param unit in which the amount and the start are written.
 * @param amount how much so many pulses are, in the unit; above zero.
 * @param pulses how many pulses that amount is: 800 for a plate that says 800 imp/kWh; 1 to
 *     1,000,000. Amount and pulses are kept apart because their quotient may be no finite decimal.
 * @param start what the meter's display said when counting began, in the unit; not below zero.
 */
public record PulseRegister(
    RegisterName name, Unit unit, BigDecimal amount, int pulses, BigDecimal start)
    implements RegisterSource {
  /** The most pulses that an amount can be given for. */
  public static final int PULSES_MAX = 1_000_000;

  public PulseRegister {
    require(name.quantity().kind() == Kind.COUNTER, "%s is no counter", name);
    require(unit.measures(name.quantity()), "%s: %s is not its unit", name, unit.symbol());
    require(amount.signum() > 0, "%s: a pulse of %s", name, amount);
    require(1 <= pulses && pulses <= PULSES_MAX, "%s: %d pulses are not in 1..10^6", name, pulses);
    require(start.signum() >= 0, "%s: a start of %s", name, start);
  }

  /**
   * That many pulses in steps of the quantity, rounded half-even once.
   *
   * @return the steps, or nothing when they do not fit 64 bits.
   */
  public Optional<Long> steps(long counted) {
    return unit.toSteps(amount.multiply(BigDecimal.valueOf(counted)), pulses, name.quantity());
  }

  /** One pulse, to four digits. */
  @Override
  public Resolution resolution() {
    BigDecimal steps = amount.multiply(unit.stepsOf(name.quantity()));
    return Resolution.nearest(steps.divide(BigDecimal.valueOf(pulses), MathContext.DECIMAL64));
  }
}
