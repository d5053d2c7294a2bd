package eu.releve.edge.simulate;

import java.util.Optional;

/** What a Modbus device holds. */
@FunctionalInterface
public interface RegisterBank {
  /**
   * The contents of a run of registers at this moment.
   *
   * @param function 3 or 4.
   * @param count 1 to 125 words.
   * @return two bytes a word; nothing when there is an address among them that the device refuses.
   */
  Optional<byte[]> read(int function, int address, int count);
}
