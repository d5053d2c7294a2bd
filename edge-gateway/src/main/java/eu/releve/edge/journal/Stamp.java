package eu.releve.edge.journal;

import eu.releve.edge.clock.BootClock;
import eu.releve.wire.ClockTrust;
import eu.releve.wire.Facts;
import eu.releve.wire.Header;
import java.util.UUID;

/**
 * The clocks at one moment.
 *
 * @param bootId the boot.
 * @param bootMillis milliseconds since it.
 * @param wallMillis milliseconds since 1970.
 * @param trust whether the wall clock may date readings.
 */
record Stamp(UUID bootId, long bootMillis, long wallMillis, ClockTrust trust) {
  private static final long APART_MILLIS_MAX = 20;
  private static final int LOOKS_MAX = 8;

  /**
   * Both clocks at one moment: a pause between two looks must not pass for a jump. Trusted is what
   * was trusted before and after: a time service may set the clock in between.
   */
  static Stamp of(BootClock clock) {
    ClockTrust before = clock.trust();
    long boot = clock.bootMillis();
    long wall = clock.wallMillis();
    long then = clock.bootMillis();
    for (int look = 1; then - boot > APART_MILLIS_MAX && look < LOOKS_MAX; look++) {
      boot = then;
      wall = clock.wallMillis();
      then = clock.bootMillis();
    }
    // A wall clock below zero is as wrong as one at zero, and the envelope has no sign for it.
    ClockTrust trust = clock.trust() == before ? before : ClockTrust.UNKNOWN;
    return new Stamp(clock.bootId(), boot, Math.max(0, wall), trust);
  }

  /** The clocks with which a batch was sealed. */
  static Stamp of(Header header) {
    return new Stamp(header.bootId(), header.bootMillis(), header.wallMillis(), header.trust());
  }

  /** The same clocks at another moment of the boot. */
  Stamp at(long otherBootMillis) {
    long wall = Math.max(0, otherBootMillis + wallMinusBoot());
    return new Stamp(bootId, otherBootMillis, wall, trust);
  }

  /** What to add to a boot-clock instant to get milliseconds since 1970. */
  long wallMinusBoot() {
    return wallMillis - bootMillis;
  }

  boolean isTrusted() {
    return trust == ClockTrust.SYNCHRONISED;
  }

  Facts.Time time() {
    return new Facts.Time(bootId, wallMinusBoot());
  }
}
