package eu.releve.edge.journal;

import eu.releve.edge.clock.BootClock;
import eu.releve.wire.ClockTrust;
import eu.releve.wire.Facts;
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
  static Stamp of(BootClock clock) {
    // A wall clock below zero is as wrong as one at zero, and the envelope has no sign for it.
    return new Stamp(
        clock.bootId(), clock.bootMillis(), Math.max(0, clock.wallMillis()), clock.trust());
  }

  boolean isTrusted() {
    return trust == ClockTrust.SYNCHRONISED;
  }

  Facts.Time time() {
    return new Facts.Time(bootId, wallMillis - bootMillis);
  }
}
