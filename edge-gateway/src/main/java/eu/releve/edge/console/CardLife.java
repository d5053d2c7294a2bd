package eu.releve.edge.console;

import static eu.releve.measure.Require.require;

/**
 * For how long the card lasts at the rate at which it is written: an estimate.
 *
 * <p>Flash forgets after so many times that each of its blocks was erased. The controller spreads
 * that over the card, and erases more than is written, because its blocks are larger than what is
 * written at once. Neither number is told by a card: both are settings with careful defaults.
 *
 * @param capacityBytes of the whole card, or of its file system where the card is not told.
 * @param bytesPerDay what everything on the machine writes to it, or this program alone where the
 *     kernel does not tell more.
 * @param isWhole whether that is everything on the machine.
 * @param cycles how often a block may be erased.
 * @param amplification how many bytes the card writes for one that it is given.
 */
public record CardLife(
    long capacityBytes, long bytesPerDay, boolean isWhole, int cycles, int amplification) {
  private static final double DAYS_OF_YEAR = 365.25;

  /** Nothing else in a box lasts longer; a larger number would only pretend to be known. */
  private static final int YEARS_MAX = 20;

  public CardLife {
    require(capacityBytes > 0, "a card of %d bytes", capacityBytes);
    require(bytesPerDay > 0, "%d bytes a day", bytesPerDay);
    require(cycles > 0 && amplification > 0, "%d cycles, amplification %d", cycles, amplification);
  }

  /** Years from new to worn out; at most 20, which means 20 or more. */
  public int years() {
    double days = (double) capacityBytes * cycles / ((double) bytesPerDay * amplification);
    return (int) Math.min(YEARS_MAX, days / DAYS_OF_YEAR);
  }

  boolean isLong() {
    return years() == YEARS_MAX;
  }
}
