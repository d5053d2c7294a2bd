package eu.releve.decode.sunspec;

import eu.releve.decode.modbus.IdentityReader;
import eu.releve.decode.modbus.RegisterBlock;
import eu.releve.profile.IdentityRegister;
import eu.releve.profile.IdentityRegister.What;
import eu.releve.profile.ModbusRegister.DataType;
import eu.releve.profile.ModbusRegister.WordOrder;
import java.util.List;
import java.util.Map;

/** Model 1: who the device is. */
final class Common {
  /** Up to the serial number; the address and a pad that follow are not of interest. */
  static final int WORDS = 64;

  private Common() {}

  /** Where a model 1 at that address says it. */
  static List<IdentityRegister> registers(int address) {
    return List.of(
        text(What.SERIAL, address + 50, 16),
        text(What.MODEL, address + 18, 16),
        text(What.MAKER, address + 2, 16),
        text(What.FIRMWARE, address + 42, 8));
  }

  /** What such a model says. */
  static Map<What, String> read(SunSpecModel model) {
    return IdentityReader.read(
        registers(model.address()), new RegisterBlock(3, model.address() + 2, model.contents()));
  }

  private static IdentityRegister text(What what, int address, int words) {
    return new IdentityRegister(what, 3, address, DataType.ASCII, words, WordOrder.HIGH_FIRST);
  }
}
