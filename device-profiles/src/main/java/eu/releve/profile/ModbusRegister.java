package eu.releve.profile;

import static eu.releve.measure.Require.require;

import eu.releve.measure.RegisterName;
import eu.releve.measure.Resolution;
import eu.releve.measure.Unit;
import java.math.BigDecimal;
import java.util.List;

/**
 * One register of a Modbus meter.
 *
 * @param name which of the meter's registers.
 * @param function 3 (holding) or 4 (input).
 * @param address 0-based, as on the wire.
 * @param type how its words make a number.
 * @param order in which order the 16-bit words come.
 * @param scale what to multiply the number with to get the unit; not zero, at most 18 digits and 18
 *     places.
 * @param unit the unit after scaling.
 * @param resolution the smallest difference it can tell, in steps of its quantity.
 * @param unavailable raw contents (the register's bytes as on the wire, in capital hex) that mean
 *     "no value".
 */
public record ModbusRegister(
    RegisterName name,
    int function,
    int address,
    DataType type,
    WordOrder order,
    BigDecimal scale,
    Unit unit,
    Resolution resolution,
    List<String> unavailable)
    implements RegisterSource {
  public ModbusRegister {
    require(function == 3 || function == 4, "%s: function %d is not 3 or 4", name, function);
    require(0 <= address && address <= 0xFFFF, "%s: address %d is not in 0..65535", name, address);
    require(scale.signum() != 0, "%s: scale is zero", name);
    require(unit.measures(name.quantity()), "%s: %s is not its unit", name, unit.symbol());
    require(address + type.words() <= 0x1_0000, "%s: ends after address 65535", name);
    require(Math.abs(scale.scale()) <= 18 && scale.precision() <= 18, "%s: scale %s", name, scale);
    for (String raw : unavailable) {
      require(
          raw.matches("[0-9A-F]{%d}".formatted(4 * type.words())),
          "%s: unavailable '%s' is not %d digits of 0-9A-F",
          name,
          raw,
          4 * type.words());
    }
    unavailable = List.copyOf(unavailable);
  }

  /** How the bytes of a register make a number. */
  public enum DataType {
    U16(1),
    I16(1),
    U32(2),
    I32(2),
    U64(4),
    I64(4),
    FLOAT32(2),
    FLOAT64(4);

    private final int words;

    DataType(int words) {
      this.words = words;
    }

    /** How many 16-bit words it takes. */
    public int words() {
      return words;
    }
  }

  /** In which order the 16-bit words of a number come; bytes within a word are high first. */
  public enum WordOrder {
    HIGH_FIRST,
    LOW_FIRST
  }

  /** The address after its last word. */
  public int end() {
    return address + type.words();
  }
}
