package eu.releve.decode.mbus;

import static eu.releve.measure.Require.require;

import eu.releve.measure.Unit;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Optional;

/**
 * What a record's value information says.
 *
 * @param what is measured.
 * @param symbol of the unit, empty where there is none.
 * @param unit the unit where one of ours is meant.
 * @param factor what to multiply the record's number with to get the unit; not zero.
 */
public record Meaning(What what, String symbol, Optional<Unit> unit, BigDecimal factor) {
  /** Value information that is not interpreted: the record keeps its bytes and has no value. */
  static final Meaning UNKNOWN = new Meaning(What.UNKNOWN, "", Optional.empty(), BigDecimal.ONE);

  public Meaning {
    require(factor.signum() != 0, "factor is zero");
  }

  static Meaning in(What what, Unit unit, int exponent) {
    return in(what, unit, 1, exponent);
  }

  static Meaning in(What what, Unit unit, int multiple, int exponent) {
    return new Meaning(what, unit.symbol(), Optional.of(unit), factor(multiple, exponent));
  }

  /** In a unit that no quantity of ours has. */
  static Meaning in(What what, String symbol, int exponent) {
    return new Meaning(what, symbol, Optional.empty(), factor(1, exponent));
  }

  /** A number, a date or a code without unit. */
  static Meaning of(What what) {
    return new Meaning(what, "", Optional.empty(), BigDecimal.ONE);
  }

  /** The value that a record's number stands for; exact. */
  BigDecimal value(long number) {
    return factor.precision() == 1 && factor.unscaledValue().equals(BigInteger.ONE)
        ? BigDecimal.valueOf(number, factor.scale())
        : BigDecimal.valueOf(number).multiply(factor);
  }

  Meaning times(int exponent) {
    return new Meaning(what, symbol, unit, factor.scaleByPowerOfTen(exponent));
  }

  private static BigDecimal factor(int multiple, int exponent) {
    return BigDecimal.valueOf(multiple).scaleByPowerOfTen(exponent);
  }

  /** What records speak of. */
  public enum What {
    ENERGY,
    VOLUME,
    MASS,
    ON_TIME,
    OPERATING_TIME,
    POWER,
    VOLUME_FLOW,
    MASS_FLOW,
    FLOW_TEMPERATURE,
    RETURN_TEMPERATURE,
    TEMPERATURE_DIFFERENCE,
    EXTERNAL_TEMPERATURE,
    PRESSURE,
    DATE,
    DATE_TIME,
    ALLOCATION,
    AVERAGING_DURATION,
    ACTUALITY_DURATION,
    FABRICATION_NUMBER,
    IDENTIFICATION,
    BUS_ADDRESS,
    VOLTAGE,
    CURRENT,
    ACCESS_NUMBER,
    MEDIUM,
    MANUFACTURER,
    PARAMETER_SET,
    MODEL,
    HARDWARE_VERSION,
    FIRMWARE_VERSION,
    SOFTWARE_VERSION,
    CUSTOMER_LOCATION,
    CUSTOMER,
    ERROR_FLAGS,
    DIGITAL_OUTPUT,
    DIGITAL_INPUT,
    RESET_COUNTER,
    CUMULATION_COUNTER,
    /** A unit given as text. */
    TEXT_UNIT,
    /** The maker's own. */
    MANUFACTURER_SPECIFIC,
    UNKNOWN
  }
}
