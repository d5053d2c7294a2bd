package eu.releve.edge.simulate.line;

import eu.releve.edge.clock.BootClock;
import eu.releve.wire.ClockTrust;
import java.util.UUID;

/**
 * The time of a line in memory as a boot clock: time that is spent on the line passes here too.
 *
 * @param line whose time it is.
 */
public record LineClock(LineModel line) implements BootClock {
  /** 2026-01-01 at 00:00 UTC. */
  private static final long BEGIN_WALL_MILLIS = 1_767_225_600_000L;

  @Override
  public UUID bootId() {
    return new UUID(0, 1);
  }

  @Override
  public long bootMillis() {
    return line.elapsed().toMillis();
  }

  @Override
  public long wallMillis() {
    return BEGIN_WALL_MILLIS + bootMillis();
  }

  @Override
  public ClockTrust trust() {
    return ClockTrust.SYNCHRONISED;
  }
}
