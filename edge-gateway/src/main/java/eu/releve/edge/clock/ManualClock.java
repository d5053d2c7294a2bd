package eu.releve.edge.clock;

import static eu.releve.measure.Require.require;

import eu.releve.wire.ClockTrust;
import java.util.UUID;

/** A clock that stands still until it is moved: virtual time for simulations and tests. */
public final class ManualClock implements BootClock {
  private UUID bootId;
  private long bootMillis;
  private long wallMillis;
  private ClockTrust trust;

  /**
   * A clock in the first millisecond of a boot.
   *
   * @param wallMillis the wall clock at that moment, in milliseconds since 1970.
   * @param trust what is known of it.
   */
  public ManualClock(long wallMillis, ClockTrust trust) {
    this.bootId = new UUID(0, 1);
    this.wallMillis = wallMillis;
    this.trust = trust;
  }

  /** A trusted clock that starts on 2026-01-01 at 00:00 UTC. */
  public static ManualClock trusted() {
    return new ManualClock(1_767_225_600_000L, ClockTrust.SYNCHRONISED);
  }

  /** Both clocks go on by that many milliseconds. */
  public synchronized void advance(long millis) {
    require(millis >= 0, "the boot clock cannot go back by %d ms", -millis);
    bootMillis += millis;
    wallMillis += millis;
  }

  /** The wall clock is set, as a time server does it; the boot clock goes on undisturbed. */
  public synchronized void setWall(long millis, ClockTrust newTrust) {
    wallMillis = millis;
    trust = newTrust;
  }

  /** The machine starts again: another boot, its clock at zero, the wall clock as it was. */
  public synchronized void reboot() {
    bootId = new UUID(0, bootId.getLeastSignificantBits() + 1);
    bootMillis = 0;
  }

  @Override
  public synchronized UUID bootId() {
    return bootId;
  }

  @Override
  public synchronized long bootMillis() {
    return bootMillis;
  }

  @Override
  public synchronized long wallMillis() {
    return wallMillis;
  }

  @Override
  public synchronized ClockTrust trust() {
    return trust;
  }
}
