package eu.releve.profile;

import static eu.releve.measure.Require.require;

import eu.releve.measure.RegisterName;
import eu.releve.measure.Resolution;
import eu.releve.measure.Unit;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/**
 * One register of an M-Bus meter: which record of its telegram.
 *
 * @param name which of the meter's registers; unless a record is named, its storage, tariff and
 *     subunit are those of the record, its extreme is the record's function.
 * @param unit the unit in which the record states it.
 * @param resolution the smallest difference it can tell, in steps of its quantity.
 * @param record data and value information as the meter sends them, in hex, where the norm does not
 *     say what the record is.
 * @param scale what to multiply the record's number with to get the unit.
 * @param unavailable contents of the record's data field, as sent, in hex, with which the meter
 *     means that it has no value though it does not say so as the norm does.
 */
public record MbusRegister(
    RegisterName name,
    Unit unit,
    Resolution resolution,
    Optional<String> record,
    BigDecimal scale,
    List<String> unavailable)
    implements RegisterSource {
  public MbusRegister {
    unavailable = List.copyOf(unavailable);
    require(unit.measures(name.quantity()), "%s: %s is not its unit", name, unit.symbol());
    require(scale.signum() != 0, "%s: scale is zero", name);
  }

  /** A record whose every content is a value. */
  public MbusRegister(
      RegisterName name,
      Unit unit,
      Resolution resolution,
      Optional<String> record,
      BigDecimal scale) {
    this(name, unit, resolution, record, scale, List.of());
  }

  /** The record that the norm names so. */
  public MbusRegister(RegisterName name, Unit unit, Resolution resolution) {
    this(name, unit, resolution, Optional.empty(), BigDecimal.ONE);
  }
}
