package eu.releve.edge.link;

import eu.releve.edge.serial.LineSettings;
import eu.releve.edge.serial.Timing;
import java.time.Duration;

/** The times of Modbus RTU on a line (Modbus over Serial Line 1.02, section 2.5.1.1). */
public final class RtuTiming {
  private static final int BAUD_OF_FIXED_TIMES = 19_200;
  private static final Duration SILENCE_FIXED = Duration.ofNanos(1_750_000);

  /** Converters and slow meters pause within a frame far longer than the norm's 1.5 characters. */
  private static final Duration GAP = Duration.ofMillis(10);

  private static final Duration QUIET = Duration.ofMillis(50);

  private RtuTiming() {}

  /** The silence between two frames: 3.5 characters, above 19,200 baud 1.75 ms. */
  public static Duration silence(LineSettings settings) {
    return settings.baud() > BAUD_OF_FIXED_TIMES
        ? SILENCE_FIXED
        : settings.characters(7).dividedBy(2);
  }

  /**
   * The times of one exchange.
   *
   * @param patience until the answer begins.
   * @param pause that the unit needs.
   */
  static Timing of(LineSettings settings, Duration patience, Duration pause) {
    Duration silence = silence(settings);
    Duration quiet = silence.plus(QUIET);
    Duration rest = longer(silence, pause);
    return new Timing(patience, silence.plus(GAP), quiet, quiet, Duration.ZERO, rest);
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }
}
