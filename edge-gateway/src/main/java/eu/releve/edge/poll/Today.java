package eu.releve.edge.poll;

import eu.releve.edge.clock.BootClock;
import eu.releve.wire.ClockTrust;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * The day at the building: nothing until the clock was trusted once, from then on known by the boot
 * clock, whatever becomes of the time service. May be asked by any thread.
 */
public final class Today implements Supplier<Optional<LocalDate>> {
  /** The time service is not asked more often: a day has many minutes. */
  static final long LOOK_MILLIS = 60_000;

  private final Supplier<ZoneId> zone;
  private final BootClock clock;
  private OptionalLong wallMinusBootMillis = OptionalLong.empty();
  private long nextLookBootMillis = Long.MIN_VALUE;

  /** The day in that zone. */
  public Today(ZoneId zone, BootClock clock) {
    this(() -> zone, clock);
  }

  /** The day in the zone that is the building's when it is asked: another plan may say another. */
  public Today(Supplier<ZoneId> zone, BootClock clock) {
    this.zone = zone;
    this.clock = clock;
  }

  @Override
  public synchronized Optional<LocalDate> get() {
    long boot = clock.bootMillis();
    if (boot >= nextLookBootMillis) {
      nextLookBootMillis = boot + LOOK_MILLIS;
      if (clock.trust() == ClockTrust.SYNCHRONISED) {
        wallMinusBootMillis = OptionalLong.of(clock.wallMillis() - boot);
      }
    }
    return wallMinusBootMillis.isEmpty()
        ? Optional.empty()
        : Optional.of(
            LocalDate.ofInstant(
                Instant.ofEpochMilli(wallMinusBootMillis.getAsLong() + boot), zone.get()));
  }
}
