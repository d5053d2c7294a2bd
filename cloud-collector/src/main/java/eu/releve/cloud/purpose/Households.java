package eu.releve.cloud.purpose;

import static eu.releve.measure.Require.require;

/**
 * Whose consumption a figure tells.
 *
 * @param count how many dwellings are in it.
 * @param amongOthers whether common parts or other lots are in it, too.
 */
public record Households(int count, boolean amongOthers) {
  /** Common parts only. */
  public static final Households NONE = new Households(0, true);

  /** One dwelling by itself. */
  public static final Households ONE = new Households(1, false);

  public Households {
    require(count >= 0, "%d households", count);
  }

  /** Whether it could tell how one of them lives. */
  public boolean arePersonal() {
    return count > 0 && !amongOthers && count < Purpose.SUM.householdsMin();
  }
}
