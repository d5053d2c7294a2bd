package eu.releve.decode.modbus;

import static eu.releve.measure.Require.require;

import eu.releve.profile.ModbusRegister;

/**
 * The answered words of one read.
 *
 * <p>The link has compared the number of bytes with the number of words that it asked for.
 *
 * @param function 3 (holding) or 4 (input).
 * @param address 0-based, of the first word.
 * @param bytes of 1 to 125 words, high byte first; shared, not copied: this is the hot path.
 */
public record RegisterBlock(int function, int address, byte[] bytes) {
  public RegisterBlock {
    require(function == 3 || function == 4, "function %d is not 3 or 4", function);
    require(0 <= address && address <= 0xFFFF, "address %d is not in 0..65535", address);
    require(
        bytes.length % 2 == 0 && 2 <= bytes.length && bytes.length <= 250,
        "%d bytes are not 1 to 125 words",
        bytes.length);
  }

  /** Whether the register, and its exponent if it has one, lies wholly in this block. */
  public boolean holds(ModbusRegister register) {
    return register.function() == function
        && register.from() >= address
        && register.until() <= address + bytes.length / 2;
  }
}
