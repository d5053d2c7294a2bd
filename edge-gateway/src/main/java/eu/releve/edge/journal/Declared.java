package eu.releve.edge.journal;

import static eu.releve.measure.Require.require;

import eu.releve.measure.MeterId;
import eu.releve.measure.Register;
import eu.releve.measure.RegisterName;
import eu.releve.measure.Resolution;
import eu.releve.measure.Unit;

/**
 * A register that will be read, before it has a number.
 *
 * @param meter the meter.
 * @param name which of its registers.
 * @param resolution the smallest difference that it can tell, in steps of its quantity.
 * @param unit the unit in which the meter states it.
 */
public record Declared(MeterId meter, RegisterName name, Resolution resolution, Unit unit) {
  public Declared {
    require(unit.measures(name.quantity()), "%s is not a unit of %s", unit, name);
  }

  /** The register alone. */
  public Register register() {
    return new Register(meter, name);
  }
}
