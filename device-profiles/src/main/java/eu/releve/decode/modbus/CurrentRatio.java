package eu.releve.decode.modbus;

import static eu.releve.measure.Require.require;

import eu.releve.measure.Quantity;

/**
 * The ratio of the current transformers that a meter does not know of.
 *
 * <p>It multiplies what grows with the current (currents, powers, energies of electricity) and
 * nothing else: a voltage behind a 200/5 transformer is still the voltage.
 *
 * @param primary above zero.
 * @param secondary above zero.
 */
public record CurrentRatio(int primary, int secondary) {
  /** No transformer, or one that the meter itself takes into account. */
  public static final CurrentRatio ONE = new CurrentRatio(1, 1);

  public CurrentRatio {
    require(primary > 0 && secondary > 0, "ratio %d/%d is not positive", primary, secondary);
  }

  /** Whether values of that quantity are multiplied. */
  public boolean multiplies(Quantity quantity) {
    return switch (quantity) {
      case ACTIVE_ENERGY_IMPORT,
          ACTIVE_ENERGY_EXPORT,
          ACTIVE_ENERGY_TOTAL,
          REACTIVE_ENERGY_IMPORT,
          REACTIVE_ENERGY_EXPORT,
          REACTIVE_ENERGY_TOTAL,
          APPARENT_ENERGY,
          ACTIVE_POWER,
          REACTIVE_POWER,
          APPARENT_POWER,
          ACTIVE_POWER_DEMAND,
          CURRENT ->
          true;
      default -> false;
    };
  }
}
