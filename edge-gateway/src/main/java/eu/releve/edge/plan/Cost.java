package eu.releve.edge.plan;

import static eu.releve.measure.Require.require;

import eu.releve.edge.link.RegisterRange;
import eu.releve.edge.link.RtuTiming;
import eu.releve.edge.serial.LineSettings;
import java.time.Duration;

/**
 * What a request costs, so that one plan can be cheaper than another.
 *
 * @param requestNanos of a request without a word: both frames, the meter's thinking, the silence.
 * @param wordNanos of each word of its answer.
 */
public record Cost(long requestNanos, long wordNanos) {
  /** Over TCP a request costs a round trip, and a word next to nothing. */
  public static final Cost TCP = new Cost(5_000_000, 200);

  private static final int REQUEST_CHARACTERS = 8;
  private static final int ANSWER_CHARACTERS = 5;
  private static final int WORD_CHARACTERS = 2;

  public Cost {
    require(requestNanos > 0, "a request of %d ns", requestNanos);
    require(wordNanos >= 0, "a word of %d ns", wordNanos);
  }

  /**
   * On a serial line.
   *
   * @param turnaround how long a meter thinks before it answers.
   * @param pause that the meter needs between two requests, if it is longer than the silence.
   */
  public static Cost serial(LineSettings settings, Duration turnaround, Duration pause) {
    long silence = Math.max(RtuTiming.silence(settings).toNanos(), pause.toNanos());
    long frames = settings.characters(REQUEST_CHARACTERS + ANSWER_CHARACTERS).toNanos();
    return new Cost(
        frames + turnaround.toNanos() + silence, settings.characters(WORD_CHARACTERS).toNanos());
  }

  /** Of one request. */
  public long of(RegisterRange range) {
    return requestNanos + range.words() * wordNanos;
  }

  /** Of one request after the other. */
  public long of(Iterable<RegisterRange> ranges) {
    long nanos = 0;
    for (RegisterRange range : ranges) {
      nanos += of(range);
    }
    return nanos;
  }
}
