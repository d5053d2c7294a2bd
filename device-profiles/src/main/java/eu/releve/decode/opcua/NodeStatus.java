package eu.releve.decode.opcua;

import static eu.releve.measure.Require.require;

import eu.releve.measure.Quality;

/**
 * What a server says of a value (OPC 10000-4, 7.39): good, uncertain or bad, with more in its bits.
 *
 * @param code 32 bits, without sign.
 * @param name as the norm calls it, for people.
 */
public record NodeStatus(long code, String name) {
  /** Nothing is known against the value. */
  public static final NodeStatus GOOD = new NodeStatus(0, "Good");

  private static final long SUB_CODE = 0xFFFF_0000L;
  private static final long LAST_USABLE = 0x4090_0000L;
  private static final long SUBSTITUTE = 0x4091_0000L;
  private static final long INITIAL = 0x4092_0000L;
  private static final long SENSOR_NOT_ACCURATE = 0x4093_0000L;
  private static final long UNIT_RANGE_EXCEEDED = 0x4094_0000L;
  private static final long LOCAL_OVERRIDE = 0x0096_0000L;

  /** The low bits belong to a data value. */
  private static final int IS_DATA_VALUE = 0x0400;

  private static final int OVERFLOW = 0x0080;
  private static final int LIMIT_LOW = 0x0100;
  private static final int LIMIT_HIGH = 0x0200;

  public NodeStatus {
    require(0 <= code && code <= 0xFFFF_FFFFL, "status %d has not 32 bits", code);
  }

  /** Whether the value may not be used. Severities that the norm reserves count as bad. */
  public boolean isBad() {
    return severity() > 1;
  }

  /** Whether the server itself is in doubt. */
  public boolean isUncertain() {
    return severity() == 1;
  }

  private int severity() {
    return (int) (code >>> 30);
  }

  /**
   * Whether values before this one were dropped, because the queue of the watched node was full.
   */
  public boolean hasOverflown() {
    return (code & IS_DATA_VALUE) != 0 && (code & OVERFLOW) != 0;
  }

  /** What it says against a value that is not bad. */
  public Quality quality() {
    boolean isDataValue = (code & IS_DATA_VALUE) != 0;
    // Both bits together say "constant", which is no limit.
    long limit = code & (LIMIT_LOW | LIMIT_HIGH);
    boolean isAtLimit = isDataValue && (limit == LIMIT_LOW || limit == LIMIT_HIGH);
    Quality own = isUncertain() ? uncertain() : Quality.GOOD;
    Quality typed = (code & SUB_CODE) == LOCAL_OVERRIDE ? Quality.TYPED_BY_HAND : Quality.GOOD;
    return own.and(typed).and(isAtLimit ? Quality.SATURATED : Quality.GOOD);
  }

  private Quality uncertain() {
    long sub = code & SUB_CODE;
    if (sub == LAST_USABLE || sub == SUBSTITUTE || sub == INITIAL) {
      return Quality.SUBSTITUTED;
    }
    return sub == UNIT_RANGE_EXCEEDED
        ? Quality.OUT_OF_RANGE
        : sub == SENSOR_NOT_ACCURATE
            ? Quality.DEVICE_ERROR.and(Quality.SATURATED)
            : Quality.DEVICE_ERROR;
  }
}
