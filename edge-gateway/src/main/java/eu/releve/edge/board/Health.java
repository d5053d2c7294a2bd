package eu.releve.edge.board;

import eu.releve.edge.board.Board.Light;
import java.util.EnumSet;
import java.util.Set;

/**
 * How the gateway is, as far as lights tell it.
 *
 * @param collectorReached whether the collector takes what is sent.
 * @param metersAnswer whether no bus and no meter is at fault.
 */
public record Health(boolean collectorReached, boolean metersAnswer) {
  private static final long BLINK_MILLIS = 500;

  /** The lights that are lit at that moment: what blinks is lit half of each second. */
  Set<Light> lit(long bootMillis) {
    boolean blink = Math.floorMod(bootMillis / BLINK_MILLIS, 2L) == 0;
    Set<Light> lit = EnumSet.of(Light.RUNNING);
    if (collectorReached || blink) {
      lit.add(Light.NETWORK);
    }
    if (metersAnswer || blink) {
      lit.add(Light.METERS);
    }
    return lit;
  }
}
