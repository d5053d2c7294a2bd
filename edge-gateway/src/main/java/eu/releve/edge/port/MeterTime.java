package eu.releve.edge.port;

import eu.releve.edge.clock.BootClock;
import eu.releve.wire.ClockTrust;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Where on the boot clock the instants lie that a meter states.
 *
 * <p>A meter whose clock agrees with ours within half a quarter-hour is taken at its word, so that
 * the same instant is the same each time; of another only the distances are believed, counted back
 * from its own present.
 *
 * @param receivedBootMillis when it spoke, by the boot clock.
 * @param meter when that was by its own clock; nothing where it states no time.
 * @param wall when that was by ours; nothing while ours is not trusted.
 */
public record MeterTime(long receivedBootMillis, Optional<Instant> meter, Optional<Instant> wall) {
  private static final Duration AGREE_WITHIN = Duration.ofSeconds(450);

  /** The oldest month's peak is fourteen months old; before that a meter has lost its clock. */
  private static final Duration PAST_MAX = Duration.ofDays(731);

  /** Clocks that count whole seconds may be a little behind each other. */
  private static final Duration AHEAD_MAX = Duration.ofSeconds(60);

  /** When a frame was received. */
  public static MeterTime of(long receivedBootMillis, Optional<Instant> meter, BootClock clock) {
    Optional<Instant> wall =
        clock.trust() == ClockTrust.SYNCHRONISED
            ? Optional.of(
                Instant.ofEpochMilli(clock.wallMillis() - clock.bootMillis() + receivedBootMillis))
            : Optional.empty();
    return new MeterTime(receivedBootMillis, meter, wall);
  }

  /**
   * An instant that the meter states.
   *
   * @return milliseconds of the boot clock, below zero for what was before the machine started;
   *     nothing where the meter states what has not been yet, or what was years ago.
   */
  public Optional<Long> bootMillisOf(Instant taken) {
    Optional<Instant> present = agrees() || meter.isEmpty() ? wall : meter;
    return present
        .filter(now -> !taken.isAfter(now.plus(AHEAD_MAX)))
        .filter(now -> !taken.isBefore(now.minus(PAST_MAX)))
        .map(now -> receivedBootMillis - Duration.between(taken, now).toMillis());
  }

  private boolean agrees() {
    return wall.isPresent()
        && meter.isPresent()
        && Duration.between(wall.get(), meter.get()).abs().compareTo(AGREE_WITHIN) <= 0;
  }
}
