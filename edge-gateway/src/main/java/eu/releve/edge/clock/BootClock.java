package eu.releve.edge.clock;

import eu.releve.wire.ClockTrust;
import java.util.UUID;

/**
 * The gateway's time: a boot clock that never steps, and a wall clock with what is known of it.
 *
 * <p>Readings are stamped with the boot clock. A box without a battery boots in 1970 or at the hour
 * of its last stop, and nothing that it measured before it learned the time is thrown away.
 */
public interface BootClock {
  /** The kernel's identifier of this boot; another after each restart of the machine. */
  UUID bootId();

  /** Milliseconds since the boot, suspended time included; never steps, never falls. */
  long bootMillis();

  /** Milliseconds since 1970 by the wall clock, right or wrong; steps when it is set. */
  long wallMillis();

  /** Whether that wall clock may date readings now. */
  ClockTrust trust();
}
