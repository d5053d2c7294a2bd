package eu.releve.cloud.derive;

import static eu.releve.measure.Require.require;

import eu.releve.measure.Quantity;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Map;

/**
 * An amount of energy, exactly, whatever unit it was counted in. Units of heat-cost allocators are
 * shares of a bill and no energy: no energy is made of them, so none is added to one.
 *
 * @param joules exact; never negative.
 */
public record Energy(BigDecimal joules) {
  /** None. */
  public static final Energy NONE = new Energy(BigDecimal.ZERO);

  private static final BigDecimal WATT_HOUR = new BigDecimal("3600");

  /** What a litre of cold water takes up for a kelvin: 1.163 kWh a cubic metre. */
  private static final BigDecimal WATER_JOULES = new BigDecimal("4186.8");

  /** A millilitre and a thousandth of a kelvin of what a litre and a kelvin are. */
  private static final int WATER_SCALE = 6;

  /** How many joules a step of a quantity is, of those that count energy. */
  private static final Map<Quantity, BigDecimal> STEPS =
      Map.of(
          Quantity.ACTIVE_ENERGY_IMPORT,
          WATT_HOUR,
          Quantity.ACTIVE_ENERGY_EXPORT,
          WATT_HOUR,
          Quantity.ACTIVE_ENERGY_TOTAL,
          WATT_HOUR,
          Quantity.HEAT_ENERGY,
          BigDecimal.ONE,
          Quantity.COLD_ENERGY,
          BigDecimal.ONE,
          Quantity.GAS_ENERGY,
          BigDecimal.ONE);

  public Energy {
    require(joules.signum() >= 0, "%s joules are below zero", joules);
  }

  /**
   * What a quantity counted.
   *
   * @param steps in its step.
   * @throws IllegalArgumentException when it counts no energy.
   */
  public static Energy of(Quantity quantity, BigInteger steps) {
    BigDecimal step = STEPS.get(quantity);
    require(step != null, "%s is no energy", quantity.id());
    return new Energy(new BigDecimal(steps).multiply(STEPS.getOrDefault(quantity, BigDecimal.ONE)));
  }

  /** Whether a quantity counts energy. */
  public static boolean isCountedBy(Quantity quantity) {
    return STEPS.containsKey(quantity);
  }

  /**
   * So much of a unit.
   *
   * @throws IllegalArgumentException when it measures no energy.
   */
  public static Energy of(AmountUnit unit, BigDecimal amount) {
    require(unit.isOfEnergy(), "%s is no unit of energy", unit.symbol());
    return new Energy(amount.multiply(unit.size()));
  }

  /**
   * What water gives off that cools down, by the density of cold water: what a heat meter should
   * have counted, to a few per cent.
   *
   * @param millilitres that passed.
   * @param milliKelvin by how much it cooled.
   */
  public static Energy ofWater(BigInteger millilitres, BigInteger milliKelvin) {
    BigDecimal both = new BigDecimal(millilitres.multiply(milliKelvin));
    return new Energy(both.multiply(WATER_JOULES).movePointLeft(WATER_SCALE));
  }

  /** Both together. */
  public Energy plus(Energy other) {
    return new Energy(joules.add(other.joules));
  }

  /**
   * In a unit.
   *
   * @throws IllegalArgumentException when it measures no energy.
   */
  public BigDecimal in(AmountUnit unit) {
    require(unit.isOfEnergy(), "%s is no unit of energy", unit.symbol());
    return unit.of(joules);
  }

  /** In whole joules, rounded half-even. */
  public BigInteger wholeJoules() {
    return joules.setScale(0, RoundingMode.HALF_EVEN).toBigIntegerExact();
  }
}
