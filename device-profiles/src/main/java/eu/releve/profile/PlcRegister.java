package eu.releve.profile;

import static eu.releve.measure.Require.require;

import eu.releve.measure.RegisterName;
import eu.releve.measure.Resolution;
import eu.releve.measure.Unit;
import java.math.BigDecimal;

/**
 * A value of a meter that a building's controller (PLC) holds.
 *
 * @param name which of the meter's registers.
 * @param tag where the controller keeps it, as PLC4X writes addresses of its protocol; at most 200
 *     printable characters.
 * @param scale what to multiply the number with to get the unit; not zero.
 * @param unit the unit after scaling.
 * @param resolution the smallest difference it can tell, in steps of its quantity.
 */
public record PlcRegister(
    RegisterName name, String tag, BigDecimal scale, Unit unit, Resolution resolution)
    implements RegisterSource {
  public PlcRegister {
    require(tag.matches("[!-~]{1,200}"), "%s: tag '%s' is not printable", name, tag);
    require(scale.signum() != 0, "%s: scale is zero", name);
    require(unit.measures(name.quantity()), "%s: %s is not its unit", name, unit.symbol());
  }
}
