package eu.releve.profile;

import static eu.releve.measure.Require.require;

import eu.releve.measure.Quantity;
import eu.releve.measure.Step;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

/**
 * A contact that closes for a pulse.
 *
 * @param wiring between which poles it lies; the board's where that knows it better.
 * @param debounce how long it must have been closed, and before that open, for a pulse; 1 ms to 10
 *     s.
 * @param mostHz how many pulses a second its meter gives at most, 1 to 50: what comes faster is no
 *     meter but the mains on a broken cable.
 */
public record PulseContact(Wiring wiring, Duration debounce, int mostHz) {
  /**
   * Half of what a pulse and a pause of IEC 62053-31 (S0) last at least, which are 30 ms each: more
   * than contacts bounce, and more than the half wave of the mains, 10 ms, that an open wire picks
   * up.
   */
  public static final Duration DEBOUNCE = Duration.ofMillis(15);

  /** The shortest. */
  public static final Duration DEBOUNCE_MIN = Duration.ofMillis(1);

  /** The longest. */
  public static final Duration DEBOUNCE_MAX = Duration.ofSeconds(10);

  /** The fastest that a plan may promise: pulse, pause and their bounces share 20 ms. */
  public static final int HZ_MAX = 50;

  /**
   * An S0 output gives at most one pulse in 60 ms (IEC 62053-31: pulse and pause last at least 30
   * ms each); some room is left for what is not quite so exact.
   */
  private static final int ELECTRICITY_HZ = 20;

  /**
   * Reed contacts of water, gas and heat meters: a dwelling's water meter at its overload flow of 5
   * m3/h (Q4 of a Q3 4, ISO 4064) gives 1.4 pulses of a litre in a second.
   */
  private static final int OTHER_HZ = 10;

  private static final Set<Step> ELECTRICITY =
      EnumSet.of(Step.WATT_HOUR, Step.VAR_HOUR, Step.VOLT_AMPERE_HOUR);

  /** Between ground and the line, as S0 wants it, and as fast as meters of that quantity are. */
  public static PulseContact usual(Quantity quantity) {
    return new PulseContact(Wiring.TO_GROUND, DEBOUNCE, usualHz(quantity));
  }

  /** How many pulses a second meters of that quantity give at most. */
  public static int usualHz(Quantity quantity) {
    return ELECTRICITY.contains(quantity.step()) ? ELECTRICITY_HZ : OTHER_HZ;
  }

  /** What lies at the line. */
  public enum Wiring {
    /** The contact between line and ground; the gateway pulls the line up. */
    TO_GROUND,
    /** The contact between line and supply; the gateway pulls the line down. */
    TO_SUPPLY,
    /** A circuit that drives the line, low while the contact is closed. */
    DRIVEN_LOW,
    /** A circuit that drives the line, high while the contact is closed. */
    DRIVEN_HIGH
  }

  public PulseContact {
    require(
        debounce.compareTo(DEBOUNCE_MIN) >= 0 && debounce.compareTo(DEBOUNCE_MAX) <= 0,
        "debounce %s is not 1 ms to 10 s",
        debounce);
    require(1 <= mostHz && mostHz <= HZ_MAX, "%d pulses a second are not in 1..50", mostHz);
  }
}
