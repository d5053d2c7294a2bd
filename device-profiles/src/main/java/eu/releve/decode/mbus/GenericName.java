package eu.releve.decode.mbus;

import eu.releve.decode.mbus.DataRecord.Function;
import eu.releve.decode.mbus.Meaning.What;
import eu.releve.measure.Phase;
import eu.releve.measure.Quantity;
import eu.releve.measure.RegisterName;
import eu.releve.measure.RegisterName.Extreme;
import java.math.BigDecimal;
import java.util.Optional;

/** Which register a record is, by what the norm says of it and without knowing the meter. */
final class GenericName {
  private static final long STORAGE_MAX = 999_999_999;
  private static final int TARIFF_MAX = 999_999;

  private GenericName() {}

  /**
   * The register of that record in a meter of that medium; nothing where the record is no value of
   * one of our quantities, or is one in a way that a register's name cannot say.
   *
   * @param medium as the header says; {@link Medium#OTHER} where it is not told.
   */
  static Optional<RegisterName> of(DataRecord record, Medium medium) {
    if (record.storage() > STORAGE_MAX || record.tariff() > TARIFF_MAX) {
      return Optional.empty();
    }
    return Direction.of(record.qualifiers())
        .flatMap(
            seen ->
                quantity(record, seen, own(record, medium))
                    .map(quantity -> name(quantity, seen.phase(), record)));
  }

  private static Medium own(DataRecord record, Medium medium) {
    return record.qualifiers().contains(Qualifier.OF_WATER) ? Medium.WATER : medium;
  }

  static Extreme extreme(Function function) {
    return switch (function) {
      case MAXIMUM -> Extreme.MAX;
      case MINIMUM -> Extreme.MIN;
      case INSTANTANEOUS, ERROR_STATE -> Extreme.NONE;
    };
  }

  private static RegisterName name(Quantity quantity, Phase phase, DataRecord record) {
    return new RegisterName(
        quantity,
        extreme(record.function()),
        phase,
        record.tariff(),
        (int) record.storage(),
        record.subunit());
  }

  private static Optional<Quantity> quantity(DataRecord record, Direction seen, Medium medium) {
    Meaning meaning = record.meaning();
    if (meaning.form() == Meaning.Form.POINT) {
      return meaning.what() == What.DATE || meaning.what() == What.DATE_TIME
          ? Optional.of(Quantity.METER_CLOCK)
          : Optional.empty();
    }
    return (seen.way() == Direction.Way.NEGATIVE
            ? negative(meaning, medium)
            : positive(meaning, medium, record.subunit(), seen.way()))
        .filter(quantity -> measures(meaning, quantity))
        .filter(quantity -> isAsShown(record, quantity))
        .filter(quantity -> quantity != Quantity.PULSES || isCount(record, medium));
  }

  /**
   * Whether a number without unit can be one of pulses: a part of one is a ratio, and what an
   * electricity meter says so is a power factor as often.
   */
  private static boolean isCount(DataRecord record, Medium medium) {
    return medium != Medium.ELECTRICITY
        && isWhole(record.meaning().factor())
        && (!(record.value() instanceof MbusValue.Exact number) || isWhole(number.value()));
  }

  private static boolean isWhole(BigDecimal number) {
    return number.stripTrailingZeros().scale() <= 0;
  }

  /**
   * Whether the record is what the quantity's name says: a gas volume as the meter has measured it
   * and shows it, not one that a converter has brought to base conditions (VIFE 3E).
   */
  static boolean isAsShown(DataRecord record, Quantity quantity) {
    return quantity != Quantity.GAS_VOLUME
        || !record.qualifiers().contains(Qualifier.AT_BASE_CONDITIONS);
  }

  static boolean measures(Meaning meaning, Quantity quantity) {
    return meaning
        .unit()
        .map(unit -> unit.measures(quantity))
        .orElse(meaning.symbol().isEmpty() && meaning.form() == Meaning.Form.BITS);
  }

  private static Optional<Quantity> negative(Meaning meaning, Medium medium) {
    return switch (meaning.what()) {
      case ENERGY ->
          switch (medium) {
            case ELECTRICITY -> Optional.of(Quantity.ACTIVE_ENERGY_EXPORT);
            case HEAT -> Optional.of(Quantity.COLD_ENERGY);
            default -> Optional.empty();
          };
      case REACTIVE_ENERGY -> Optional.of(Quantity.REACTIVE_ENERGY_EXPORT);
      case POWER ->
          medium == Medium.ELECTRICITY
              ? Optional.of(Quantity.ACTIVE_POWER_EXPORT)
              : Optional.empty();
      case VOLUME ->
          medium == Medium.WATER ? Optional.of(Quantity.WATER_VOLUME_REVERSE) : Optional.empty();
      default -> Optional.empty();
    };
  }

  private static Optional<Quantity> positive(
      Meaning meaning, Medium medium, int subunit, Direction.Way way) {
    if (way == Direction.Way.BOTH) {
      return meaning.what() == What.ENERGY && medium == Medium.ELECTRICITY
          ? Optional.of(Quantity.ACTIVE_ENERGY_TOTAL)
          : Optional.empty();
    }
    return switch (meaning.what()) {
      case ENERGY -> medium.energy(meaning.unit());
      case VOLUME -> medium.volume(subunit).map(volume -> forward(volume, way));
      case POWER -> medium.power(meaning.unit());
      case FLOW_TEMPERATURE ->
          Optional.of(
              medium == Medium.WATER || medium == Medium.GAS
                  ? Quantity.MEDIUM_TEMPERATURE
                  : Quantity.SUPPLY_TEMPERATURE);
      default -> anyMedium(meaning);
    };
  }

  /** Water meters that tell the directions apart have a total besides. */
  private static Quantity forward(Quantity volume, Direction.Way way) {
    return volume == Quantity.WATER_VOLUME && way == Direction.Way.POSITIVE
        ? Quantity.WATER_VOLUME_FORWARD
        : volume;
  }

  private static Optional<Quantity> anyMedium(Meaning meaning) {
    return switch (meaning.what()) {
      case REACTIVE_ENERGY -> Optional.of(Quantity.REACTIVE_ENERGY_IMPORT);
      case APPARENT_ENERGY -> Optional.of(Quantity.APPARENT_ENERGY);
      case REACTIVE_POWER -> Optional.of(Quantity.REACTIVE_POWER);
      case APPARENT_POWER -> Optional.of(Quantity.APPARENT_POWER);
      case VOLTAGE -> Optional.of(Quantity.VOLTAGE);
      case CURRENT -> Optional.of(Quantity.CURRENT);
      case FREQUENCY -> Optional.of(Quantity.FREQUENCY);
      case VOLUME_FLOW -> Optional.of(Quantity.VOLUME_FLOW);
      case RETURN_TEMPERATURE -> Optional.of(Quantity.RETURN_TEMPERATURE);
      case TEMPERATURE_DIFFERENCE -> Optional.of(Quantity.TEMPERATURE_DIFFERENCE);
      case EXTERNAL_TEMPERATURE -> Optional.of(Quantity.OUTDOOR_TEMPERATURE);
      case PRESSURE -> Optional.of(Quantity.PRESSURE);
      case RELATIVE_HUMIDITY -> Optional.of(Quantity.RELATIVE_HUMIDITY);
      case ALLOCATION -> Optional.of(Quantity.ALLOCATION);
      case DIMENSIONLESS -> Optional.of(Quantity.PULSES);
      case ON_TIME -> Optional.of(Quantity.ON_TIME);
      case OPERATING_TIME -> Optional.of(Quantity.OPERATING_TIME);
      case REMAINING_BATTERY_LIFE -> Optional.of(Quantity.BATTERY_LIFE);
      case ERROR_FLAGS -> Optional.of(Quantity.ERROR_FLAGS);
      default -> Optional.empty();
    };
  }
}
