package eu.releve.decode.opcua;

import eu.releve.measure.Quality;
import java.util.OptionalLong;

/**
 * When a value was true, as far as its server's stamps say it.
 *
 * <p>Readings are dated by the boot clock, so a stamp counts by its age: how long before the
 * server's answer, by the server's own clock. A server whose clock is a year off dates its values
 * rightly in this way. A stamp of the future, or older than an hour, is not believed: it is the
 * stamp of another clock, or of a value that has not moved since.
 */
public final class SourceTime {
  /** The oldest stamp that is believed. */
  public static final long AGE_MILLIS_MAX = 3_600_000;

  /** Between the stamps of one server: it may note the time of an answer before its values'. */
  private static final long AHEAD_MILLIS_MAX = 2_000;

  private SourceTime() {}

  /**
   * A moment and what is known against it.
   *
   * @param bootMillis of the boot clock.
   */
  public record Moment(long bootMillis, Quality quality) {}

  /** How a value came to be known. */
  public enum Occasion {
    /** It was asked, or told as what holds when watching began: it holds now. */
    ASKED,
    /** The server told a change. */
    CHANGED
  }

  /**
   * When a value was true.
   *
   * @param sourceMillis its source's stamp, in milliseconds since 1970; nothing where there is
   *     none.
   * @param serverMillis the server's clock when it sent the value; nothing where it does not say.
   * @param arrivedBootMillis when it arrived.
   * @return for a value that was asked never in doubt: it holds on arrival, if not before.
   */
  public static Moment of(
      OptionalLong sourceMillis,
      OptionalLong serverMillis,
      long arrivedBootMillis,
      Occasion occasion) {
    if (sourceMillis.isEmpty() || serverMillis.isEmpty()) {
      return new Moment(arrivedBootMillis, Quality.GOOD);
    }
    long age = serverMillis.getAsLong() - sourceMillis.getAsLong();
    // An instant before the boot has no number.
    if (-AHEAD_MILLIS_MAX <= age && age <= Math.min(AGE_MILLIS_MAX, arrivedBootMillis)) {
      return new Moment(arrivedBootMillis - Math.max(0, age), Quality.GOOD);
    }
    return new Moment(
        arrivedBootMillis,
        switch (occasion) {
          case ASKED -> Quality.GOOD;
          case CHANGED -> Quality.TIME_UNCERTAIN;
        });
  }
}
