package eu.releve.provisioning.site;

import eu.releve.document.DocumentException;
import eu.releve.document.Mapping;
import eu.releve.measure.RegisterName;
import eu.releve.profile.Access;
import eu.releve.profile.ModbusRegister;
import eu.releve.profile.ModbusRegisterEntry;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads the registers of a meter without a profile. */
final class RegisterReader {
  private RegisterReader() {}

  static Access read(Mapping meter) throws DocumentException {
    List<ModbusRegister> registers = new ArrayList<>();
    Set<RegisterName> names = new HashSet<>();
    for (Mapping entry : meter.mappings("registers")) {
      ModbusRegister register = ModbusRegisterEntry.read(entry);
      if (!names.add(register.name())) {
        throw entry.refuse("is", "each register once", "'" + register.name() + "' again");
      }
      registers.add(register);
    }
    return meter.make("registers", () -> new Access.Modbus(registers));
  }
}
