package eu.releve.edge.link;

import static eu.releve.measure.Require.require;

/**
 * A run of Modbus registers that one request reads.
 *
 * @param function 3 (holding) or 4 (input).
 * @param address 0-based, of the first word.
 * @param words 1 to 125.
 */
public record RegisterRange(int function, int address, int words) {
  /** The most words that one answer can carry. */
  public static final int WORDS_MAX = 125;

  public RegisterRange {
    require(function == 3 || function == 4, "function %d is not 3 or 4", function);
    require(1 <= words && words <= WORDS_MAX, "%d words are not in 1..125", words);
    require(0 <= address && address + words <= 0x10000, "%d words from address %d", words, address);
  }

  /** The address after its last word. */
  public int end() {
    return address + words;
  }

  @Override
  public String toString() {
    return "function " + function + " at " + address + " x " + words;
  }
}
