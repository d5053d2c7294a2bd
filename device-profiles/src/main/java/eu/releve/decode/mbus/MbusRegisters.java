package eu.releve.decode.mbus;

import eu.releve.decode.Decoded;
import eu.releve.decode.Outcome;
import eu.releve.decode.mbus.DataRecord.Function;
import eu.releve.decode.mbus.Meaning.Form;
import eu.releve.decode.modbus.Transformers;
import eu.releve.measure.Quantity;
import eu.releve.measure.RegisterName;
import eu.releve.measure.Resolution;
import eu.releve.measure.Unit;
import eu.releve.profile.Access;
import eu.releve.profile.MbusRegister;
import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds registers among the records of a telegram: those of a profile, or all that the norm names.
 */
public final class MbusRegisters {
  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private MbusRegisters() {}

  /**
   * A register that a telegram holds, without knowing the meter.
   *
   * @param register name, unit and resolution as the record states them.
   * @param outcome its value, or why there is none.
   * @param record where it comes from.
   */
  public record Found(MbusRegister register, Outcome outcome, DataRecord record) {}

  /**
   * The registers that the telegram holds, in the order of the profile, each from the first record
   * that fits; one that the telegram does not hold is left out. A record from an error state stands
   * where the value would, and says that there is none.
   *
   * <p>The unit is the record's, not the profile's: meters of one family count in kWh or in MJ.
   */
  public static List<Decoded> of(Telegram telegram, Access.Mbus access) {
    return of(telegram, access, Transformers.NONE);
  }

  /**
   * The same behind transformers.
   *
   * @param transformers that the meter does not know of.
   */
  public static List<Decoded> of(Telegram telegram, Access.Mbus access, Transformers transformers) {
    List<Decoded> decoded = new ArrayList<>();
    for (MbusRegister register : access.registers()) {
      RegisterName name = register.name();
      find(telegram, register, false)
          .map(
              record ->
                  isEmpty(record, register)
                      ? Outcome.UNAVAILABLE
                      : outcome(record, register, transformers))
          .or(() -> find(telegram, register, true).map(record -> Outcome.UNAVAILABLE))
          .ifPresent(outcome -> decoded.add(new Decoded(name, outcome)));
    }
    return decoded;
  }

  /**
   * Every register that the telegram names by the norm alone, in its order; of two records with one
   * name the first that has a value.
   */
  public static List<Found> all(Telegram telegram) {
    return all(telegram, Transformers.NONE);
  }

  /**
   * The same behind transformers; resolutions are the meter's own.
   *
   * @param transformers that the meter does not know of.
   */
  public static List<Found> all(Telegram telegram, Transformers transformers) {
    Medium medium = telegram.header().meter().map(Medium::of).orElse(Medium.OTHER);
    Map<RegisterName, Found> all = new LinkedHashMap<>();
    for (DataRecord record : telegram.records()) {
      GenericName.of(record, medium)
          .map(name -> found(record, register(record, name), transformers))
          .ifPresent(found -> all.merge(found.register().name(), found, MbusRegisters::better));
    }
    return List.copyOf(all.values());
  }

  private static Found found(DataRecord record, MbusRegister register, Transformers transformers) {
    boolean inError = record.function() == Function.ERROR_STATE;
    Outcome outcome = inError ? Outcome.UNAVAILABLE : outcome(record, register, transformers);
    return new Found(register, outcome, record);
  }

  private static Found better(Found first, Found later) {
    boolean onlyLater =
        first.outcome() instanceof Outcome.Unavailable && later.outcome() instanceof Outcome.Value;
    return onlyLater ? later : first;
  }

  private static Optional<DataRecord> find(
      Telegram telegram, MbusRegister register, boolean inError) {
    Optional<DataRecord> instead = Optional.empty();
    for (DataRecord record : telegram.records()) {
      boolean error = record.function() == Function.ERROR_STATE;
      if (error == inError && Fitting.fits(telegram, record, register)) {
        if (Fitting.isMeant(record, register)) {
          return Optional.of(record);
        }
        instead = instead.or(() -> Optional.of(record));
      }
    }
    return instead;
  }

  /** Whether the profile knows these contents as none. */
  private static boolean isEmpty(DataRecord record, MbusRegister register) {
    return !register.unavailable().isEmpty()
        && register.unavailable().contains(HEX.formatHex(record.data()));
  }

  /** The register that a record is by itself. */
  private static MbusRegister register(DataRecord record, RegisterName name) {
    return new MbusRegister(name, unit(record, name.quantity()), resolution(record, name));
  }

  private static Unit unit(DataRecord record, Quantity quantity) {
    return record
        .meaning()
        .unit()
        .filter(unit -> unit.measures(quantity))
        .orElse(quantity == Quantity.METER_CLOCK ? Unit.S : Unit.RATIO);
  }

  private static Resolution resolution(DataRecord record, RegisterName name) {
    if (name.quantity() == Quantity.METER_CLOCK) {
      return switch (record.data().length) {
        case 2 -> new Resolution(864, 2);
        case 4 -> new Resolution(60, 0);
        default -> Resolution.ONE_STEP;
      };
    }
    BigDecimal steps =
        record.meaning().factor().multiply(unit(record, name.quantity()).stepsOf(name.quantity()));
    return Resolution.nearest(steps);
  }

  private static Outcome outcome(
      DataRecord record, MbusRegister register, Transformers transformers) {
    Quantity quantity = register.name().quantity();
    return switch (record.value()) {
      case MbusValue.Exact number ->
          Fitting.steps(number.value(), record.meaning(), register, transformers.of(quantity));
      case MbusValue.Moment moment -> clock(moment.at(), quantity);
      case MbusValue.Day day -> clock(day.day().atTime(LocalTime.MIDNIGHT), quantity);
      case MbusValue.Nothing nothing -> Outcome.UNAVAILABLE;
      case MbusValue.Absent absent -> Outcome.UNAVAILABLE;
      // A due date of every year or of none, an invalid number: what healthy meters say.
      case MbusValue.Recurring recurring -> Outcome.UNAVAILABLE;
      case MbusValue.Invalid invalid -> Outcome.UNAVAILABLE;
      case MbusValue.SummerTime rule -> new Outcome.Refused("a rule of summer time");
      case MbusValue.TimeOfDay time -> Outcome.UNAVAILABLE;
      case MbusValue.Text text -> new Outcome.Refused("text");
      // A date of variable length, which is not read here, is no fault of the meter.
      case MbusValue.Opaque opaque when record.meaning().form() == Form.POINT ->
          Outcome.UNAVAILABLE;
      case MbusValue.Opaque opaque -> new Outcome.Refused("not a number");
    };
  }

  private static Outcome clock(LocalDateTime at, Quantity quantity) {
    return quantity == Quantity.METER_CLOCK
        ? new Outcome.Value(at.toEpochSecond(ZoneOffset.UTC))
        : new Outcome.Refused("a date is no " + quantity.id());
  }
}
