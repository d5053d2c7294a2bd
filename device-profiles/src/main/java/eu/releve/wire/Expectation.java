package eu.releve.wire;

/**
 * How many bits the next number of a kind will probably have: as many as the one before.
 *
 * <p>Numbers of one kind are of one size; so what is written is mostly their bits and little else.
 */
final class Expectation {
  private static final int BEFORE_THE_FIRST = 8;

  private int bits = BEFORE_THE_FIRST;

  int bits() {
    return bits;
  }

  void saw(int numberBits) {
    bits = numberBits;
  }
}
