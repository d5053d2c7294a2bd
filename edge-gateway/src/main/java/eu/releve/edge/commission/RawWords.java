package eu.releve.edge.commission;

import static eu.releve.measure.Require.require;

import eu.releve.decode.modbus.RegisterBlock;
import eu.releve.profile.Access;
import eu.releve.profile.ModbusRegister;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * A register's words as they came, its exponent and what lies between included; value or not.
 *
 * @param hex 1 to 125 words, four of 0-9a-f each.
 */
public record RawWords(String hex) {
  private static final HexFormat HEX = HexFormat.of();
  private static final int DIGITS = 4;

  public RawWords {
    require(
        hex.matches("[0-9a-f]+")
            && hex.length() % DIGITS == 0
            && hex.length() / DIGITS <= Access.Modbus.WORDS_MAX,
        "%d characters are not 1 to 125 words in hex",
        hex.length());
  }

  /** Those of a register that lies wholly in the block. */
  static RawWords of(ModbusRegister register, RegisterBlock block) {
    require(block.holds(register), "%s is not in the answer", register.name());
    int from = 2 * (register.from() - block.address());
    int until = 2 * (register.until() - block.address());
    return new RawWords(HEX.formatHex(Arrays.copyOfRange(block.bytes(), from, until)));
  }

  /** As they came. */
  byte[] bytes() {
    return HEX.parseHex(hex);
  }
}
