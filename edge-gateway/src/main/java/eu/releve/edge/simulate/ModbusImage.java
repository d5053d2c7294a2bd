package eu.releve.edge.simulate;

import eu.releve.measure.RegisterName;
import eu.releve.profile.ModbusRegister;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The registers of a Modbus meter under one function, as they lie side by side.
 *
 * <p>Addresses between two registers that hold none read as zero, as with most meters.
 */
final class ModbusImage {
  private final List<ModbusRegister> registers;
  private final Ratios ratios;

  ModbusImage(List<ModbusRegister> registers, int function, Ratios ratios) {
    this.registers = registers.stream().filter(r -> r.function() == function).toList();
    this.ratios = ratios;
  }

  /**
   * A part of the registers.
   *
   * @param bytes two per address.
   * @param written the values of the registers that lie wholly inside, in steps.
   */
  record Part(byte[] bytes, Map<RegisterName, Long> written) {}

  /** The part from an address on; nothing when it lies wholly outside. */
  Optional<Part> read(int address, int count, Values values) {
    int end = address + count;
    int first = registers.stream().mapToInt(ModbusRegister::address).min().orElse(0);
    int last = registers.stream().mapToInt(ModbusRegister::end).max().orElse(0);
    if (end <= first || last <= address) {
      return Optional.empty();
    }
    byte[] bytes = new byte[2 * count];
    Map<RegisterName, Long> written = new LinkedHashMap<>();
    for (ModbusRegister register : registers) {
      if (register.address() < end && address < register.end()) {
        byte[] its = ModbusNumber.bytes(register, ratios, values.of(register.name()));
        lay(its, 2 * (register.address() - address), bytes);
        if (address <= register.address() && register.end() <= end) {
          ModbusNumber.written(register, ratios, its)
              .ifPresent(steps -> written.put(register.name(), steps));
        }
      }
    }
    return Optional.of(new Part(bytes, written));
  }

  private static void lay(byte[] register, int offset, byte[] bytes) {
    for (int i = 0; i < register.length; i++) {
      int at = offset + i;
      if (0 <= at && at < bytes.length) {
        bytes[at] |= register[i]; // Registers share a word only where they divide its bits.
      }
    }
  }
}
