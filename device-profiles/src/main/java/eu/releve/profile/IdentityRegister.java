package eu.releve.profile;

import static eu.releve.measure.Require.require;

import eu.releve.profile.ModbusRegister.DataType;
import eu.releve.profile.ModbusRegister.WordOrder;

/**
 * Where a Modbus meter says who it is.
 *
 * @param what it says there.
 * @param function 3 (holding) or 4 (input).
 * @param address 0-based, as on the wire.
 * @param type an unsigned or decimal number, or text.
 * @param words how many words; the type's own number but for text, which may have 1 to 32.
 * @param order in which order words, and bytes within a word, come.
 */
public record IdentityRegister(
    What what, int function, int address, DataType type, int words, WordOrder order) {
  /** Texts of identity are longer than numbers: makers write their whole name. */
  static final int TEXT_WORDS_MAX = 32;

  public IdentityRegister {
    require(function == 3 || function == 4, "%s: function %d is not 3 or 4", what, function);
    require(
        0 <= address && address + words <= 0x1_0000, "%s: address %d is not one", what, address);
    require(
        type == DataType.ASCII ? 1 <= words && words <= TEXT_WORDS_MAX : words == type.words(),
        "%s: %d words do not make a %s",
        what,
        words,
        type);
    require(isIdentifying(type), "%s: a %s does not identify", what, type);
  }

  /** What a register of identity says. */
  public enum What {
    SERIAL,
    MODEL,
    MAKER,
    FIRMWARE
  }

  static boolean isIdentifying(DataType type) {
    return type.isUnsigned()
        || switch (type) {
          case BCD16, BCD32, BCD64, ASCII -> true;
          default -> false;
        };
  }

  /** The address after its last word. */
  public int end() {
    return address + words;
  }
}
