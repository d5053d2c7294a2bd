package eu.releve.edge.journal;

import java.util.Optional;

/**
 * How the journal dates readings.
 *
 * @param isKnown whether this boot has learned the time; it does not forget it.
 * @param jump what the wall clock did since that is not believed, while it lasts.
 */
public record ClockView(boolean isKnown, Optional<Jump> jump) {
  /** Nothing was learned yet. */
  public static final ClockView UNKNOWN = new ClockView(false, Optional.empty());

  /**
   * A wall clock that calls itself synchronised and went elsewhere.
   *
   * @param sinceBootMillis when that was noticed, by the boot clock.
   * @param aheadMillis how far it is ahead of the time learned before; negative when behind.
   */
  public record Jump(long sinceBootMillis, long aheadMillis) {
    private static final long QUARTER_MILLIS = 900_000;
    private static final long ZONES_MILLIS_MAX = 14 * 3_600_000L;
    private static final long NEAR_MILLIS = 2_000;

    /**
     * Whether it went by as much as time zones differ, or summer from winter: no time service is
     * wrong by that much, but whoever sets a clock or a time server by local time is.
     */
    public boolean isZone() {
      long far = Math.abs(aheadMillis);
      long rest = Math.floorMod(far + NEAR_MILLIS, QUARTER_MILLIS);
      return far > QUARTER_MILLIS - NEAR_MILLIS
          && far <= ZONES_MILLIS_MAX + NEAR_MILLIS
          && rest <= 2 * NEAR_MILLIS;
    }
  }
}
