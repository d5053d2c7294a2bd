package eu.releve.decode.modbus;

import eu.releve.decode.Decoded;
import eu.releve.profile.ModbusRegister;
import java.util.ArrayList;
import java.util.List;

/** Turns the blocks that a meter answered into the values of its registers. */
public final class ModbusDecoder {
  private final List<RegisterReader> readers;

  /**
   * A decoder of those registers.
   *
   * @param registers of a profile or a plan.
   * @param transformers that the meter does not know of.
   */
  public ModbusDecoder(List<ModbusRegister> registers, Transformers transformers) {
    this.readers =
        registers.stream().map(register -> new RegisterReader(register, transformers)).toList();
  }

  /** The registers that lie wholly in the block, in the order of the profile. */
  public List<Decoded> decode(RegisterBlock block) {
    List<Decoded> decoded = new ArrayList<>(readers.size());
    for (RegisterReader reader : readers) {
      ModbusRegister register = reader.register();
      if (block.holds(register)) {
        int offset = 2 * (register.address() - block.address());
        decoded.add(new Decoded(register.name(), reader.read(block.bytes(), offset)));
      }
    }
    return decoded;
  }
}
