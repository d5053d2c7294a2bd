package eu.releve.provisioning.site;

import eu.releve.document.DocumentException;
import eu.releve.document.Mapping;
import eu.releve.measure.RegisterName;
import eu.releve.profile.Access;
import eu.releve.profile.MbusRegister;
import eu.releve.profile.MbusRegisterEntry;
import eu.releve.profile.ModbusRegister;
import eu.releve.profile.ModbusRegisterEntry;
import eu.releve.profile.OpcUaRegister;
import eu.releve.profile.OpcUaRegisterEntry;
import eu.releve.profile.PlcRegister;
import eu.releve.profile.PlcRegisterEntry;
import eu.releve.profile.PulseContact;
import eu.releve.profile.PulseRegister;
import eu.releve.profile.PulseRegisterEntry;
import eu.releve.profile.RegisterSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads the registers of a meter without a profile. */
final class RegisterReader {
  private RegisterReader() {}

  static Access read(Mapping meter, Bus.Protocol protocol) throws DocumentException {
    return switch (protocol) {
      case P1, TIC ->
          throw meter.refuse(
              "registers", "nothing: what the meter says is learned from it", "registers");
      case PULSE -> {
        List<PulseRegister> counters = registers(meter, PulseRegisterEntry::read);
        if (counters.size() != 1) {
          throw meter.refuse(
              "registers", "one: each line has a meter of its own", counters.size() + " registers");
        }
        PulseRegister counter = counters.getFirst();
        yield new Access.Pulsed(counter, PulseContact.usual(counter.name().quantity()));
      }
      case PLC -> {
        List<PlcRegister> held = registers(meter, PlcRegisterEntry::read);
        yield meter.make("registers", () -> new Access.Plc(held));
      }
      case OPCUA -> {
        List<OpcUaRegister> nodes = registers(meter, OpcUaRegisterEntry::read);
        yield meter.make("registers", () -> new Access.OpcUa(nodes, Optional.empty()));
      }
      case MODBUS -> {
        List<ModbusRegister> registers = registers(meter, ModbusRegisterEntry::read);
        yield meter.make("registers", () -> new Access.Modbus(registers));
      }
      case MBUS -> {
        List<MbusRegister> records = registers(meter, MbusRegisterEntry::read);
        if (records.isEmpty()) {
          throw meter.refuse("registers", "at least one, or no such key", "an empty list");
        }
        yield meter.make("registers", () -> new Access.Mbus(Optional.empty(), records));
      }
    };
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
