package eu.releve.decode.mbus;

import static eu.releve.measure.Require.require;

import eu.releve.measure.Unit;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Locale;
import java.util.Optional;

/**
 * What a record's value information says.
 *
 * @param what is measured.
 * @param symbol of the unit, empty where there is none.
 * @param unit the unit where one of ours is meant.
 * @param factor what to multiply the record's number with to get the unit; not zero.
 * @param form how an integer is to be read.
 */
public record Meaning(What what, String symbol, Optional<Unit> unit, BigDecimal factor, Form form) {
  /** Value information that the norm reserves: the record has a number without meaning. */
  static final Meaning UNKNOWN = of(What.UNKNOWN);

  public Meaning {
    require(factor.signum() != 0, "factor is zero");
  }

  static Meaning in(What what, Unit unit, int exponent) {
    return in(what, unit, 1, exponent);
  }

  static Meaning in(What what, Unit unit, int multiple, int exponent) {
    return new Meaning(
        what, unit.symbol(), Optional.of(unit), factor(multiple, exponent), Form.NUMBER);
  }

  /** In a unit that no quantity of ours has. */
  static Meaning in(What what, String symbol, int exponent) {
    return new Meaning(what, symbol, Optional.empty(), factor(1, exponent), Form.NUMBER);
  }

  /** In a unit that no quantity of ours has, with a factor that is no power of ten. */
  static Meaning in(What what, String symbol, BigDecimal factor) {
    return new Meaning(what, symbol, Optional.empty(), factor, Form.NUMBER);
  }

  /** In a unit that the meter spells out. */
  static Meaning inTextUnit(String symbol) {
    return in(What.TEXT_UNIT, symbol, 0);
  }

  /** A number or a code without unit. */
  static Meaning of(What what) {
    return of(what, Form.NUMBER);
  }

  static Meaning of(What what, Form form) {
    return new Meaning(what, "", Optional.empty(), BigDecimal.ONE, form);
  }

  /** The value that a record's number stands for; exact. */
  BigDecimal value(long number) {
    return factor.precision() == 1 && factor.unscaledValue().equals(BigInteger.ONE)
        ? BigDecimal.valueOf(number, factor.scale())
        : BigDecimal.valueOf(number).multiply(factor);
  }

  Meaning times(int exponent) {
    return new Meaning(what, symbol, unit, factor.scaleByPowerOfTen(exponent), form);
  }

  /** The same as a number without sign, where it is a number. */
  Meaning unsigned() {
    return form == Form.NUMBER ? new Meaning(what, symbol, unit, factor, Form.UNSIGNED) : this;
  }

  /** Divided or multiplied by another unit; the same where there is none. */
  Meaning per(String other) {
    return other.isEmpty()
        ? this
        : new Meaning(what, symbol + other, Optional.empty(), factor, form);
  }

  /** A number in a unit that is not told: not the one of the table, nor its power of ten. */
  Meaning inAnotherUnit() {
    return new Meaning(what, "", Optional.empty(), BigDecimal.ONE, form);
  }

  /** With data of another form. */
  Meaning as(Form other) {
    return new Meaning(what, "", Optional.empty(), BigDecimal.ONE, other);
  }

  /** How often something happened to what is measured. */
  Meaning counted() {
    return as(Form.NUMBER);
  }

  /** How long something happened to what is measured. */
  Meaning lasting(Unit duration) {
    return new Meaning(what, duration.symbol(), Optional.of(duration), BigDecimal.ONE, Form.NUMBER);
  }

  private static BigDecimal factor(int multiple, int exponent) {
    return BigDecimal.valueOf(multiple).scaleByPowerOfTen(exponent);
  }

  /** How the integer of a record is to be read. */
  public enum Form {
    /** In two's complement. */
    NUMBER,
    /** Without sign (type C). */
    UNSIGNED,
    /** Without sign: bits. */
    BITS,
    /** A day, a time of the day or both, by its length. */
    POINT,
    /** When summer time begins and ends (type K). */
    SUMMER_TIME,
    /** Not at all. */
    BYTES
  }

  /** What records speak of. */
  public enum What {
    ENERGY,
    REACTIVE_ENERGY,
    APPARENT_ENERGY,
    VOLUME,
    MASS,
    ON_TIME,
    OPERATING_TIME,
    POWER,
    REACTIVE_POWER,
    APPARENT_POWER,
    VOLUME_FLOW,
    MASS_FLOW,
    FLOW_TEMPERATURE,
    RETURN_TEMPERATURE,
    TEMPERATURE_DIFFERENCE,
    EXTERNAL_TEMPERATURE,
    TEMPERATURE_LIMIT,
    PRESSURE,
    RELATIVE_HUMIDITY,
    PHASE_VOLTAGE_TO_VOLTAGE,
    PHASE_VOLTAGE_TO_CURRENT,
    FREQUENCY,
    CUMULATED_MAXIMUM_POWER,
    RATING_FACTOR,
    DATE,
    DATE_TIME,
    ALLOCATION,
    AVERAGING_DURATION,
    ACTUALITY_DURATION,
    FABRICATION_NUMBER,
    IDENTIFICATION,
    BUS_ADDRESS,
    CREDIT,
    DEBIT,
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
    ACCESS_CODE,
    PASSWORD,
    ERROR_FLAGS,
    ERROR_MASK,
    SECURITY_KEY,
    DIGITAL_OUTPUT,
    DIGITAL_INPUT,
    BAUD_RATE,
    RESPONSE_DELAY,
    RETRY,
    REMOTE_CONTROL,
    FIRST_STORAGE,
    LAST_STORAGE,
    STORAGE_BLOCK_SIZE,
    TARIFF_AND_SUBUNIT,
    STORAGE_INTERVAL,
    OPERATOR_DATA,
    TIME_POINT_SECOND,
    DURATION_SINCE_READOUT,
    TARIFF_START,
    TARIFF_DURATION,
    TARIFF_PERIOD,
    DIMENSIONLESS,
    WIRELESS_CONTAINER,
    TRANSMISSION_PERIOD,
    RESET_COUNTER,
    CUMULATION_COUNTER,
    CONTROL_SIGNAL,
    DAY_OF_WEEK,
    WEEK_NUMBER,
    DAY_CHANGE,
    PARAMETER_ACTIVATION,
    SUPPLIER_INFORMATION,
    DURATION_SINCE_CUMULATION,
    BATTERY_OPERATING_TIME,
    BATTERY_CHANGE,
    SIGNAL_LEVEL,
    DAYLIGHT_SAVING,
    LISTENING_WINDOW,
    REMAINING_BATTERY_LIFE,
    STOPS,
    MANUFACTURER_CONTAINER,
    SELECTED_APPLICATION,
    ANY,
    /** A unit given as text. */
    TEXT_UNIT,
    /** The maker's own. */
    MANUFACTURER_SPECIFIC,
    UNKNOWN;

    /** In lower case with blanks, for people. */
    public String text() {
      return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }
}
