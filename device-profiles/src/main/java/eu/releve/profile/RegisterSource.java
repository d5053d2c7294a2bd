package eu.releve.profile;

import eu.releve.measure.RegisterName;
import eu.releve.measure.Resolution;
import eu.releve.measure.Unit;

/** Where one register of a meter comes from. */
public sealed interface RegisterSource
    permits ModbusRegister, MbusRegister, PlcRegister, OpcUaRegister, PulseRegister {
  /** Its name. */
  RegisterName name();

  /** The unit in which the meter states it, after its scale. */
  Unit unit();

  /** The smallest difference it can tell, in steps of its quantity. */
  Resolution resolution();
}
