package eu.releve.profile;

import static eu.releve.measure.Require.require;

import eu.releve.measure.RegisterName;
import eu.releve.measure.Resolution;
import eu.releve.measure.Unit;

/**
 * One register of an M-Bus meter: which record of its telegram.
 *
 * @param name which of the meter's registers; its storage, tariff and subunit are those of the
 *     record, its extreme is the record's function.
 * @param unit the unit in which the record states it.
 * @param resolution the smallest difference it can tell, in steps of its quantity.
 */
public record MbusRegister(RegisterName name, Unit unit, Resolution resolution)
    implements RegisterSource {
  public MbusRegister {
    require(unit.measures(name.quantity()), "%s: %s is not its unit", name, unit.symbol());
  }
}
