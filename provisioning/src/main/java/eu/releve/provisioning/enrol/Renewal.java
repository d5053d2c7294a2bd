package eu.releve.provisioning.enrol;

import static eu.releve.measure.Require.require;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.SplittableRandom;

/**
 * When a certificate is to be renewed, and how long to wait when that did not succeed.
 *
 * <p>At two thirds of its life and up to a tenth later, by a number that is the gateway's and the
 * certificate's own: boxes that were enrolled on one day do not come back in one minute.
 *
 * @param notBefore the beginning of its life.
 * @param notAfter its end.
 * @param due when it is asked for the first time.
 */
public record Renewal(Instant notBefore, Instant notAfter, Instant due) {
  private static final Duration PAUSE_MIN = Duration.ofSeconds(1);
  private static final Duration FIRST_PAUSE_MAX = Duration.ofMinutes(1);
  private static final Duration PAUSE_MAX = Duration.ofDays(1);
  private static final Duration PAUSE_AFTER_THE_END_MAX = Duration.ofHours(1);
  private static final int DOUBLINGS_MAX = 24;

  public Renewal {
    require(!notAfter.isBefore(notBefore), "a life that ends at %s before %s", notAfter, notBefore);
    require(
        !due.isBefore(notBefore) && !due.isAfter(notAfter), "due at %s, outside of its life", due);
  }

  /** That of an identity. */
  public static Renewal of(Identity identity) {
    return of(
        identity.notBefore(),
        identity.notAfter(),
        Objects.hash(identity.gateway().value(), identity.certificate().getSerialNumber()));
  }

  /** The same from its numbers. */
  static Renewal of(Instant notBefore, Instant notAfter, long seed) {
    long life = Duration.between(notBefore, notAfter).toMillis();
    long later = new SplittableRandom(seed).nextLong(life / 10 + 1);
    return new Renewal(notBefore, notAfter, notBefore.plusMillis(life / 3 * 2 + later));
  }

  /** How long it counts. */
  public Duration life() {
    return Duration.between(notBefore, notAfter);
  }

  /** Whether its end has passed. */
  public boolean isOver(Instant now) {
    return now.isAfter(notAfter);
  }

  /**
   * The pause after so many failed attempts: it doubles, is at most a tenth of what remains, and
   * after the end an hour; at least a second, at most a day.
   *
   * @param failures since the last success, at least 1.
   */
  public Duration pause(int failures, Instant now) {
    require(failures > 0, "a pause after %d failures", failures);
    Duration first = shorter(FIRST_PAUSE_MAX, life().dividedBy(1_000));
    Duration grown =
        longer(PAUSE_MIN, first).multipliedBy(1L << Math.min(failures - 1, DOUBLINGS_MAX));
    Duration most =
        isOver(now)
            ? shorter(PAUSE_AFTER_THE_END_MAX, life())
            : shorter(PAUSE_MAX, Duration.between(now, notAfter).dividedBy(10));
    return longer(PAUSE_MIN, shorter(grown, most));
  }

  /** The least time between two renewals that succeed: a clock gone wild must not make a flood. */
  public Duration restAfterSuccess() {
    return longer(PAUSE_MIN, life().dividedBy(10));
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }
}
