package eu.releve.wire;

import static eu.releve.measure.Require.require;

import eu.releve.measure.Quantity;
import eu.releve.measure.Resolution;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the catalogue knows of a value before it is read: its resolution, and the value of the same
 * quantity before it in the batch.
 */
final class Scale {
  private static final int QUANTITIES = Quantity.values().length;
  private static final long[] POWERS_OF_TEN = powersOfTen();

  private final List<Catalogue.Entry> entries;
  private final long[] before = new long[QUANTITIES];
  private final Expectation[] present = expectations();
  private final Expectation[] stored = expectations();
  private int at = -1;

  Scale(Catalogue catalogue) {
    entries = catalogue.entries();
  }

  private static Expectation[] expectations() {
    return Stream.generate(Expectation::new).limit(QUANTITIES).toArray(Expectation[]::new);
  }

  /**
   * Goes to a register.
   *
   * @return its resolution in whole steps: values are nearly always multiples of it.
   * @throws IllegalArgumentException when the catalogue does not have it.
   */
  long to(int number) {
    // The registers of a meter follow each other, here and in the batch.
    if (++at >= entries.size() || entries.get(at).number() != number) {
      at = find(number);
    }
    return wholeSteps(entries.get(at).resolution());
  }

  /** Stored values differ from the one before in another way than present ones. */
  Expectation expectation() {
    return (entries.get(at).register().storage() == 0 ? present : stored)[slot()];
  }

  /** What that many resolutions are above the last value of the quantity; wraps, as its inverse. */
  long difference(long multiple) {
    int slot = slot();
    long difference = multiple - before[slot];
    before[slot] = multiple;
    return difference;
  }

  /** The inverse of {@link #difference}. */
  long multiple(long difference) {
    return before[slot()] += difference;
  }

  @SuppressWarnings("EnumOrdinal") // A place in memory for the time of one batch, never written.
  private int slot() {
    return entries.get(at).register().quantity().ordinal();
  }

  private int find(int number) {
    int low = 0;
    int high = entries.size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int found = entries.get(middle).number();
      if (found == number) {
        return middle;
      }
      if (found < number) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    require(false, "register %d is not in the catalogue of %d", number, entries.size());
    return -1;
  }

  /** 1 where the resolution is finer than the step or does not fit. */
  static long wholeSteps(Resolution resolution) {
    if (resolution.exponent() < 0) {
      return 1;
    }
    long power = POWERS_OF_TEN[resolution.exponent()];
    return resolution.mantissa() <= Long.MAX_VALUE / power ? resolution.mantissa() * power : 1;
  }

  private static long[] powersOfTen() {
    long[] powers = new long[19];
    Arrays.fill(powers, 1);
    for (int i = 1; i < powers.length; i++) {
      powers[i] = 10 * powers[i - 1];
    }
    return powers;
  }
}
