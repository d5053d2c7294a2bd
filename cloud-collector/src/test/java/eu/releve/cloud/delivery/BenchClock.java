package eu.releve.cloud.delivery;

import eu.releve.edge.clock.BootClock;
import eu.releve.edge.simulate.ReferenceBuilding;
import eu.releve.wire.ClockTrust;
import java.util.UUID;

/** Stands where it is put while a backlog is written, and goes on in real time from there. */
final class BenchClock implements BootClock {
  private final UUID boot = new UUID(1, 1);
  private volatile long atMillis = ReferenceBuilding.FIRST_BOOT_MILLIS;
  private volatile long sinceNanos = Long.MIN_VALUE;

  void put(long bootMillis) {
    atMillis = bootMillis;
  }

  void go() {
    sinceNanos = System.nanoTime();
  }

  @Override
  public UUID bootId() {
    return boot;
  }

  @Override
  public long bootMillis() {
    long since = sinceNanos;
    return since == Long.MIN_VALUE ? atMillis : atMillis + (System.nanoTime() - since) / 1_000_000;
  }

  @Override
  public long wallMillis() {
    return bootMillis() + ReferenceBuilding.WALL_MINUS_BOOT;
  }

  @Override
  public ClockTrust trust() {
    return ClockTrust.SYNCHRONISED;
  }
}
