package eu.releve.provisioning.site;

import eu.releve.document.DocumentException;
import eu.releve.document.Mapping;
import eu.releve.measure.RegisterName;
import eu.releve.profile.Access;
import eu.releve.profile.ModbusRegister;
import eu.releve.profile.ModbusRegisterEntry;
import eu.releve.profile.PlcRegister;
import eu.releve.profile.PlcRegisterEntry;
import eu.releve.profile.RegisterSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads the registers of a meter without a profile. */
final class RegisterReader {
  private RegisterReader() {}

  static Access read(Mapping meter, Bus.Protocol protocol) throws DocumentException {
    if (protocol == Bus.Protocol.PLC) {
      List<PlcRegister> held = registers(meter, PlcRegisterEntry::read);
      return meter.make("registers", () -> new Access.Plc(held));
    }
    List<ModbusRegister> registers = registers(meter, ModbusRegisterEntry::read);
    return meter.make("registers", () -> new Access.Modbus(registers));
  }

  private interface Entry<R> {
    R read(Mapping entry) throws DocumentException;
  }

  private static <R extends RegisterSource> List<R> registers(Mapping meter, Entry<R> form)
      throws DocumentException {
    List<R> registers = new ArrayList<>();
    Set<RegisterName> names = new HashSet<>();
    for (Mapping entry : meter.mappings("registers")) {
      R register = form.read(entry);
      if (!names.add(register.name())) {
        throw entry.refuse("is", "each register once", "'" + register.name() + "' again");
      }
      registers.add(register);
    }
    return registers;
  }
}
