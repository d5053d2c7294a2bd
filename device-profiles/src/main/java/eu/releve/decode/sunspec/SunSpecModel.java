package eu.releve.decode.sunspec;

import static eu.releve.measure.Require.require;

/**
 * One model of a device's chain.
 *
 * @param number which model.
 * @param address of its first word, its number.
 * @param words after its header of two.
 * @param contents those words that were read, from the first after the header; empty for a model
 *     that tells nothing we read.
 */
public record SunSpecModel(int number, int address, int words, byte[] contents) {
  public SunSpecModel {
    require(0 <= number && number < 0xFFFF, "model %d is none", number);
    require(0 <= address && address + 2 + words <= 0x1_0000, "model at %d is none", address);
    require(contents.length % 2 == 0 && contents.length <= 2 * words, "too many contents");
    contents = contents.clone();
  }

  @Override
  public byte[] contents() {
    return contents.clone();
  }

  /** Whether its values are among those we read. */
  public boolean isMeasuring() {
    return !Models.points(number).isEmpty();
  }

  /** The address after its last word. */
  public int end() {
    return address + 2 + words;
  }

  @Override
  public String toString() {
    return "model " + number + " at " + address;
  }
}
