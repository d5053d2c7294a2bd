package eu.releve.decode.mbus;

import eu.releve.decode.Outcome;
import eu.releve.decode.mbus.DataRecord.Function;
import eu.releve.decode.mbus.Meaning.What;
import eu.releve.decode.modbus.Transformers.Ratio;
import eu.releve.measure.Kind;
import eu.releve.measure.Quantity;
import eu.releve.measure.RegisterName;
import eu.releve.measure.Unit;
import eu.releve.profile.MbusRegister;
import java.math.BigDecimal;
import java.util.Optional;

/** Whether a record is a register of a profile, and which value it then has. */
final class Fitting {
  private Fitting() {}

  /** By the record's head where the profile says one, else by what the norm says of the record. */
  static boolean fits(Telegram telegram, DataRecord record, MbusRegister register) {
    return register
        .record()
        .map(head -> telegram.head(record).equals(head))
        .orElseGet(() -> fits(record, register.name()));
  }

  /**
   * Whether a record that fits is the very one that the register's name means, and no other may
   * stand for it: of water the total and not what has flowed forwards, of a sum of both directions
   * that sum and not one of them.
   */
  static boolean isMeant(DataRecord record, MbusRegister register) {
    Optional<Direction.Way> way =
        Direction.of(record.qualifiers())
            .map(Direction::way)
            .filter(own -> register.record().isEmpty());
    return switch (register.name().quantity()) {
      case WATER_VOLUME -> way.map(own -> own == Direction.Way.TOTAL).orElse(true);
      case ACTIVE_ENERGY_TOTAL -> way.map(own -> own == Direction.Way.BOTH).orElse(true);
      default -> true;
    };
  }

  /**
   * In steps of the register's quantity; the unit is the record's where the record has one.
   *
   * @param ratio of the transformers before the meter, for that quantity.
   */
  static Outcome steps(BigDecimal value, Meaning meaning, MbusRegister register, Ratio ratio) {
    Quantity quantity = register.name().quantity();
    Unit unit = meaning.unit().filter(own -> own.measures(quantity)).orElse(register.unit());
    BigDecimal scaled =
        value.multiply(register.scale()).multiply(BigDecimal.valueOf(ratio.primary()));
    return unit.toSteps(scaled, ratio.secondary(), quantity)
        .<Outcome>map(Outcome.Value::new)
        .orElseGet(() -> new Outcome.Refused("overflow: " + scaled + " " + unit.symbol()));
  }

  private static boolean fits(DataRecord record, RegisterName name) {
    return record.storage() == name.storage()
        && record.tariff() == name.tariff()
        && record.subunit() == name.subunit()
        && functionFits(record, name.extreme())
        && Direction.of(record.qualifiers())
            .filter(seen -> seen.phase() == name.phase())
            .filter(seen -> wayFits(seen.way(), name.quantity()))
            .isPresent()
        && whatFits(record.meaning(), name.quantity())
        && GenericName.isAsShown(record, name.quantity());
  }

  private static boolean functionFits(DataRecord record, RegisterName.Extreme extreme) {
    return record.function() == Function.ERROR_STATE
        || GenericName.extreme(record.function()) == extreme;
  }

  private static boolean wayFits(Direction.Way way, Quantity quantity) {
    return switch (quantity) {
      case ACTIVE_ENERGY_EXPORT,
          REACTIVE_ENERGY_EXPORT,
          ACTIVE_POWER_EXPORT,
          WATER_VOLUME_REVERSE ->
          way == Direction.Way.NEGATIVE;
      case WATER_VOLUME_FORWARD -> way == Direction.Way.POSITIVE;
      case COLD_ENERGY -> way != Direction.Way.BOTH;
      case ACTIVE_ENERGY_TOTAL -> way != Direction.Way.NEGATIVE;
      default -> way == Direction.Way.TOTAL || way == Direction.Way.POSITIVE;
    };
  }

  private static boolean whatFits(Meaning meaning, Quantity quantity) {
    if (quantity == Quantity.METER_CLOCK) {
      return meaning.what() == What.DATE_TIME || meaning.what() == What.DATE;
    }
    return (meaning.what() == what(quantity).orElse(What.UNKNOWN)
            || isTemperature(meaning.what(), quantity))
        && (quantity.kind() == Kind.STATE
            || meaning.unit().filter(unit -> unit.measures(quantity)).isPresent());
  }

  /** Water meters say their water's temperature as flow or as external temperature. */
  private static boolean isTemperature(What what, Quantity quantity) {
    return what == What.FLOW_TEMPERATURE
        ? quantity == Quantity.SUPPLY_TEMPERATURE || quantity == Quantity.MEDIUM_TEMPERATURE
        : what == What.EXTERNAL_TEMPERATURE && quantity == Quantity.MEDIUM_TEMPERATURE;
  }

  private static Optional<What> what(Quantity quantity) {
    return switch (quantity) {
      case ACTIVE_ENERGY_IMPORT,
          ACTIVE_ENERGY_EXPORT,
          ACTIVE_ENERGY_TOTAL,
          HEAT_ENERGY,
          COLD_ENERGY,
          GAS_ENERGY ->
          Optional.of(What.ENERGY);
      case REACTIVE_ENERGY_IMPORT, REACTIVE_ENERGY_EXPORT, REACTIVE_ENERGY_TOTAL ->
          Optional.of(What.REACTIVE_ENERGY);
      case APPARENT_ENERGY -> Optional.of(What.APPARENT_ENERGY);
      case ACTIVE_POWER, ACTIVE_POWER_EXPORT, ACTIVE_POWER_DEMAND, THERMAL_POWER ->
          Optional.of(What.POWER);
      case REACTIVE_POWER -> Optional.of(What.REACTIVE_POWER);
      case APPARENT_POWER -> Optional.of(What.APPARENT_POWER);
      case HEAT_VOLUME, WATER_VOLUME, WATER_VOLUME_FORWARD, WATER_VOLUME_REVERSE, GAS_VOLUME ->
          Optional.of(What.VOLUME);
      case VOLUME_FLOW -> Optional.of(What.VOLUME_FLOW);
      case RETURN_TEMPERATURE -> Optional.of(What.RETURN_TEMPERATURE);
      case TEMPERATURE_DIFFERENCE -> Optional.of(What.TEMPERATURE_DIFFERENCE);
      case OUTDOOR_TEMPERATURE -> Optional.of(What.EXTERNAL_TEMPERATURE);
      case PRESSURE -> Optional.of(What.PRESSURE);
      case RELATIVE_HUMIDITY -> Optional.of(What.RELATIVE_HUMIDITY);
      case ALLOCATION -> Optional.of(What.ALLOCATION);
      case PULSES -> Optional.of(What.DIMENSIONLESS);
      default -> ofElectricityAndTime(quantity);
    };
  }

  private static Optional<What> ofElectricityAndTime(Quantity quantity) {
    return switch (quantity) {
      case OPERATING_TIME -> Optional.of(What.OPERATING_TIME);
      case ON_TIME -> Optional.of(What.ON_TIME);
      case BATTERY_LIFE -> Optional.of(What.REMAINING_BATTERY_LIFE);
      case VOLTAGE -> Optional.of(What.VOLTAGE);
      case CURRENT -> Optional.of(What.CURRENT);
      case FREQUENCY -> Optional.of(What.FREQUENCY);
      case ERROR_FLAGS -> Optional.of(What.ERROR_FLAGS);
      default -> Optional.empty();
    };
  }
}
