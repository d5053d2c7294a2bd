package eu.releve.profile;

import static eu.releve.measure.Require.require;

import java.util.List;
import java.util.Optional;

/** How the registers of a meter family are read. */
public sealed interface Access {
  /** The registers, in the order of the profile. */
  List<? extends RegisterSource> registers();

  /** Over Modbus: by function, address and type. */
  record Modbus(List<ModbusRegister> registers) implements Access {
    public Modbus {
      registers = List.copyOf(registers);
      require(!registers.isEmpty(), "a Modbus profile without registers");
    }
  }

  /**
   * Over M-Bus: from the records of a telegram.
   *
   * @param recognition which meters the profile fits; nothing for "any".
   * @param registers each from the first record that fits.
   */
  record Mbus(Optional<Recognition> recognition, List<MbusRegister> registers) implements Access {
    public Mbus {
      registers = List.copyOf(registers);
      require(!registers.isEmpty(), "an M-Bus profile without registers");
    }
  }

  /**
   * Which M-Bus meters a profile fits, by the fixed header of EN 13757-3.
   *
   * @param manufacturer three capital letters.
   * @param version 0 to 255, nothing for any.
   * @param medium 0 to 255, nothing for any.
   */
  record Recognition(String manufacturer, Optional<Integer> version, Optional<Integer> medium) {
    public Recognition {
      require(manufacturer.matches("[A-Z]{3}"), "manufacturer '%s' is not A-Z x 3", manufacturer);
    }
  }
}
