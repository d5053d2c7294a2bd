package eu.releve.cloud.gas;

import static eu.releve.measure.Require.require;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * In which state a meter counts gas that it does not correct: what a cubic metre of it holds
 * depends on where the building stands, at which pressure the gas is delivered and how warm it is.
 *
 * @param altitudeMetres above the sea, -400 to 3,000.
 * @param deliveryPascals above the air's pressure, 0 to 50,000: beyond half a bar gas is no longer
 *     ideal enough.
 * @param milliDegrees its temperature, -30,000 to 60,000 milli-degC; {@link #CONVENTION} where the
 *     meter measures none.
 * @param compressibility Z, 0.8 to 1.2; {@link #IDEAL} below half a bar.
 */
public record GasState(
    int altitudeMetres, int deliveryPascals, int milliDegrees, BigDecimal compressibility) {
  /** 15 degC. */
  public static final int CONVENTION = 15_000;

  /** Z of an ideal gas. */
  public static final BigDecimal IDEAL = BigDecimal.ONE;

  private static final double SEA_LEVEL_PASCALS = 101_325;
  private static final double FREEZING_KELVIN = 273.15;

  /** The standard atmosphere: its temperature at the sea, and how it cools with the height. */
  private static final double SEA_LEVEL_KELVIN = 288.15;

  private static final double KELVIN_A_METRE = 0.0065;
  private static final double EXPONENT = 5.25588;

  /** As bills print the factor. */
  static final int FACTOR_DIGITS = 4;

  private static final BigDecimal COMPRESSIBILITY_MIN = new BigDecimal("0.8");
  private static final BigDecimal COMPRESSIBILITY_MAX = new BigDecimal("1.2");

  public GasState {
    require(
        -400 <= altitudeMetres && altitudeMetres <= 3_000,
        "altitude %d m is not in -400..3000",
        altitudeMetres);
    require(
        0 <= deliveryPascals && deliveryPascals <= 50_000,
        "delivery pressure %d Pa is not in 0..50000",
        deliveryPascals);
    require(
        -30_000 <= milliDegrees && milliDegrees <= 60_000,
        "temperature %d is not in -30000..60000 milli-degC",
        milliDegrees);
    require(
        COMPRESSIBILITY_MIN.compareTo(compressibility) <= 0
            && compressibility.compareTo(COMPRESSIBILITY_MAX) <= 0,
        "Z of %s is not in 0.8..1.2",
        compressibility);
  }

  /** The same place and pressure, at the temperature to which meters correct. */
  GasState atReference() {
    return new GasState(altitudeMetres, deliveryPascals, CONVENTION, compressibility);
  }

  /**
   * What a metered cubic metre holds, rounded half-even to four digits: the only rounding between a
   * volume and its energy.
   *
   * @param calorific gross, in kWh per cubic metre at 0 degC and 1,013.25 mbar, above zero.
   * @return in kWh per metered cubic metre, of the same basis.
   */
  BigDecimal factor(BigDecimal calorific) {
    require(calorific.signum() > 0, "a calorific value of %s is not above zero", calorific);
    double air =
        SEA_LEVEL_PASCALS
            * StrictMath.pow(1 - KELVIN_A_METRE * altitudeMetres / SEA_LEVEL_KELVIN, EXPONENT);
    double normal =
        (air + deliveryPascals)
            / SEA_LEVEL_PASCALS
            * FREEZING_KELVIN
            / (FREEZING_KELVIN + milliDegrees / 1_000.0)
            / compressibility.doubleValue();
    return BigDecimal.valueOf(normal)
        .multiply(calorific)
        .setScale(FACTOR_DIGITS, RoundingMode.HALF_EVEN);
  }
}
