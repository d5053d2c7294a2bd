package eu.releve.decode.modbus;

import static eu.releve.measure.Require.require;

import eu.releve.measure.Quantity;

/**
 * The instrument transformers that a meter does not know of.
 *
 * <p>The current's ratio multiplies what grows with the current (currents, powers, energies of
 * electricity), the voltage's what grows with the voltage; a voltage behind a 200/5 current
 * transformer is still the voltage.
 *
 * @param current ratio of the current transformers.
 * @param voltage ratio of the voltage transformers.
 */
public record Transformers(Ratio current, Ratio voltage) {
  /** No transformers, or such that the meter itself takes into account. */
  public static final Transformers NONE = new Transformers(Ratio.ONE, Ratio.ONE);

  /**
   * A ratio, primary to secondary.
   *
   * @param primary above zero.
   * @param secondary above zero.
   */
  public record Ratio(long primary, long secondary) {
    /** No transformer. */
    public static final Ratio ONE = new Ratio(1, 1);

    public Ratio {
      require(primary > 0 && secondary > 0, "ratio %d/%d is not positive", primary, secondary);
    }

    private Ratio times(Ratio other) {
      return new Ratio(
          Math.multiplyExact(primary, other.primary),
          Math.multiplyExact(secondary, other.secondary));
    }
  }

  public Transformers {
    require(
        fits(current.primary, voltage.primary) && fits(current.secondary, voltage.secondary),
        "ratios %s and %s are too large",
        current,
        voltage);
  }

  /** Current transformers alone. */
  public static Transformers ofCurrent(long primary, long secondary) {
    return new Transformers(new Ratio(primary, secondary), Ratio.ONE);
  }

  /** What values of that quantity are multiplied with. */
  public Ratio of(Quantity quantity) {
    return switch (quantity) {
      case ACTIVE_ENERGY_IMPORT,
          ACTIVE_ENERGY_EXPORT,
          ACTIVE_ENERGY_TOTAL,
          REACTIVE_ENERGY_IMPORT,
          REACTIVE_ENERGY_EXPORT,
          REACTIVE_ENERGY_TOTAL,
          APPARENT_ENERGY,
          APPARENT_ENERGY_IMPORT,
          APPARENT_ENERGY_EXPORT,
          REACTIVE_ENERGY_Q1,
          REACTIVE_ENERGY_Q2,
          REACTIVE_ENERGY_Q3,
          REACTIVE_ENERGY_Q4,
          ACTIVE_POWER,
          ACTIVE_POWER_EXPORT,
          REACTIVE_POWER,
          APPARENT_POWER,
          ACTIVE_POWER_DEMAND,
          REACTIVE_POWER_DEMAND,
          APPARENT_POWER_DEMAND ->
          current.times(voltage);
      case CURRENT, CURRENT_DEMAND -> current;
      case VOLTAGE -> voltage;
      default -> Ratio.ONE;
    };
  }

  private static boolean fits(long one, long other) {
    return Math.multiplyHigh(one, other) == 0 && one * other > 0;
  }
}
