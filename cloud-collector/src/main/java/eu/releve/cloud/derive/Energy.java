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
  private static final BigDecimal KILOWATT_HOUR = new BigDecimal("3600000");
  private static final BigDecimal GIGAJOULE = new BigDecimal("1000000000");

  /** 1,163 kWh, by the calorie of the international steam table. */
  private static final BigDecimal GIGACALORIE = new BigDecimal("4186800000");

  /** A millionth of a unit: what remains of a division that does not end. */
  private static final int DIGITS = 6;

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

  /** So many kilowatt-hours: 3.6 MJ each. */
  public static Energy ofKilowattHours(BigDecimal amount) {
    return new Energy(amount.multiply(KILOWATT_HOUR));
  }

  /** So many gigajoules. */
  public static Energy ofGigajoules(BigDecimal amount) {
    return new Energy(amount.multiply(GIGAJOULE));
  }

  /** So many gigacalories: 1,163 kWh each. */
  public static Energy ofGigacalories(BigDecimal amount) {
    return new Energy(amount.multiply(GIGACALORIE));
  }

  /** Both together. */
  public Energy plus(Energy other) {
    return new Energy(joules.add(other.joules));
  }

  /** In kWh, rounded half-even to six decimals. */
  public BigDecimal kilowattHours() {
    return joules.divide(KILOWATT_HOUR, DIGITS, RoundingMode.HALF_EVEN);
  }

  /** In GJ, rounded half-even to six decimals. */
  public BigDecimal gigajoules() {
    return joules.divide(GIGAJOULE, DIGITS, RoundingMode.HALF_EVEN);
  }

  /** In Gcal, rounded half-even to six decimals. */
  public BigDecimal gigacalories() {
    return joules.divide(GIGACALORIE, DIGITS, RoundingMode.HALF_EVEN);
  }

  /** In whole joules, rounded half-even. */
  public BigInteger wholeJoules() {
    return joules.setScale(0, RoundingMode.HALF_EVEN).toBigIntegerExact();
  }
}
