package eu.releve.decode.mbus;

import eu.releve.decode.Decoded;
import eu.releve.decode.Outcome;
import eu.releve.decode.mbus.DataRecord.Function;
import eu.releve.decode.mbus.Meaning.What;
import eu.releve.measure.Kind;
import eu.releve.measure.Quantity;
import eu.releve.measure.RegisterName;
import eu.releve.measure.Unit;
import eu.releve.profile.Access;
import eu.releve.profile.MbusRegister;
import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds the registers of a profile among the records of a telegram. */
public final class MbusRegisters {
  private MbusRegisters() {}

  /**
   * The registers that the telegram holds, in the order of the profile, each from the first record
   * that fits; one that the telegram does not hold is left out. A record from an error state stands
   * where the value would, and says that there is none.
   *
   * <p>The unit is the record's, not the profile's: meters of one family count in kWh or in MJ.
   */
  public static List<Decoded> of(Telegram telegram, Access.Mbus access) {
    List<Decoded> decoded = new ArrayList<>();
    for (MbusRegister register : access.registers()) {
      RegisterName name = register.name();
      Function function = function(name.extreme());
      find(telegram, name, function)
          .map(record -> outcome(record, name.quantity()))
          .or(() -> find(telegram, name, Function.ERROR_STATE).map(record -> Outcome.UNAVAILABLE))
          .ifPresent(outcome -> decoded.add(new Decoded(name, outcome)));
    }
    return decoded;
  }

  private static Optional<DataRecord> find(
      Telegram telegram, RegisterName name, Function function) {
    return telegram.records().stream()
        .filter(record -> record.function() == function && fits(record, name))
        .findFirst();
  }

  private static boolean fits(DataRecord record, RegisterName name) {
    return record.isPlain()
        && record.storage() == name.storage()
        && record.tariff() == name.tariff()
        && record.subunit() == name.subunit()
        && whatFits(record.meaning(), name.quantity());
  }

  private static Function function(RegisterName.Extreme extreme) {
    return switch (extreme) {
      case NONE -> Function.INSTANTANEOUS;
      case MAX -> Function.MAXIMUM;
      case MIN -> Function.MINIMUM;
    };
  }

  private static boolean whatFits(Meaning meaning, Quantity quantity) {
    if (quantity == Quantity.METER_CLOCK) {
      return meaning.what() == What.DATE_TIME || meaning.what() == What.DATE;
    }
    return meaning.what() == what(quantity).orElse(What.UNKNOWN)
        && (quantity.kind() == Kind.STATE
            || meaning.unit().filter(unit -> unit.measures(quantity)).isPresent());
  }

  private static Optional<What> what(Quantity quantity) {
    return switch (quantity) {
      case ACTIVE_ENERGY_IMPORT, ACTIVE_ENERGY_TOTAL, HEAT_ENERGY, COLD_ENERGY, GAS_ENERGY ->
          Optional.of(What.ENERGY);
      case ACTIVE_POWER, THERMAL_POWER -> Optional.of(What.POWER);
      case HEAT_VOLUME, WATER_VOLUME, GAS_VOLUME -> Optional.of(What.VOLUME);
      case VOLUME_FLOW -> Optional.of(What.VOLUME_FLOW);
      case SUPPLY_TEMPERATURE -> Optional.of(What.FLOW_TEMPERATURE);
      case RETURN_TEMPERATURE -> Optional.of(What.RETURN_TEMPERATURE);
      case TEMPERATURE_DIFFERENCE -> Optional.of(What.TEMPERATURE_DIFFERENCE);
      case OUTDOOR_TEMPERATURE, MEDIUM_TEMPERATURE -> Optional.of(What.EXTERNAL_TEMPERATURE);
      case PRESSURE -> Optional.of(What.PRESSURE);
      case ALLOCATION -> Optional.of(What.ALLOCATION);
      case OPERATING_TIME -> Optional.of(What.OPERATING_TIME);
      case VOLTAGE -> Optional.of(What.VOLTAGE);
      case CURRENT -> Optional.of(What.CURRENT);
      case ERROR_FLAGS -> Optional.of(What.ERROR_FLAGS);
      default -> Optional.empty();
    };
  }

  private static Outcome outcome(DataRecord record, Quantity quantity) {
    return switch (record.value()) {
      case MbusValue.Exact number ->
          steps(number.value(), record.meaning().unit().orElse(Unit.RATIO), quantity);
      case MbusValue.Moment moment -> clock(moment.at(), quantity);
      case MbusValue.Day day -> clock(day.day().atTime(LocalTime.MIDNIGHT), quantity);
      case MbusValue.Nothing nothing -> Outcome.UNAVAILABLE;
      case MbusValue.Absent absent -> Outcome.UNAVAILABLE;
      case MbusValue.Opaque opaque -> new Outcome.Refused("not a number");
      case MbusValue.Invalid invalid -> new Outcome.Refused(invalid.reason());
    };
  }

  private static Outcome steps(BigDecimal value, Unit unit, Quantity quantity) {
    return unit.toSteps(value, quantity)
        .<Outcome>map(Outcome.Value::new)
        .orElseGet(() -> new Outcome.Refused("overflow: " + value + " " + unit.symbol()));
  }

  private static Outcome clock(LocalDateTime at, Quantity quantity) {
    return quantity == Quantity.METER_CLOCK
        ? new Outcome.Value(at.toEpochSecond(ZoneOffset.UTC))
        : new Outcome.Refused("a date is no " + quantity.id());
  }
}
