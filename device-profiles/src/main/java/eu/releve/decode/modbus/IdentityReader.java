package eu.releve.decode.modbus;

import eu.releve.profile.IdentityRegister;
import eu.releve.profile.ModbusRegister.DataType;
import eu.releve.profile.ModbusRegister.WordOrder;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads what a Modbus meter says of itself. */
public final class IdentityReader {
  private IdentityReader() {}

  /** What the block says wholly; a register that says nothing is left out. */
  public static Map<IdentityRegister.What, String> read(
      List<IdentityRegister> registers, RegisterBlock block) {
    Map<IdentityRegister.What, String> said = new EnumMap<>(IdentityRegister.What.class);
    for (IdentityRegister register : registers) {
      if (register.function() == block.function()
          && register.address() >= block.address()
          && register.end() <= block.address() + block.bytes().length / 2) {
        int offset = 2 * (register.address() - block.address());
        byte[] wire = Arrays.copyOfRange(block.bytes(), offset, offset + 2 * register.words());
        text(register, wire).ifPresent(text -> said.put(register.what(), text));
      }
    }
    return said;
  }

  /**
   * The text, or the number in decimal digits.
   *
   * @param wire the register's bytes.
   * @return nothing where the meter has nothing to say: no printable letter, all ones, or digits
   *     that are none.
   */
  public static Optional<String> text(IdentityRegister register, byte[] wire) {
    if (register.type() == DataType.ASCII) {
      // The words of a text follow each other whatever the order of numbers is.
      return letters(
          register.order().bytesSwapped() ? WordOrder.HIGH_FIRST_SWAPPED.exchanged(wire) : wire);
    }
    byte[] plain = register.order().exchanged(wire);
    String hex = HexFormat.of().formatHex(plain);
    if (hex.matches("f+")) {
      return Optional.empty();
    }
    if (register.type().isUnsigned()) {
      return Optional.of(new BigInteger(1, plain).toString());
    }
    return hex.matches("[0-9]+") ? Optional.of(hex) : Optional.empty();
  }

  private static Optional<String> letters(byte[] bytes) {
    StringBuilder text = new StringBuilder();
    for (char letter : new String(bytes, StandardCharsets.ISO_8859_1).toCharArray()) {
      if (letter == 0) {
        break; // What follows the end of a text is what was there before.
      }
      text.append(letter > ' ' && letter < 0x7F ? letter : ' ');
    }
    String stripped = text.toString().strip();
    return stripped.isEmpty() ? Optional.empty() : Optional.of(stripped);
  }
}
